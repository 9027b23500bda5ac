"""By what somebody signed in, and what such a session may show.

Cards, pictures and passwords that a teacher set are in a teacher's hands before they are in a student's.
Whoever signed in by one of them may be that teacher, so such a session is *held*: it shows nothing that was
kept of what a camera saw, and does nothing that would make the account the holder's own. What was kept before
a teacher set a password stays hidden in every later session too: who chose the next one, nobody can know.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from tutor.models import AccountState, User

Method = Literal["card", "lti", "pictures"]
# Keys of a session.
METHOD, HELD, MUST_CHANGE, HIDDEN = "signed_in_by", "held_by_others", "must_change_password", "affect_hidden"
# The device that a teacher opened and on which the session began; the card that began it.
DEVICE, CARD = "began_on_device", "began_by_card"
HELD_METHODS = ("card", "pictures")
# Before this moment lies whatever is kept.
EVERYTHING = datetime.max.replace(tzinfo=UTC)


def standing_of(person: User, *, method: str = "") -> dict[str, Any]:
    """Return what a new session keeps about how it began.

    Args:
        person: who signs in.
        method: of `Method`; empty for a password or another site's word.
    """
    state = AccountState.objects.filter(person=person).first()
    kept: dict[str, Any] = {METHOD: method} if method else {}
    must_change = state is not None and state.must_change_password and not method
    if must_change:
        kept[MUST_CHANGE] = True
    if must_change or method in HELD_METHODS:
        kept[HELD] = True
    if state is not None and state.affect_hidden_before is not None:
        kept[HIDDEN] = state.affect_hidden_before.isoformat()
    return kept


def is_held(session: Mapping[str, Any]) -> bool:
    """Say whether a teacher, or whoever finds a card, could have begun this session."""
    return bool(session.get(HELD))


def hidden_before(session: Mapping[str, Any]) -> datetime | None:
    """Return the moment before which nothing of a camera is shown: `EVERYTHING`, or `None` for none."""
    if is_held(session):
        return EVERYTHING
    text = session.get(HIDDEN)
    return datetime.fromisoformat(text) if text else None
