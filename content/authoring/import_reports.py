"""Reports of imports as authors read them: reasons with their places, and a table for spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.authoring.prepared import find_course
from content.language import gettext, with_names

_SHOWN = 50
# With one of these in front, a spreadsheet would take a text for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Reason:
    """Why something was skipped, and the places where; `more` is how many others there are."""

    text: str
    places: tuple[str, ...]
    more: int

    @property
    def count(self) -> int:
        """How often."""
        return len(self.places) + self.more


def by_reason(skipped: Sequence[Mapping[str, str]]) -> list[Reason]:
    """Return what was skipped by its reasons, the most frequent first."""
    places: dict[str, list[str]] = {}
    for item in skipped:
        places.setdefault(item["reason"], []).append(item["where"])
    reasons = [
        Reason(text, tuple(found[:_SHOWN]), max(0, len(found) - _SHOWN)) for text, found in places.items()
    ]
    return sorted(reasons, key=lambda reason: -reason.count)


def places_of(report: Mapping[str, Any]) -> list[str]:
    """Return where each course of a file that waits would go, one sentence each, as it is now."""
    return [_place(slug, title) for slug, title in report.get("courses_named", [])]


def _place(slug: str, title: str) -> str:
    course = find_course(slug)
    if course is None:
        text = gettext("A new course comes of it: “%(course)s”. Students see it once you publish it.")
    elif course.is_published:
        text = gettext(
            "It goes into the draft of “%(course)s”, which is there already. "
            "Students see it once you publish the changes."
        )
    else:
        text = gettext(
            "It goes into “%(course)s”, which is there already. Students see it once you publish it."
        )
    return with_names(text, {"course": course or title})


def report_rows(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of a report as a table: what became of it, where, and why."""
    yield (gettext("What became of it"), gettext("Where"), gettext("Why"))
    for item in report.get("skipped", []):
        yield _row(gettext("skipped"), item["where"], item["reason"])
    for note in report.get("notes", []):
        yield _row(gettext("note"), "", note)
    fates = {
        "added": gettext("new"),
        "updated": gettext("brought up to date"),
        "left": gettext("left as it is"),
        "removed": gettext("stays out"),
        "gone": gettext("no longer in the source, stays"),
        "leaving": gettext("leaves the course"),
    }
    for fate, words in fates.items():
        for place in report.get(fate, []):
            yield _row(words, place, "")


def _row(*cells: str) -> tuple[str, str, str]:
    what, where, why = (f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells)
    return what, where, why
