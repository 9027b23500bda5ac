"""The outbox of scores: who is told of where, what waits, and what is put off.

A change is noted in the transaction that made it, so that nothing is lost between the commit and the queue;
`tutor.services.lti.sending` tells the LMS.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from lti_tool.models import LtiResourceLink

from content.models import Course, Lesson
from tutor.models import LineItem, LtiAccount, LtiClass, ScoreLine, Sitting, SkippedStep, User
from tutor.services.locks import lock_person

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
# What moves within a lesson is told of once in so long, with what came after it.
GATHER = timedelta(seconds=20)


@transaction.atomic
def remember_line(
    *,
    account: LtiAccount,
    lti_class: LtiClass,
    course: Course,
    lesson: Lesson | None,
    link: LtiResourceLink | None,
    line_item_url: str = "",
) -> None:
    """Note from a launch where scores go; to be called outside other transactions. Safe to run twice.

    A link with a column of its own has that one: a course's link then counts the whole course. A course's
    link without one has a column for each lesson.

    Args:
        account: whose launch it is; a teacher's is for all students of the class that the LMS named.
        lti_class: with the scopes and addresses of this launch.
        course: where the link leads.
        lesson: likewise; `None` for the whole course.
        link: the resource link of the launch.
        line_item_url: the column that the launch names, if it names one.
    """
    if SCORE_SCOPE not in lti_class.scopes:
        return
    lock_person(account.user)
    here = account.lti_user.memberships.filter(context=lti_class.context_id)
    # Who teaches or looks on there has no scores there, whatever the account here is.
    learns, teaches = here.filter(is_learner=True).exists(), here.filter(is_instructor=True).exists()
    if not learns and not teaches:
        return
    if lesson is None and not line_item_url:
        items = _columns_of_lessons(lti_class, course)
    elif link is not None:
        items = [_column_of_link(lti_class, course, lesson, link, line_item_url)]
    else:
        return
    if learns and account.user.role == User.Role.STUDENT:
        _put_in([account], items)
    elif teaches:
        # Of the class some may have launched before it was there, and others work here without the link.
        _put_in(_students_of(lti_class), items)


def _columns_of_lessons(lti_class: LtiClass, course: Course) -> list[LineItem]:
    lessons = Lesson.objects.filter(course=course)
    rows = [LineItem(lti_class=lti_class, course=course, lesson=lesson) for lesson in lessons]
    LineItem.objects.bulk_create(rows, ignore_conflicts=True)
    return list(LineItem.objects.filter(lti_class=lti_class, lesson__in=lessons, resource_link=None))


def _column_of_link(
    lti_class: LtiClass, course: Course, lesson: Lesson | None, link: LtiResourceLink, url: str
) -> LineItem:
    named = {"lti_class": lti_class, "course": course, "lesson": lesson, "resource_link": link}
    item, is_new = LineItem.objects.get_or_create(**named, defaults={"offered_url": url})
    if not is_new and url and url != item.url:
        # Looked at by the worker, which keeps what it has where this one is another lesson's.
        LineItem.objects.filter(pk=item.pk).update(offered_url=url)
    return item


def _students_of(lti_class: LtiClass) -> list[LtiAccount]:
    here = {
        "lti_user__memberships__context": lti_class.context_id,
        "lti_user__memberships__is_learner": True,
        "lti_user__memberships__is_active": True,
    }
    return list(LtiAccount.objects.filter(user__role=User.Role.STUDENT, user__is_active=True, **here))


def _put_in(accounts: list[LtiAccount], items: list[LineItem]) -> None:
    """Give students a place in columns; who is there already has what could not be told tried again."""
    User.objects.filter(pk__in=[account.user_id for account in accounts], scores_go_out=False).update(
        scores_go_out=True
    )
    lines = ScoreLine.objects.filter(account__in=accounts, item__in=items)
    before = set(lines.values_list("account_id", "item_id"))
    rows = [
        ScoreLine(account=account, item=item)
        for account in accounts
        for item in items
        if (account.pk, item.pk) not in before
    ]
    ScoreLine.objects.bulk_create(rows, ignore_conflicts=True)
    # What was learned before the first launch is told as well. Only of those who have begun: a class of
    # hundreds would keep its platform's turn busy with looking at nothing.
    note_changes(_begun(lines).filter(Q(changes=0) | ~Q(problem="")), due_at=timezone.now())


def _begun(lines: QuerySet[ScoreLine]) -> QuerySet[ScoreLine]:
    """Return the lines of those who have begun something in the course."""
    student, course = OuterRef("account__user"), OuterRef("item__course")
    sat = Sitting.objects.filter(student=student, lesson__course=course)
    skipped = SkippedStep.objects.filter(student=student, step__lesson__course=course)
    return lines.filter(Exists(sat) | Exists(skipped))


def note_learned(*, student_id: int, course_id: int, ended: bool) -> list[int]:
    """Note that a student's scores in a course may have changed, in the transaction that changed them.

    Returns:
        The registrations that are to be told at once.
    """
    now = timezone.now()
    lines = ScoreLine.objects.filter(account__user=student_id, item__course=course_id)
    noted = note_changes(lines, due_at=now if ended else now + GATHER)
    return registrations_of(lines) if noted and ended else []


def note_changes(lines: QuerySet[ScoreLine], *, due_at: datetime) -> int:
    """Let lines wait; one that waits longer already is taken earlier, and never later. One query.

    One that an LMS put off stays put off: it is the platform that sets the pace.
    """
    sooner = Case(
        When(Q(due_at=None) | Q(problem="", due_at__gt=due_at), then=Value(due_at)),
        default=F("due_at"),
        output_field=DateTimeField(),
    )
    waits_since = Coalesce("waits_since", Value(timezone.now()), output_field=DateTimeField())
    # `tries` begins anew where nothing waited.
    tries = Case(When(due_at=None, then=Value(0)), default=F("tries"), output_field=IntegerField())
    return lines.update(changes=F("changes") + 1, due_at=sooner, waits_since=waits_since, tries=tries)


def registrations_of(lines: QuerySet[ScoreLine]) -> list[int]:
    """Return the platforms that some lines are told to."""
    path = "item__lti_class__context__deployment__registration_id"
    return sorted(set(lines.values_list(path, flat=True)))


@transaction.atomic
def send_again(lines: QuerySet[ScoreLine]) -> list[int]:
    """Let lines be told once more, though nothing changed, and return the platforms to tell."""
    lines.update(
        changes=F("changes") + 1,
        due_at=timezone.now(),
        waits_since=timezone.now(),
        tries=0,
        problem="",
        sent_progress="",
    )
    LineItem.objects.filter(scores__in=lines).update(problem="")
    return registrations_of(lines)


def heal_marks() -> None:
    """Mark everybody whose scores go out: two accounts that were merged may have left one unmarked."""
    of_lines = ScoreLine.objects.values("account__user")
    User.objects.filter(scores_go_out=False, pk__in=of_lines).update(scores_go_out=True)


def lines_of_class(classroom_id: int, *, keys: Iterable[int] | None = None) -> QuerySet[ScoreLine]:
    """Return the lines of a class's columns: all, or those of some keys."""
    lines = ScoreLine.objects.filter(item__lti_class__classroom=classroom_id)
    return lines if keys is None else lines.filter(pk__in=list(keys))
