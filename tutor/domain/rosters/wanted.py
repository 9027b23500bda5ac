"""What a list of people and classes asks for, and what is there of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

# Whom a list may take away: nobody; who is no longer in a class that it names; also whole classes and people.
Scope = Literal["adding", "classes", "whole"]
SCOPES: tuple[Scope, ...] = ("adding", "classes", "whole")
STUDENT, TEACHER = "student", "teacher"
# A place in a class: the key of the class, and the key of the person.
Place = tuple[str, str]


@dataclass(frozen=True)
class WantedPerson:
    """A person of the list.

    Attributes:
        key: the list's own id of the person, which never changes.
        username: only where the list gives one; empty otherwise.
        is_active: whether the person may sign in.
    """

    key: str
    given_name: str
    family_name: str
    role: str
    username: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class WantedClass:
    """A class of the list, with the list's own id."""

    key: str
    name: str


@dataclass(frozen=True)
class Wanted:
    """A whole list.

    Attributes:
        seats: where students sit.
        lessons: which classes teachers teach.
        gone: of a list of changes, the keys of people, of classes, and places that are no longer.
    """

    people: tuple[WantedPerson, ...] = ()
    classes: tuple[WantedClass, ...] = ()
    seats: frozenset[Place] = frozenset()
    lessons: frozenset[Place] = frozenset()
    scope: Scope = "adding"
    gone_people: frozenset[str] = frozenset()
    gone_classes: frozenset[str] = frozenset()
    gone_places: frozenset[Place] = frozenset()

    def adding(self) -> "Wanted":
        """Return the same without anybody leaving: of a list that was not read whole, nobody is missing."""
        return replace(
            self,
            scope="adding",
            gone_people=frozenset(),
            gone_classes=frozenset(),
            gone_places=frozenset(),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values, in a fixed order."""
        return {
            "people": [
                [one.key, one.given_name, one.family_name, one.role, one.username, one.is_active]
                for one in self.people
            ],
            "classes": [[one.key, one.name] for one in self.classes],
            "scope": self.scope,
            **{name: sorted(map(list, getattr(self, name))) for name in ("seats", "lessons", "gone_places")},
            **{name: sorted(getattr(self, name)) for name in ("gone_people", "gone_classes")},
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "Wanted":
        """Return what `to_json` wrote."""

        def places(name: str) -> frozenset[Place]:
            return frozenset((first, second) for first, second in held[name])

        return cls(
            people=tuple(WantedPerson(*row) for row in held["people"]),
            classes=tuple(WantedClass(*row) for row in held["classes"]),
            seats=places("seats"),
            lessons=places("lessons"),
            scope=held["scope"],
            gone_people=frozenset(held["gone_people"]),
            gone_classes=frozenset(held["gone_classes"]),
            gone_places=places("gone_places"),
        )


@dataclass(frozen=True)
class PresentPerson:
    """An account that the list knows, or that has a user name of the list.

    Attributes:
        is_linked: the list has brought or met this account before; otherwise it was found by its user name.
        may_change: false for who is neither student nor teacher, such as an administrator.
        is_retired: the list has closed this account; one that somebody closed by hand is not opened by it.
    """

    pk: int
    given_name: str
    family_name: str
    role: str
    username: str
    is_active: bool = True
    is_linked: bool = True
    may_change: bool = True
    is_retired: bool = False


@dataclass(frozen=True)
class PresentClass:
    """A class that the list has brought. `is_retired`: archived by the list, and not by hand."""

    pk: int
    name: str
    is_archived: bool = False
    is_retired: bool = False


@dataclass(frozen=True)
class Present:
    """What is there of a list's people and classes, by the list's own keys.

    Attributes:
        co_taught: keys of classes that somebody teaches whom the list does not know.
        taken: keys of people whose user name belongs to somebody whom the list knows by another key.
    """

    people: Mapping[str, PresentPerson] = field(default_factory=dict)
    classes: Mapping[str, PresentClass] = field(default_factory=dict)
    seats: frozenset[Place] = frozenset()
    lessons: frozenset[Place] = frozenset()
    co_taught: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
