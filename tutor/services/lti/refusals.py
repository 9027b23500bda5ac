"""Why a launch is refused: what happened, what is safe, and what to do, in words for whoever launched."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lti_tool.models import LtiRegistration


class Reason(StrEnum):
    """What was wrong. The name goes to the log, and nothing of what was sent does."""

    UNKNOWN_PLATFORM = "unknown-platform"
    FOREIGN_TARGET = "foreign-target"
    NO_LAUNCH = "no-launch"
    NO_STATE = "no-state"
    NO_COOKIE = "no-cookie"
    PLATFORM_SAID_NO = "platform-said-no"
    TAMPERED = "tampered"
    WRONG_KEY = "wrong-key"
    NO_KEYS = "no-keys"
    WRONG_ISSUER = "wrong-issuer"
    WRONG_AUDIENCE = "wrong-audience"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    REPLAYED = "replayed"
    UNKNOWN_DEPLOYMENT = "unknown-deployment"
    WRONG_VERSION = "wrong-version"
    WRONG_MESSAGE = "wrong-message"
    MALFORMED = "malformed"
    ACCOUNT_CLOSED = "account-closed"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Words:
    """What a page says."""

    happened: str | Promise
    to_do: str | Promise


_AGAIN = _("Open the lesson again from your course.")
_TELL = _("Tell whoever looks after your course that the connection to this site needs to be set up again.")
_SET_UP = _("Please tell your teacher. An administrator of this site can allow it, and then it works.")
_NOT_FROM_LMS = _("What arrived was not what your course system would send, so it was not used.")

WORDS: dict[Reason, Words] = {
    Reason.UNKNOWN_PLATFORM: Words(_("This site does not know the course system that sent you."), _SET_UP),
    Reason.FOREIGN_TARGET: Words(_("The link leads to a page that is not on this site."), _TELL),
    Reason.NO_LAUNCH: Words(_("This page only opens from a course."), _AGAIN),
    Reason.NO_STATE: Words(_("It took a while, and the way here from your course has expired."), _AGAIN),
    Reason.NO_COOKIE: Words(
        _("Your browser did not keep the cookie that shows that it was you who came from the course."),
        _("Open the lesson again from your course, in a window of its own, with cookies allowed."),
    ),
    Reason.PLATFORM_SAID_NO: Words(
        _("Your course system did not let you through."),
        _("Sign in to your course again, and then open the lesson from there."),
    ),
    Reason.TAMPERED: Words(_NOT_FROM_LMS, _AGAIN),
    Reason.WRONG_KEY: Words(_("It could not be seen that this comes from your course system."), _AGAIN),
    Reason.NO_KEYS: Words(_("Your course system could not be asked whether this comes from there."), _AGAIN),
    Reason.WRONG_ISSUER: Words(_NOT_FROM_LMS, _AGAIN),
    Reason.WRONG_AUDIENCE: Words(_("What arrived was meant for another site than this one."), _TELL),
    Reason.EXPIRED: Words(_("It took a while, and the way here from your course has expired."), _AGAIN),
    Reason.NOT_YET: Words(_("The clock of your course system is far ahead of the clock here."), _TELL),
    Reason.REPLAYED: Words(_("This way into the lesson was used before, and each works once."), _AGAIN),
    Reason.UNKNOWN_DEPLOYMENT: Words(
        _("This site does not know the part of your course system that you came from."), _SET_UP
    ),
    Reason.WRONG_VERSION: Words(_("Your course system speaks another version of LTI than 1.3."), _TELL),
    Reason.WRONG_MESSAGE: Words(
        _("Your course system asked for something that this site does not do."), _TELL
    ),
    Reason.MALFORMED: Words(
        _("Your course system left out something without which nobody can come in."), _TELL
    ),
    Reason.ACCOUNT_CLOSED: Words(
        _("Your account here is closed."), _("Please ask your teacher, or whoever looks after this site.")
    ),
    Reason.ADMINISTRATOR: Words(
        _("Administrators of this site come in by its own sign-in page alone, never from a course."),
        _("Sign in here with your own password, and then open the lesson."),
    ),
}
# Somebody may not; the others are a request that makes no sense.
_FORBIDDEN = {
    Reason.UNKNOWN_PLATFORM,
    Reason.UNKNOWN_DEPLOYMENT,
    Reason.ACCOUNT_CLOSED,
    Reason.ADMINISTRATOR,
    Reason.WRONG_AUDIENCE,
}


class Refused(Exception):
    """A launch that is not let in.

    Attributes:
        reason: why.
        platform: whose launch it was, where that is known.
    """

    def __init__(self, reason: Reason, platform: LtiRegistration | None = None) -> None:
        super().__init__(reason.value)
        self.reason, self.platform = reason, platform

    @property
    def status(self) -> int:
        """The status of the reply."""
        return 403 if self.reason in _FORBIDDEN else 400
