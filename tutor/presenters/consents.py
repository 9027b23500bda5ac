"""What a page shows of a person's choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from content.models import Course, Step
from tutor.models import Consent, User
from tutor.models.wordings import Wording, is_asked, version_of, wording_of
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
    said = said_by(person)
    lacks_guardian = needs_guardian(person) and not person.guardian_email
    return [
        _choice(purpose, said.get(purpose), person, lacks_guardian=lacks_guardian)
        for purpose in Consent.Purpose.values
        if is_asked(purpose) and (purpose in said or purpose != Consent.Purpose.COMPARISON or _compares())
    ]


def said_by(person: User) -> dict[str, Consent]:
    """Return what a person has said yes to and not taken back, by purpose, whatever the words were."""
    return {consent.purpose: consent for consent in person.consents.filter(withdrawn_at=None)}


def _compares() -> bool:
    """Say whether chance chooses in any course that students see: nobody is asked about what is not done."""
    steps = Step.objects.filter(lesson__archived_at=None, chance_chooses="yes")
    asking = Q(chance_chooses=True) | Q(pk__in=steps.values("lesson__course"))
    return bool(Course.objects.filter(asking, is_published=True).exists())


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


def has_words_changed(said: Mapping[str, Consent]) -> bool:
    """Say whether something a person agreed to is to be asked again."""
    return any(
        is_asked(purpose) and consent.version != version_of(purpose) for purpose, consent in said.items()
    )


def is_comparison_open(said: Mapping[str, Consent]) -> bool:
    """Say whether a person may still be told that explanations are compared."""
    return is_asked(Consent.Purpose.COMPARISON) and Consent.Purpose.COMPARISON not in said
