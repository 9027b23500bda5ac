"""What is to be done so that what is there becomes what a list wants."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tutor.domain.rosters.wanted import (
    STUDENT,
    Place,
    Present,
    PresentPerson,
    Wanted,
    WantedPerson,
)


class Kind(StrEnum):
    """One thing that is done. They are carried out in this order, and undone in the opposite one."""

    PERSON_NEW = "person_new"
    PERSON_MET = "person_met"
    PERSON_CHANGED = "person_changed"
    PERSON_BACK = "person_back"
    CLASS_NEW = "class_new"
    CLASS_RENAMED = "class_renamed"
    CLASS_BACK = "class_back"
    SEATED = "seated"
    TEACHES = "teaches"
    UNSEATED = "unseated"
    TEACHES_NO_MORE = "teaches_no_more"
    CLASS_RETIRED = "class_retired"
    PERSON_RETIRED = "person_retired"


@dataclass(frozen=True)
class Change:
    """One thing to do, about a person, a class, or both, by the list's keys; fields before and after."""

    kind: Kind
    person: str = ""
    classroom: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """A person of the list who is left as is, and why: `protected`, `username_taken` or `other_username`."""

    person: str
    why: str


@dataclass(frozen=True)
class Differences:
    """What is to be done, in the order of `Kind`, and what is refused."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each kind."""
        return Counter(change.kind.value for change in self.changes)


def compare(wanted: Wanted, present: Present) -> Differences:
    """Return what is to be done; nothing where all is as the list wants it.

    Nobody whom the list has not brought or met is touched, but for accounts with a user name of the list.
    """
    refusals = tuple(_refuse(wanted, present))
    refused = {refusal.person for refusal in refusals}
    changes = [
        *_change_people(wanted, present, refused),
        *_change_classes(wanted, present),
        *_change_places(wanted, present, refused),
    ]
    order = list(Kind)
    changes.sort(key=lambda change: (order.index(change.kind), change.classroom, change.person))
    return Differences(tuple(changes), refusals)


def _refuse(wanted: Wanted, present: Present) -> Iterator[Refusal]:
    for person in wanted.people:
        found = present.people.get(person.key)
        if person.key in present.taken:
            yield Refusal(person.key, "username_taken")
        elif found and not found.may_change:
            yield Refusal(person.key, "protected")
        elif found and person.username and person.username.lower() != found.username.lower():
            yield Refusal(person.key, "other_username")


def _change_people(wanted: Wanted, present: Present, refused: Collection[str]) -> Iterator[Change]:
    for person in wanted.people:
        found = present.people.get(person.key)
        if person.key in refused:
            continue
        if found is None:
            if person.is_active:
                yield Change(Kind.PERSON_NEW, person.key, after=_fields(person))
            continue
        yield from _change_person(person, found)
    for key in sorted(_leaving_people(wanted, present)):
        yield Change(Kind.PERSON_RETIRED, key)


