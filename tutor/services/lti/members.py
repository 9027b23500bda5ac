"""The people of a class, fetched from its LMS (NRPS): asked for, read page by page, and applied.

A subject of a platform is one person, found by platform and subject alone. Accounts are made in the role that
the LMS says; an account that is there keeps what it may do. Whoever the LMS names no longer is archived, and
only if the LMS had named them before: who joined by a code stays.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from lti_tool.models import LtiContext, LtiMembership, LtiUser

from tutor.domain.lti.roles import Part, standing_of
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import LtiAccount, LtiClass, PastEnrolment, RosterPull, User
from tutor.services.locks import Gone, lock_classroom, lock_row
from tutor.services.lti.new_members import Member, make_accounts
from tutor.services.people.memberships import add_teachers, retire_students, retire_teachers, seat_students

if TYPE_CHECKING:
    from tutor.outside.lti_services import ServiceError

logger = logging.getLogger(__name__)
Problem = RosterPull.Problem

# A launch asks again after so long at the earliest.
RESTS = timedelta(minutes=5)
# A pull that has not ended by then died with its worker.
LOST = timedelta(minutes=15)
MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


@dataclass
class _Outcome:
    seen: set[str] = field(default_factory=set)
    new: int = 0
    returned: int = 0


def pull_roster_later(context_pk: int, *, asked_by: User | None = None) -> bool:
    """Let a class's people be fetched soon, and say whether they will be.

    A launch asks at most once in `RESTS`; a person may at any time. While one is waiting, none is added.
    """
    lti_class = LtiClass.objects.filter(context=context_pk).first()
    if lti_class is None or not lti_class.members_url:
        return False
    if not _ask(lti_class, by_person=asked_by is not None):
        return False
    transaction.on_commit(partial(_queue, lti_class.pk))
    return True


@transaction.atomic
def _ask(lti_class: LtiClass, *, by_person: bool) -> bool:
    now = timezone.now()
    pull, is_new = RosterPull.objects.get_or_create(lti_class=lti_class, defaults={"asked_at": now})
    if is_new:
        return True
    lock_row(pull, "asked_at", "is_waiting")
    rested = pull.asked_at < now - (LOST if pull.is_waiting else timedelta(0) if by_person else RESTS)
    if rested:
        pull.asked_at, pull.is_waiting = now, True
        pull.save(update_fields=["asked_at", "is_waiting"])
    return rested


def _queue(class_pk: int) -> None:
    try:
        pull_roster.apply_async((class_pk,), retry=False)
    except OUTAGE_ERRORS:
        logger.warning("a roster waits for the next launch: the queue is away")


@shared_task(
    name="tutor.outside.pull_roster",
    ignore_result=True,
    # An account may be made by a launch just now.
    autoretry_for=(OperationalError, IntegrityError),
    retry_backoff=True,
    max_retries=3,
)
def pull_roster(class_pk: int) -> None:
    """Fetch and apply the people of a class. Safe to run twice: it overwrites with the same."""
    pull = RosterPull.objects.filter(lti_class=class_pk).first()
    if pull is None or not pull.is_waiting:
        return
    lti_class = LtiClass.objects.select_related("classroom", "context__deployment__registration").get(
        pk=class_pk
    )
    # Only here: it brings the libraries that ask platforms.
    from tutor.outside.lti_services import ServiceError

    try:
        _pull(lti_class, pull)
    except ServiceError as error:
        _end(pull, _problem_of(error))
        logger.warning("a roster was not fetched: %s", type(error).__name__)
    except Gone:
        _end(pull, Problem.CLOSED)


def _pull(lti_class: LtiClass, pull: RosterPull) -> None:
    from tutor.outside.lti_services import Platform
    from tutor.services.lti.platforms import registration_of

    registration = lti_class.context.deployment.registration
    if lti_class.classroom.archived_at is not None:
        _end(pull, Problem.CLOSED)
        return
    outcome = _Outcome()
    for page in Platform(registration_of(registration)).members(lti_class.members_url):
        members = [member for entry in page if (member := read_member(entry)) is not None]
        _apply_page(lti_class, members, outcome)
        RosterPull.objects.filter(pk=pull.pk).update(members=len(outcome.seen))
    if not outcome.seen:
        _end(pull, Problem.EMPTY)
        return
    # Only after the last page: whoever was not read on the way there has not left.
    left = _retire_others(lti_class, outcome.seen)
    _end(pull, "", members=len(outcome.seen), new=outcome.new, returned=outcome.returned, left=left)


def read_member(entry: dict[str, Any]) -> Member | None:
    """Return a member of an LMS's list; `None` where it names nobody.

    Without a status a member is active (NRPS 2.0, 2.2).
    """
    subject, roles = entry.get("user_id"), entry.get("roles")
    if not isinstance(subject, str | int) or isinstance(subject, bool) or not 0 < len(str(subject)) <= 255:
        return None
    if "\x00" in str(subject):
        # No launch has such a subject, and no database keeps it.
        return None
    said = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    given, family = _text(entry, "given_name"), _text(entry, "family_name")
    if not given and not family:
        given, _, family = _text(entry, "name").partition(" ")
    is_active = entry.get("status", "Active") == "Active"
    return Member(str(subject), given, family.strip(), standing_of(said), is_active)


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""


@transaction.atomic
def _apply_page(lti_class: LtiClass, members: Sequence[Member], outcome: _Outcome) -> None:
    """Find or make the accounts of a page's members, and seat them: a few queries, however many."""
    active = {
        member.subject: member
        for member in members
        if member.is_active and member.subject not in outcome.seen
    }
    outcome.seen |= set(active)
    accounts = make_accounts(lti_class, list(active.values()))
    students = [account.user_id for account in accounts if active[account.lti_user.sub].standing.is_seated]
    past = PastEnrolment.objects.filter(classroom=lti_class.classroom, student__in=students)
    came_back = set(past.values_list("student_id", flat=True))
    if came_back:
        came_back -= _seated(lti_class, students)
    new = seat_students(classroom=lti_class.classroom, student_ids=students)
    teachers = [
        account.user_id
        for account in accounts
        if active[account.lti_user.sub].standing.part is Part.TEACHER and account.user.may_teach
    ]
    if teachers:
        add_teachers(classroom=lti_class.classroom, teacher_ids=teachers)
    _retire_from_parts(lti_class, accounts, active)
    _note_memberships(lti_class.context, accounts, active)
    outcome.returned += len(came_back)
    outcome.new += new - len(came_back)


