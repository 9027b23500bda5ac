"""Accounts of whoever an LMS names in a class, found by platform and subject, or made."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from lti_tool.models import LtiUser

from content.language import gettext
from tutor.domain.lti.roles import Part, Standing
from tutor.models import LtiAccount, LtiClass, User
from tutor.services.people.accounts import NewPerson, make_people


@dataclass(frozen=True)
class Member:
    """One person as an LMS names them; no more of it is kept than this.

    Attributes:
        given_name, family_name: empty where the LMS does not tell them.
    """

    subject: str
    given_name: str
    family_name: str
    standing: Standing
    is_active: bool


@transaction.atomic
def make_accounts(lti_class: LtiClass, members: Sequence[Member]) -> list[LtiAccount]:
    """Return the accounts of some members, those made that were missing; a few queries, however many.

    Closed accounts and administrators' are left out, and no account is made for guests and authors: those
    come when they launch.
    """
    registration = lti_class.context.deployment.registration
    subjects = [member.subject for member in members]
    accounts = _accounts(registration.pk, subjects)
    known = {account.lti_user.sub for account in accounts}
    missing = [
        member
        for member in members
        if member.subject not in known and (member.standing.is_seated or member.standing.part is Part.TEACHER)
    ]
    if missing:
        rows = [LtiUser(registration=registration, sub=member.subject) for member in missing]
        LtiUser.objects.bulk_create(rows, ignore_conflicts=True)
        _make(lti_class, missing)
        accounts = _accounts(registration.pk, subjects)
    _name_the_nameless(accounts, members)
    return [account for account in accounts if account.user.is_active and not account.user.is_superuser]


def _accounts(registration_id: int, subjects: Sequence[str]) -> list[LtiAccount]:
    found = LtiAccount.objects.filter(lti_user__registration=registration_id, lti_user__sub__in=subjects)
    return list(found.select_related("user", "lti_user").order_by("user_id"))


def _make(lti_class: LtiClass, members: Sequence[Member]) -> None:
    number = lti_class.classroom.enrolments.count()
    people = []
    for member in members:
        given, family = member.given_name, member.family_name
        if not given and not family:
            number += 1
            given, family = stand_in_name(number)
        people.append(NewPerson(given, family, role=member.standing.part.account_role))
    users = make_people(people)
    registration = lti_class.context.deployment.registration
    found = LtiUser.objects.filter(
        registration=registration, sub__in=[member.subject for member in members], account=None
    )
    lti_users = {lti_user.sub: lti_user for lti_user in found}
    LtiAccount.objects.bulk_create(
        LtiAccount(lti_user=lti_users[member.subject], user=user)
        for member, user in zip(members, users, strict=True)
        if member.subject in lti_users
    )


def stand_in_name(number: int) -> tuple[str, str]:
    """Return what somebody is called whose name the LMS keeps to itself."""
    return gettext("Student"), str(number)


def _name_the_nameless(accounts: Sequence[LtiAccount], members: Sequence[Member]) -> None:
    """Give people their names once the LMS tells them; a name that is there already stays."""
    told = {member.subject: member for member in members if member.given_name or member.family_name}
    changed = []
    for account in accounts:
        member, user = told.get(account.lti_user.sub), account.user
        if member is not None and account.was_made_here and _has_no_name(user):
            user.first_name, user.last_name = member.given_name[:150], member.family_name[:150]
            changed.append(user)
    User.objects.bulk_update(changed, ["first_name", "last_name"])


def _has_no_name(user: User) -> bool:
    is_stand_in = user.first_name == gettext("Student") and user.last_name.isdigit()
    return is_stand_in or not (user.first_name or user.last_name)
