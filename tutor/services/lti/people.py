"""Whose account a launch signs in to.

A subject of a platform is one person, found by platform and subject and never by e-mail or name. Its first
launch makes an account, in the role that the LMS says. From then on no launch changes what the account may
do: where the LMS says more, that is kept for an administrator to decide. An account that was there before is
taken only after its owner signed in to it and said so. Administrators never come in by an LMS.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from lti_tool.models import LtiContext, LtiMembership, LtiRegistration, LtiUser

from tutor.domain.lti.claims import Launch
from tutor.domain.lti.roles import Part, Standing
from tutor.models import LtiAccount, User
from tutor.services.locks import Gone, lock_person
from tutor.services.lti.refusals import Reason, Refused
from tutor.services.people.accounts import make_person


class CannotLink(ValueError):
    """An account that cannot be linked."""


@dataclass(frozen=True)
class Arrival:
    """Who came, and whether it was for the first time."""

    account: LtiAccount
    is_new: bool

    @property
    def user(self) -> User:
        """The person's account here."""
        return self.account.user


@transaction.atomic
def find_or_make(*, platform: LtiRegistration, launch: Launch, standing: Standing) -> Arrival:
    """Return the account of a launch's subject, made where this is its first launch.

    Raises:
        Refused: the account is closed, or is an administrator's.
    """
    lti_user, _ = LtiUser.objects.get_or_create(registration=platform, sub=launch.subject)
    account, is_new = _account_of(lti_user), False
    if account is None:
        account, is_new = _make_account(lti_user, launch, standing)
    else:
        # First, in the order of locks: the account may be about to be linked, or erased.
        lock_person(account.user)
        # It may have been linked to another while we waited.
        account = _account_of(lti_user) or account
    _check_open(account.user, platform)
    account.launched_at = timezone.now()
    account.asked_role = _role_to_ask(account.user, standing)
    account.save(update_fields=["launched_at", "asked_role"])
    return Arrival(account, is_new)


def _account_of(lti_user: LtiUser) -> LtiAccount | None:
    return LtiAccount.objects.filter(lti_user=lti_user).select_related("user").first()


def _make_account(lti_user: LtiUser, launch: Launch, standing: Standing) -> tuple[LtiAccount, bool]:
    """Make an account and say so; of two launches at once, the second takes the first one's."""
    try:
        with transaction.atomic():
            user = make_person(
                given_name=launch.given_name,
                family_name=launch.family_name,
                role=standing.part.account_role,
            )
            if standing.part is Part.AUTHOR:
                # Where authors work asks for it; what they may do there is decided course by course.
                user.is_staff = True
                user.save(update_fields=["is_staff"])
            return LtiAccount.objects.create(lti_user=lti_user, user=user), True
    except IntegrityError:
        return LtiAccount.objects.select_related("user").get(lti_user=lti_user), False


def _check_open(user: User, platform: LtiRegistration) -> None:
    if not user.is_active:
        raise Refused(Reason.ACCOUNT_CLOSED, platform)
    if user.is_superuser:
        raise Refused(Reason.ADMINISTRATOR, platform)


def _role_to_ask(user: User, standing: Standing) -> str:
    """Return the role that the LMS gives a student's account beyond its own; empty where there is none."""
    asked = standing.part.account_role
    return asked if user.role == User.Role.STUDENT and asked != User.Role.STUDENT else ""


def note_membership(
    *, lti_user: LtiUser, context: LtiContext, standing: Standing, has_roster: bool = False
) -> bool:
    """Keep what a person is in a context, as the last launch said it; say whether it was a teacher before.

    With `has_roster` a teacher stays one until the LMS's list of people says otherwise.
    """
    part = standing.part
    teaches = LtiMembership.objects.filter(user=lti_user, context=context, is_instructor=True)
    before = bool(teaches.exists())
    LtiMembership.objects.update_or_create(
        user=lti_user,
        context=context,
        defaults={
            "is_instructor": part is Part.TEACHER or (before and has_roster),
            "is_content_developer": part is Part.AUTHOR,
            "is_learner": standing.is_seated,
            "is_mentor": part is Part.GUEST,
            "is_administrator": False,
            "is_active": True,
        },
    )
    return before


@transaction.atomic
def link_account(*, account: LtiAccount, to: User) -> None:
    """Let a subject sign in to an account that was there before, whose owner signed in and asked for it.

    The account that the first launch made is closed, unless somebody else comes in by it. To be called when
    both were seen in one browser: the launch, and then a sign-in by its owner.

    Raises:
        CannotLink: it is an administrator's, closed, or the one it is linked to already.
    """
    for person in sorted([account.user, to], key=lambda person: person.pk):
        lock_person(person)
    to.refresh_from_db(fields=["is_active", "is_superuser"])
    if to.is_superuser or not to.is_active or account.user_id == to.pk:
        raise CannotLink
    before = account.user
    changed = LtiAccount.objects.filter(pk=account.pk, user=before).update(
        user=to, was_made_here=False, linked_at=timezone.now(), asked_role=""
    )
    if changed != 1:
        raise Gone("account from an LMS")
    if account.was_made_here and not before.lti_accounts.exists() and not before.has_usable_password():
        before.is_active = False
        before.save(update_fields=["is_active"])


@transaction.atomic
def grant_asked_role(*, account: LtiAccount) -> bool:
    """Give an account the role that its LMS asks for; say whether it asked for one."""
    lock_person(account.user)
    account.refresh_from_db()
    if not account.asked_role or account.user.is_superuser:
        return False
    user, user.role = account.user, account.asked_role
    user.is_staff = user.is_staff or user.role == User.Role.AUTHOR
    user.save(update_fields=["role", "is_staff"])
    account.asked_role = ""
    account.save(update_fields=["asked_role"])
    return True
