"""Which of several variants the students of a session saw, where chance chose."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tutor.domain.disclosure.small_groups import WITHHELD_KEY, suppress_small_counts
from tutor.domain.reports.cells import SeenCell, SuppressedCell


def seen_cells(
    steps: Sequence[tuple[int, str]], seen: Iterable[tuple[int, str | None, str]], *, min_group: int
) -> list[SeenCell]:
    """Return, for each step with enough students, at least how many got which variant.

    Args:
        steps: key and title, in the order of the lesson.
        seen: one entry a student and step: the step, the variant's title (`None`: it is gone), its key.
        min_group: steps with fewer students are left out.
    """
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for step, title, key in seen:
        counted[step][title or f"({key})"] += 1
    cells: list[SeenCell] = []
    for number, (step, title) in enumerate(steps, start=1):
        told = suppress_small_counts(counted[step], least=min_group)
        if told is not None:
            counts = dict(sorted(told.counts.items()))
            plain: SuppressedCell = {"counts": counts, WITHHELD_KEY: told.withheld}
            cells.append({"step": step, "number": number, "title": title, "seen": plain})
    return cells


def merge_seen(reports: Iterable[Sequence[SeenCell]]) -> list[SeenCell]:
    """Return several sessions' cells as one: sums of lower bounds, which are lower bounds too."""
    merged: dict[int, SeenCell] = {}
    for cell in (cell for cells in reports for cell in cells):
        known = merged.get(cell["step"])
        merged[cell["step"]] = cell if known is None else {**cell, "seen": _add(known["seen"], cell["seen"])}
    return sorted(merged.values(), key=lambda cell: cell["number"])


def _add(one: SuppressedCell, other: SuppressedCell) -> SuppressedCell:
    titles = sorted({*one["counts"], *other["counts"]})
    counts = {title: one["counts"].get(title, 0) + other["counts"].get(title, 0) for title in titles}
    return {"counts": counts, WITHHELD_KEY: one[WITHHELD_KEY] + other[WITHHELD_KEY]}