def _change_person(person: WantedPerson, found: PresentPerson) -> Iterator[Change]:
    if not found.is_linked:
        yield Change(Kind.PERSON_MET, person.key)
    before, after = _fields(found), _fields(person)
    differing = [name for name in after if before[name] != after[name]]
    if differing:
        yield Change(
            Kind.PERSON_CHANGED,
            person.key,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    if person.is_active and not found.is_active and found.is_retired:
        yield Change(Kind.PERSON_BACK, person.key)
    elif found.is_active and not person.is_active:
        yield Change(Kind.PERSON_RETIRED, person.key)


def _fields(person: WantedPerson | PresentPerson) -> dict[str, str]:
    return {"first_name": person.given_name, "last_name": person.family_name, "role": person.role}


def _leaving_people(wanted: Wanted, present: Present) -> set[str]:
    named = {person.key for person in wanted.people}
    gone = set(wanted.gone_people) - named
    if wanted.scope == "whole":
        gone |= set(present.people) - named
    return {
        key
        for key in gone & set(present.people)
        if present.people[key].is_linked and present.people[key].is_active and present.people[key].may_change
    }


def _change_classes(wanted: Wanted, present: Present) -> Iterator[Change]:
    for one in wanted.classes:
        found = present.classes.get(one.key)
        if found is None:
            yield Change(Kind.CLASS_NEW, classroom=one.key, after={"name": one.name})
            continue
        if found.name != one.name:
            yield Change(
                Kind.CLASS_RENAMED, classroom=one.key, before={"name": found.name}, after={"name": one.name}
            )
        if found.is_archived and found.is_retired:
            yield Change(Kind.CLASS_BACK, classroom=one.key)
    for key in sorted(_leaving_classes(wanted, present)):
        yield Change(Kind.CLASS_RETIRED, classroom=key)


def _leaving_classes(wanted: Wanted, present: Present) -> set[str]:
    named = {one.key for one in wanted.classes}
    gone = set(wanted.gone_classes) - named
    if wanted.scope == "whole":
        gone |= set(present.classes) - named
    return {key for key in gone & set(present.classes) if not present.classes[key].is_archived}


def _change_places(wanted: Wanted, present: Present, refused: Collection[str]) -> Iterator[Change]:
    roles = {key: found.role for key, found in present.people.items() if found.may_change}
    roles |= {person.key: person.role for person in wanted.people if person.is_active}
    away = {person.key for person in wanted.people if not person.is_active} | set(refused)
    open_classes = {one.key for one in wanted.classes}
    open_classes |= {key for key, found in present.classes.items() if not found.is_archived}
    open_classes -= {
        key for key, found in present.classes.items() if found.is_archived and not found.is_retired
    }

    def can_be(place: Place) -> bool:
        return place[0] in open_classes and place[1] in roles and place[1] not in away

    pairs = (
        (Kind.SEATED, Kind.UNSEATED, wanted.seats, present.seats),
        (Kind.TEACHES, Kind.TEACHES_NO_MORE, wanted.lessons, present.lessons),
    )
    for comes, leaves, asked, there in pairs:
        for classroom, person in asked - there:
            # Who teaches one class and learns in another has one role here, and one of the two is left out.
            if can_be((classroom, person)) and (roles[person] == STUDENT) == (comes is Kind.SEATED):
                yield Change(comes, person, classroom)
        leaving = _leaving_places(wanted, present, there) - asked
        if leaves is Kind.TEACHES_NO_MORE:
            # A class keeps its teachers until another comes.
            kept = {classroom for classroom, _ in (there - leaving) | asked} | present.co_taught
            leaving = {place for place in leaving if place[0] in kept}
        for classroom, person in leaving:
            yield Change(leaves, person, classroom)


def _leaving_places(wanted: Wanted, present: Present, there: frozenset[Place]) -> set[Place]:
    """Return the places that end; those of a class that is archived with all in it stay as they are."""
    leaving = there & wanted.gone_places
    gone = _leaving_people(wanted, present)
    retired = _leaving_classes(wanted, present)
    leaving |= {place for place in there if place[1] in gone and place[0] not in retired}
    if wanted.scope != "adding":
        named = {one.key for one in wanted.classes}
        leaving |= {place for place in there if place[0] in named}
    return {place for place in leaving if place[1] in present.people and present.people[place[1]].is_linked}


def shares_leaving(changes: Collection[Change], present: Present) -> dict[str, tuple[int, float]]:
    """Return how many people, classes and places a list would retire, and which share of them, 0 to 1.

    A place is that of a student who stays: a server that sends people and no memberships would empty classes.
    """
    counts = Counter(change.kind for change in changes)
    people = sum(one.is_active and one.is_linked for one in present.people.values())
    classes = sum(not one.is_archived for one in present.classes.values())
    retired = {change.person for change in changes if change.kind is Kind.PERSON_RETIRED}
    unseated = [one for one in changes if one.kind is Kind.UNSEATED and one.person not in retired]
    leaving = {
        "people": (counts[Kind.PERSON_RETIRED], people),
        "classes": (counts[Kind.CLASS_RETIRED], classes),
        "places": (len(unseated), sum(person not in retired for _, person in present.seats)),
    }
    return {name: (count, count / of if of else 0.0) for name, (count, of) in leaving.items()}
