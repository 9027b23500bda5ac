"""What is wrong with course files, and where."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """One reason to refuse a file."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class BadCourseFiles(ValueError):
    """Files that cannot be taken in; its text is one "file:line: reason" a line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Unreadable(Exception):
    """Stops reading one part; its fault has been noted."""


@dataclass
class FaultList:
    """Collects faults, so that an author sees all of them and not one a try."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, path: str, line: int, reason: str) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(path, line, reason))

    def stop(self, path: str, line: int, reason: str) -> Unreadable:
        """Note a fault that ends the reading of this part; raise what this returns."""
        self.add(path, line, reason)
        return Unreadable(reason)

    def raise_if_any(self) -> None:
        """Raise all faults together.

        Raises:
            BadCourseFiles: there is at least one.
        """
        if self.faults:
            raise BadCourseFiles(self.faults)
