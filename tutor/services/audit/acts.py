"""What staff did to people and classes, noted beside the doing."""

from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tutor.models import AuditEntry, Classroom, User
from tutor.services.people.second_factor import is_staff


class Act(TextChoices):
    """Everything the log may tell of; the words complete "Ms Tariq …"."""

    OPENED = "opened", _("opened")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")
    EXPORTED = "exported", _("exported")
    PASSWORD_RESET = "password.reset", _("set a new password")
    CARDS_PRINTED = "cards.printed", _("printed sign-in cards")
    PICTURES_OPENED = "pictures.opened", _("opened a device for signing in with pictures")
    CARDS_REVOKED = "cards.revoked", _("voided sign-in cards")
    PICTURES_SET = "pictures.set", _("gave new pictures to sign in with")
    PICTURES_CLOSED = "pictures.closed", _("closed a device for signing in with pictures")
    ACCOUNTS_MADE = "accounts.made", _("made accounts")
    ACCOUNTS_MERGED = "accounts.merged", _("merged two accounts")
    ROSTER_IMPORTED = "roster.imported", _("imported a roster")
    ROSTER_UNDONE = "roster.undone", _("undid an import of a roster")
    LTI_LINKED = "lti.account_linked", _("linked an account to a learning platform")
    LTI_REGISTERED = "lti.platform_registered", _("registered a learning platform")
    SIGNED_IN = "signed_in", _("signed in")
    PASSWORD_CHANGED = "password.changed", _("changed a password")
    PASSWORD_FORGOTTEN = "password.forgotten", _("set a new password by a letter")
    SIGN_ON_LINKED = "sign_on.linked", _("linked an account to a single sign-on")
    MFA_ADDED = "mfa.added", _("set up a second factor")
    MFA_RENEWED = "mfa.renewed", _("made new recovery codes")
    MFA_RESET = "mfa.reset", _("took away a second factor")
    YEAR_ENDED = "year.ended", _("ended a school year")
    YEAR_UNDONE = "year.undone", _("undid the end of a school year")
    HELP_GIVEN = "help.given", _("noted that they helped")
    GUARDIAN_ANSWERED = "guardian.answered", _("answered for a consent")
    AGED_OUT = "aged_out", _("let go what nobody used")


def note_act(
    *,
    actor: User | None,
    action: str,
    whose: User | None = None,
    what: str = "",
    request: HttpRequest | None = None,
    classroom: Classroom | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Note one act, in the caller's transaction: what is rolled back was never done. One query.

    Args:
        actor: who did it; None for the schedule, a platform or a guardian.
        action: a value of `Act`.
        whose: the person it was done to; they see it under "What is kept about you".
        what: more about it, such as a number or a file's kind. Never a name or an address of a person: this
            stays when the person is erased.
        request: where it was done; who asks is the actor, where none is given.
        classroom: the class it was done to; its students see it.
        changes: by field, the old value and the new one; secrets masked.

    Raises:
        ValueError: `action` is no `Act`.
    """
    if actor is None and request is not None and request.user.is_authenticated:
        actor = request.user
    AuditEntry(
        **signature(actor),
        action=Act(action).value,
        what=what[:200],
        whose_id=whose.pk if whose else None,
        classroom_id=classroom.pk if classroom else None,
        changes=changes,
    ).save()


def signature(actor: User | None) -> dict[str, Any]:
    """Return how an entry names who acted: a key, a role, and of staff a name as others see it.

    A student's name is looked up while there is an account: it must not outlive it here.
    """
    if actor is None:
        return {}
    role = "administrator" if actor.is_superuser else actor.role
    name = actor.display_name[:310] if is_staff(actor) else ""
    return {"actor_id": actor.pk, "actor_name": name, "actor_role": role}
