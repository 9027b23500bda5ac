"""How text looks to somebody, as they chose it."""

from collections.abc import Mapping
from typing import Final

from tutor.domain.learning.legibility import legible
from tutor.models import User

COOKIE: Final = "legibility"


def keep_legibility(person: User, line: str) -> None:
    """Keep in an account how text is to look."""
    person.legibility = legible(line)
    person.save(update_fields=["legibility"])


def legibility_of(person: object, cookies: Mapping[str, str]) -> str:
    """Return how a page's text is to look: as the account has it, and for a guest as the browser does."""
    return person.legibility if isinstance(person, User) else legible(cookies.get(COOKIE, ""))
