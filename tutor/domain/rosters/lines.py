"""People and classes from the lines of a table, and every fault in them at once."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tutor.domain.people import MOST_NAME, clean_name
from tutor.domain.rosters.reading import Line, Table
from tutor.domain.rosters.wanted import (
    STUDENT,
    TEACHER,
    Scope,
    Wanted,
    WantedClass,
    WantedPerson,
)

# What a column may be called; capitals, spaces and signs do not matter.
COLUMNS = {
    "id": ("id", "personid", "studentid", "externalid", "sourcedid", "sisid", "upn", "number"),
    "username": ("username", "user", "login", "loginid"),
    "given_name": ("givenname", "firstname", "forename", "first", "given"),
    "family_name": ("familyname", "lastname", "surname", "last", "family"),
    "role": ("role", "type"),
    "class": ("class", "classname", "group", "form", "section", "classes"),
    "class_id": ("classid", "classsourcedid", "sectionid", "groupid"),
}
# As a template writes them.
HEADINGS = {
    "id": "id",
    "username": "user name",
    "given_name": "given name",
    "family_name": "family name",
    "role": "role",
    "class": "class",
    "class_id": "class id",
}
ROLES = {
    **dict.fromkeys(("", "student", "pupil", "learner", "s"), STUDENT),
    **dict.fromkeys(("teacher", "staff", "t"), TEACHER),
}
MOST_KEY, MOST_CLASS = 200, 100
# Characters of a cell about a person.
MOST = {"id": MOST_KEY, "username": 150, "given_name": MOST_NAME, "family_name": MOST_NAME}
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_USERNAME = re.compile(r"[\w.@+-]+")


# The column, the code and the value of a fault.
Found = tuple[str, str, str]


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell, by a code of `tutor.domain.rosters.words`; line 0 is the file as a whole."""

    line: int
    column: str
    code: str
    value: str = ""

    def to_json(self) -> list[Any]:
        """Return plain values."""
        return [self.line, self.column, self.code, self.value]


@dataclass
class Reading:
    """What the lines say, without those that have a fault.

    Attributes:
        left_out: headings of columns that nothing is taken of.
        first: the line on which each person stands first, by key.
    """

    wanted: Wanted
    faults: list[CellFault] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    first: dict[str, int] = field(default_factory=dict)


def read_lines(table: Table, *, scope: Scope) -> Reading:
    """Return the people and classes of a table, and all its faults."""
    columns, faults, left_out = _find_columns(table.head)
    reader = _Reader(columns, len(table.head.cells), table.separator, faults)
    if not faults:
        for line in table.lines:
            reader.take(line)
    faults.sort(key=lambda fault: (fault.line, fault.column))
    return Reading(reader.wanted(scope), faults, left_out, reader.first)


def _find_columns(head: Line) -> tuple[dict[str, int], list[CellFault], tuple[str, ...]]:
    names = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    columns: dict[str, int] = {}
    faults, left_out = [], []
    for place, cell in enumerate(head.cells):
        plain = "".join(char for char in cell.casefold() if char.isalnum())
        name = names.get(plain)
        if "password" in plain or plain in ("pin", "passwd", "pwd"):
            faults.append(CellFault(head.number, cell, "password"))
        elif name is None:
            left_out.append(cell)
        elif name in columns:
            faults.append(CellFault(head.number, cell, "twice"))
        else:
            columns[name] = place
    if "class" not in columns and "class_id" in columns:
        faults.append(CellFault(head.number, HEADINGS["class"], "no_column"))
    if not columns.keys() & {"id", "username"}:
        faults.append(CellFault(head.number, HEADINGS["id"], "no_id_column"))
    faults.extend(
        CellFault(head.number, HEADINGS[name], "no_column")
        for name in ("given_name", "family_name")
        if name not in columns
    )
    return columns, faults, tuple(name for name in left_out if name)


