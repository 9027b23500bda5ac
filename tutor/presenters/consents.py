"""What a page shows of a person's choices."""

from dataclasses import dataclass
from datetime import datetime

from tutor.models import Consent, User
from tutor.models.wordings import Wording, is_asked, wording_of
from tutor.services.consents import needs_guardian, was_asked_recently


@dataclass(frozen=True)
class Choice:
    """One purpose, and how a person stands to it.

    Attributes:
        state: `no`, `yes`, `waiting` for a guardian, or `outdated`: the consent was to another wording.
        given_at: when the consent was given.
        lacks_guardian: nobody can be asked, because the school knows no address.
        was_asked_recently: the guardian got a letter within the hour, and gets no other before it is over.
    """

    purpose: str
    wording: Wording
    state: str
    given_at: datetime | None
    lacks_guardian: bool
    was_asked_recently: bool


def choices_of(person: User) -> list[Choice]:
    """Return a person's choices, one for each purpose that is asked here."""
    said = {consent.purpose: consent for consent in person.consents.filter(withdrawn_at=None)}
    lacks_guardian = needs_guardian(person) and not person.guardian_email
    return [
        _choice(purpose, said.get(purpose), person, lacks_guardian=lacks_guardian)
        for purpose in Consent.Purpose.values
        if is_asked(purpose)
    ]


def _choice(purpose: str, said: Consent | None, person: User, *, lacks_guardian: bool) -> Choice:
    wording = wording_of(purpose)
    if said is None:
        state = "no"
    elif said.version != wording.version:
        state = "outdated"
    else:
        state = "waiting" if needs_guardian(person) and said.confirmed_at is None else "yes"
    lately = said is not None and state == "waiting" and was_asked_recently(said.pk)
    return Choice(purpose, wording, state, said.given_at if said else None, lacks_guardian, lately)


def has_words_changed(person: User) -> bool:
    """Say whether something the person agreed to is to be asked again."""
    return any(choice.state == "outdated" for choice in choices_of(person))
