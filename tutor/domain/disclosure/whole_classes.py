"""Whose facts count where several classes are told of together."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar


class InClass(Protocol):
    """Something about one student, and the class that the student is in."""

    @property
    def student(self) -> int:
        """Return whom it is about."""

    @property
    def group(self) -> int | None:
        """Return the class."""


Entry = TypeVar("Entry", bound=InClass)


def large_enough(entries: Sequence[Entry], *, least: int) -> list[Entry]:
    """Return the entries of classes with `least` students or more here, and those of the rest together.

    Without this, four students beside a class of twenty would be what is left when its teacher takes the
    twenty away. The rest, and who is in no class, count as one class.
    """
    students = defaultdict(set)
    for entry in entries:
        students[entry.group].add(entry.student)
    sizes = Counter({group: len(members) for group, members in students.items() if group is not None})
    large = {group for group, size in sizes.items() if size >= least}
    rest = {entry.student for entry in entries if entry.group not in large}
    return [entry for entry in entries if entry.group in large or len(rest) >= least]