def _retire_from_parts(
    lti_class: LtiClass, accounts: Iterable[LtiAccount], members: dict[str, Member]
) -> None:
    """Archive the places of those whom the LMS calls something else now: a teacher who learns, and so on."""
    before = {
        row.user_id: row
        for row in LtiMembership.objects.filter(
            context=lti_class.context, user__in=[account.lti_user_id for account in accounts]
        )
    }
    students, teachers = [], []
    for account in accounts:
        was, now = before.get(account.lti_user_id), members[account.lti_user.sub].standing
        if was is not None and was.is_learner and not now.is_seated:
            students.append(account.user_id)
        if was is not None and was.is_instructor and now.part is not Part.TEACHER:
            teachers.append(account.user_id)
    if students:
        lms = PastEnrolment.Reason.LMS
        retire_students(classroom=lti_class.classroom, student_ids=students, reason=lms)
    if teachers:
        retire_teachers(classroom=lti_class.classroom, teacher_ids=teachers)


def _seated(lti_class: LtiClass, students: Iterable[int]) -> set[int]:
    places = lti_class.classroom.enrolments.filter(student__in=list(students))
    return set(places.values_list("student_id", flat=True))


def _note_memberships(
    context: LtiContext, accounts: Iterable[LtiAccount], members: dict[str, Member]
) -> None:
    rows = []
    for account in accounts:
        standing = members[account.lti_user.sub].standing
        rows.append(
            LtiMembership(
                context=context,
                user=account.lti_user,
                is_instructor=standing.part is Part.TEACHER,
                is_content_developer=standing.part is Part.AUTHOR,
                is_learner=standing.is_seated,
                is_mentor=standing.part is Part.GUEST,
                is_active=True,
            )
        )
    LtiMembership.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "context"],
        update_fields=["is_instructor", "is_content_developer", "is_learner", "is_mentor", "is_active"],
    )


@transaction.atomic
def _retire_others(lti_class: LtiClass, seen: set[str]) -> int:
    """Archive the places of whoever the LMS named before and names no longer; return how many students."""
    classroom = lti_class.classroom
    lock_classroom(classroom)
    before = LtiMembership.objects.filter(context=lti_class.context, is_active=True)
    gone = [row for row in before.select_related("user__account") if row.user.sub not in seen]
    if not gone:
        return 0
    students = [key for row in gone if row.is_learner and (key := _user_of(row.user)) is not None]
    teachers = [key for row in gone if row.is_instructor and (key := _user_of(row.user)) is not None]
    # Who has another way into the same class, by a second subject, stays.
    still = LtiAccount.objects.filter(
        lti_user__memberships__context=lti_class.context, lti_user__sub__in=seen
    )
    here = set(still.filter(user__in=[*students, *teachers]).values_list("user_id", flat=True))
    left = retire_students(
        classroom=classroom, student_ids=set(students) - here, reason=PastEnrolment.Reason.LMS
    )
    if set(teachers) - here:
        retire_teachers(classroom=classroom, teacher_ids=set(teachers) - here)
    LtiMembership.objects.filter(pk__in=[row.pk for row in gone]).update(is_active=False)
    return left


def _user_of(lti_user: LtiUser) -> int | None:
    account = getattr(lti_user, "account", None)
    return account.user_id if account is not None else None


def _end(pull: RosterPull, problem: str, **counts: int) -> None:
    values = {"new": 0, "returned": 0, "left": 0} | counts
    RosterPull.objects.filter(pk=pull.pk).update(
        is_waiting=False, ended_at=timezone.now(), problem=problem, **values
    )


def _problem_of(error: ServiceError) -> str:
    from tutor.outside import lti_services as services

    kinds = {
        services.Away: Problem.AWAY,
        services.Busy: Problem.BUSY,
        services.NoToken: Problem.NO_TOKEN,
        services.Forbidden: Problem.FORBIDDEN,
    }
    return str(kinds.get(type(error), Problem.GARBLED))
