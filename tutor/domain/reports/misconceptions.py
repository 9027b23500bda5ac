"""Which misconceptions students have shown, at which questions: facts of learning, told as answers are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.domain.disclosure.whole_classes import large_enough
from tutor.domain.reports.cells import MisconceptionCell, PlaceCell, ShownCell, WhereCell

MOST_ANSWERS = 3


@dataclass(frozen=True)
class Asked:
    """One student who answered a question that can show a misconception, and in how many answers it did.

    Attributes:
        group: the class that the student is in, where several are told of together.
    """

    student: int
    question: int
    misconception: str
    times: int
    group: int | None = None


@dataclass(frozen=True)
class Naming:
    """A question that names a misconception: where it stands, and the answers that show it, as written."""

    place: str
    answers: tuple[str, ...]


Namings = Mapping[tuple[int, str], Naming]
"""By question and misconception."""


def session_cells(
    asked: Iterable[Asked], titles: Mapping[str, str], namings: Namings
) -> list[MisconceptionCell]:
    """Return each misconception that somebody has shown, the one shown by most first."""
    by_slug = defaultdict(list)
    for one in asked:
        by_slug[one.misconception].append(one)
    cells: list[MisconceptionCell] = [
        {
            "slug": slug,
            "title": titles.get(slug, slug),
            "shown": [
                len({one.student for one in entries if one.times}),
                len({one.student for one in entries}),
            ],
            "times": sum(one.times for one in entries),
            **_where({str(key): pair for key, pair in _by_question(entries).items()}, slug, namings),
        }
        for slug, entries in by_slug.items()
        if any(one.times for one in entries)
    ]
    return sorted(cells, key=lambda cell: (-cell["shown"][0], cell["title"]))


def course_cell(asked: Sequence[Asked], *, min_group: int) -> ShownCell | None:
    """Return who has shown one misconception in all classes; `None` where too few were asked.

    A question is told of by itself where a whole group answered it.
    """
    counted = large_enough(asked, least=min_group)
    students = {one.student for one in counted}
    if len(students) < min_group:
        return None
    questions = {}
    for key, entries in _grouped(counted).items():
        at_question = large_enough(entries, least=min_group)
        if len(at_question) >= min_group:
            questions[str(key)] = [sum(one.times > 0 for one in at_question), len(at_question)]
    return {
        "students": len(students),
        "shown": len({one.student for one in counted if one.times}),
        "questions": questions,
    }


def course_cells(
    cells: Mapping[str, ShownCell], titles: Mapping[str, str], namings: Namings
) -> list[MisconceptionCell]:
    """Return what is kept of a course's misconceptions, by slug, as a report shows it."""
    told: list[MisconceptionCell] = [
        {
            "slug": slug,
            "title": titles.get(slug, slug),
            "shown": [cell["shown"], cell["students"]],
            "times": None,
            **_where(cell["questions"], slug, namings),
        }
        for slug, cell in cells.items()
        if cell["shown"]
    ]
    return sorted(told, key=lambda cell: (-cell["shown"][0], cell["title"]))


def merge_misconceptions(reports: Iterable[Sequence[MisconceptionCell]]) -> list[MisconceptionCell]:
    """Return several sessions' cells as one; a student counts once for each session."""
    merged: dict[str, MisconceptionCell] = {}
    for cell in (cell for cells in reports for cell in cells):
        known = merged.get(cell["slug"])
        merged[cell["slug"]] = cell if known is None else _add(known, cell)
    return sorted(merged.values(), key=lambda cell: (-cell["shown"][0], cell["title"]))


def _add(one: MisconceptionCell, other: MisconceptionCell) -> MisconceptionCell:
    places: dict[str, list[int]] = {}
    for place in (*one["places"], *other["places"]):
        before = places.get(place["name"], [0, 0])
        places[place["name"]] = [a + b for a, b in zip(before, place["shown"], strict=True)]
    answers = list(dict.fromkeys([*one["answers"], *other["answers"]]))
    return {
        "slug": other["slug"],
        "title": other["title"],
        "shown": [a + b for a, b in zip(one["shown"], other["shown"], strict=True)],
        "times": (one["times"] or 0) + (other["times"] or 0),
        "places": [{"name": name, "shown": shown} for name, shown in places.items()],
        "answers": answers[:MOST_ANSWERS],
    }


def _grouped(asked: Iterable[Asked]) -> dict[int, list[Asked]]:
    by_question = defaultdict(list)
    for one in asked:
        by_question[one.question].append(one)
    return by_question


def _by_question(asked: Iterable[Asked]) -> dict[int, list[int]]:
    return {key: [sum(one.times > 0 for one in found), len(found)] for key, found in _grouped(asked).items()}


def _where(questions: Mapping[str, list[int]], slug: str, namings: Namings) -> WhereCell:
    found = [
        (namings[int(key), slug], shown)
        for key, shown in questions.items()
        if shown[0] and (int(key), slug) in namings
    ]
    found.sort(key=lambda pair: -pair[1][0])
    places: list[PlaceCell] = [{"name": naming.place, "shown": shown} for naming, shown in found]
    answers = list(dict.fromkeys(answer for naming, _ in found for answer in naming.answers))
    return {"places": places, "answers": answers[:MOST_ANSWERS]}