@dataclass
class _Reader:
    """Collects people and classes line by line; a person may stand on several lines, one for each class."""

    columns: dict[str, int]
    width: int
    separator: str
    faults: list[CellFault]
    people: dict[str, WantedPerson] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    places: set[tuple[str, str]] = field(default_factory=set)
    # Where each person and user name was first seen.
    first: dict[str, int] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Take what a line says, or note all its faults."""
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {name: line.cells[place] for name, place in self.columns.items() if place < len(line.cells)}
        # A line with a class alone makes a class that has nobody yet.
        has_person = any(cells[name] for name in ("id", "username", "given_name", "family_name"))
        classes = _classes_of(cells)
        found = [*self._check_line(line), *_check_class(cells), *self._check_names(classes)]
        person = None
        if has_person:
            found += _check_person(cells)
            person = _person_of(cells)
            found += self._check_against_others(person)
        if found:
            self.faults += [CellFault(line.number, HEADINGS.get(name, name), *rest) for name, *rest in found]
        else:
            self._keep(line, person, classes)

    def _check_line(self, line: Line) -> Iterator[Found]:
        if any(line.cells[self.width :]):
            yield "", "many_cells", str(len(line.cells))
        if line.is_open or any(map(self._has_swallowed, range(len(line.cells)), line.cells)):
            yield "", "quotation", ""

    def _has_swallowed(self, place: int, cell: str) -> bool:
        """Say whether the lines of a cell are the file's own.

        An address may have several lines, what is read here has one. A mark that is not closed takes in the
        next record, at least up to the same column.
        """
        inner = cell.splitlines()[1:]
        is_read = place in self.columns.values()
        return bool(inner) and (is_read or any(part.count(self.separator) >= place for part in inner))

    def _check_names(self, classes: dict[str, str]) -> Iterator[Found]:
        for key, name in classes.items():
            if self.classes.get(key, name) != name and key.startswith("id:"):
                yield "class", "class_differs", self.classes[key]

    def _check_against_others(self, person: WantedPerson) -> Iterator[Found]:
        known = self.people.get(person.key)
        if known is not None and known != person:
            yield "id" if person.key.startswith("id:") else "username", "differs", str(self.first[person.key])
        owner = self.owners.get(person.username.lower(), person.key)
        if owner != person.key:
            yield "username", "same_username", str(self.first[owner])

    def _keep(self, line: Line, person: WantedPerson | None, classes: dict[str, str]) -> None:
        for key, name in classes.items():
            self.classes.setdefault(key, name)
        if person is None:
            return
        self.people.setdefault(person.key, person)
        self.first.setdefault(person.key, line.number)
        if person.username:
            self.owners.setdefault(person.username.lower(), person.key)
        self.places |= {(key, person.key) for key in classes}

    def wanted(self, scope: Scope) -> Wanted:
        """Return all that was kept."""
        return Wanted(
            people=tuple(self.people.values()),
            classes=tuple(WantedClass(key, name) for key, name in self.classes.items()),
            seats=frozenset(place for place in self.places if self.people[place[1]].role == STUDENT),
            lessons=frozenset(place for place in self.places if self.people[place[1]].role == TEACHER),
            scope=scope,
        )


def _check_person(cells: dict[str, str]) -> Iterator[Found]:
    if not cells["id"] and not cells["username"]:
        yield "id", "no_id", ""
    if _SHORTENED.fullmatch(cells["id"]):
        yield "id", "shortened", cells["id"]
    if cells["username"] and not _USERNAME.fullmatch(cells["username"]):
        yield "username", "username", cells["username"][:60]
    if not clean_name(cells["given_name"]) and not clean_name(cells["family_name"]):
        yield "given_name", "no_name", ""
    if cells["role"].casefold() not in ROLES:
        yield "role", "role", cells["role"][:60]
    for name, most in MOST.items():
        if len(cells[name]) > most:
            yield name, "long", str(most)


def _check_class(cells: dict[str, str]) -> Iterator[Found]:
    if cells["class_id"] and not clean_name(cells["class"]):
        yield "class", "no_class_name", ""
    if len(cells["class_id"]) > MOST_KEY:
        yield "class_id", "long", str(MOST_KEY)
    for name in cells["class"].split("|"):
        if len(clean_name(name)) > MOST_CLASS:
            yield "class", "long", str(MOST_CLASS)


def _person_of(cells: dict[str, str]) -> WantedPerson:
    # Written as Django writes user names.
    username = unicodedata.normalize("NFKC", cells["username"])
    return WantedPerson(
        key=f"id:{cells['id']}" if cells["id"] else f"user:{username.lower()}",
        given_name=clean_name(cells["given_name"]),
        family_name=clean_name(cells["family_name"]),
        role=ROLES.get(cells["role"].casefold(), STUDENT),
        username=username,
    )


def _classes_of(cells: dict[str, str]) -> dict[str, str]:
    """Return the classes of a line, names by keys; a class without an id is known by its name."""
    if cells["class_id"]:
        return {f"id:{cells['class_id']}": clean_name(cells["class"])}
    names = filter(None, (clean_name(name) for name in cells["class"].split("|")))
    return {f"name:{name.casefold()}": name for name in names}
