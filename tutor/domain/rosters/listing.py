"""What a roster server says, and what that asks for today."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from tutor.domain.people import clean_name
from tutor.domain.rosters.lines import MOST_CLASS
from tutor.domain.rosters.wanted import STUDENT, TEACHER, Place, Wanted, WantedClass, WantedPerson

# A class is made so long before its term begins, so that a teacher finds it.
EARLY = timedelta(days=7)
_PATHS = {"1.1": "/ims/oneroster/v1p1", "1.2": "/ims/oneroster/rostering/v1p2"}
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Access:
    """How to come in. `school` is the id of one school, empty for all that the secret opens."""

    address: str
    token_address: str
    client_id: str
    secret: str = field(repr=False)
    version: str = "1.1"
    school: str = ""


def base_address(address: str, version: str) -> str:
    """Return where the lists are; an address without the standard's path gets it."""
    plain = address.rstrip("/")
    return plain if "/v1p" in plain else plain + _PATHS[version]


def is_safe_address(address: str) -> bool:
    """Say whether a secret may be sent there: by HTTPS, or to this very machine."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        return False
    return named and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL))


@dataclass(frozen=True)
class ServerPerson:
    """All that is taken of a person. `is_gone`: the server says that it deleted this one."""

    id: str
    given_name: str
    family_name: str
    roles: tuple[str, ...]
    is_enabled: bool
    is_gone: bool


@dataclass(frozen=True)
class ServerClass:
    """A class, and the terms in which it is held."""

    id: str
    title: str
    terms: tuple[str, ...]
    is_gone: bool


@dataclass(frozen=True)
class ServerPlace:
    """Somebody in a class, as `student`, `teacher` or another role.

    Attributes:
        begins: the first day, as an ISO date, or empty.
        ends: the day after the last, likewise.
    """

    person: str
    classroom: str
    role: str
    begins: str
    ends: str
    is_gone: bool


@dataclass(frozen=True)
class ServerTerm:
    """A term, semester or school year: its first day, and the day after its last, as ISO dates or empty."""

    id: str
    begins: str
    ends: str
    is_gone: bool


@dataclass(frozen=True)
class Listing:
    """All of a server, or what changed there since a moment.

    Attributes:
        read_at: the server's own time when the reading began.
        is_whole: whether it is all of it.
    """

    people: tuple[ServerPerson, ...]
    classes: tuple[ServerClass, ...]
    places: tuple[ServerPlace, ...]
    terms: tuple[ServerTerm, ...]
    read_at: datetime
    is_whole: bool = True


def wanted_of(listing: Listing, *, today: date) -> Wanted:
    """Return what a listing asks for today: students and teachers, in classes of terms that run.

    Parents, aides and administrators are left out. Of a list of changes, what is no longer is named as gone.
    """
    people = {one.id: person for one in listing.people if (person := _person(one)) is not None}
    running = {one.id for one in listing.classes if _runs(one, listing.terms, today)}
    here, gone = set[tuple[str, Place]](), set[Place]()
    for one in listing.places:
        place = (one.classroom, one.person)
        is_here = not one.is_gone and _is_within(one.begins, one.ends, today)
        if is_here and one.role in (STUDENT, TEACHER):
            here.add((one.role, place))
        else:
            gone.add(place)
    places = {place for _, place in here}
    return Wanted(
        people=tuple(people.values()),
        classes=tuple(
            WantedClass(one.id, clean_name(one.title, most=MOST_CLASS) or one.id[:MOST_CLASS])
            for one in listing.classes
            if one.id in running
        ),
        seats=frozenset(place for role, place in here if role == STUDENT),
        lessons=frozenset(place for role, place in here if role == TEACHER),
        scope="whole" if listing.is_whole else "adding",
        gone_people=frozenset() if listing.is_whole else _ids(listing.people) - people.keys(),
        gone_classes=frozenset() if listing.is_whole else _ids(listing.classes) - running,
        gone_places=frozenset() if listing.is_whole else frozenset(gone - places),
    )


def _person(one: ServerPerson) -> WantedPerson | None:
    role = next((role for role in (TEACHER, STUDENT) if role in one.roles), None)
    if role is None or one.is_gone:
        return None
    return WantedPerson(
        key=one.id,
        given_name=clean_name(one.given_name),
        family_name=clean_name(one.family_name),
        role=role,
        is_active=one.is_enabled,
    )


def _runs(one: ServerClass, terms: Iterable[ServerTerm], today: date) -> bool:
    """Say whether a class is held now or soon; one without known terms always is."""
    own = [term for term in terms if term.id in one.terms and not term.is_gone]
    soon = [_is_within(term.begins, term.ends, today, early=EARLY) for term in own]
    return not one.is_gone and (not own or any(soon))


def _is_within(begins: str, ends: str, today: date, *, early: timedelta = timedelta()) -> bool:
    # ISO dates stand in the order of their letters.
    return (not begins or begins <= (today + early).isoformat()) and (not ends or today.isoformat() < ends)


def _ids(things: Iterable[ServerPerson | ServerClass]) -> frozenset[str]:
    return frozenset(one.id for one in things)
