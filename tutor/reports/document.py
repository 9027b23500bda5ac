"""What a report consists of: the page, the CSV, the workbook and the PDF are made of this alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from content import figures
from content.language import gettext, gettext_noop
from emotion.estimate import STATES
from tutor.domain.disclosure.small_groups import WITHHELD_KEY
from tutor.domain.reports.shares import Share

NONE = "–"
WITHHELD = "withheld"
MIX = (*STATES, WITHHELD)
NAMES = {
    "engaged": gettext_noop("engaged"),
    "bored": gettext_noop("bored"),
    "confused": gettext_noop("confused"),
    "frustrated": gettext_noop("frustrated"),
    WITHHELD: gettext_noop("withheld"),
}
AT_LEAST = {
    "engaged": gettext_noop("Engaged, at least"),
    "bored": gettext_noop("Bored, at least"),
    "confused": gettext_noop("Confused, at least"),
    "frustrated": gettext_noop("Frustrated, at least"),
}
# A letter for each state, so that a bar can be read without its colour.
LETTERS = {**{state: state[0].upper() for state in STATES}, WITHHELD: ""}
Cell = str | int | float


class DrawnHead(str):
    """The head of a column whose numbers the chart draws: the PDF does not repeat them."""

    __slots__ = ()


def too_few() -> str:
    """Return what stands where a number is held back."""
    return gettext("too few")


def nothing_to_show() -> str:
    """Return what stands where a line has no share."""
    return gettext("Nothing to show.")


def state_of_too_few() -> str:
    """Return what stands where no state may be told."""
    return gettext("State known of too few.")


@dataclass(frozen=True)
class Table:
    """A table; every row is as long as the head."""

    head: list[str]
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Part:
    """One piece of a mixed bar: it begins at `x` and is `width` long, both out of a hundred."""

    series: str
    count: int
    x: float
    width: float

    @property
    def name(self) -> str:
        """Return the series in words."""
        return gettext(NAMES[self.series])

    @property
    def letter(self) -> str:
        """Return the series in a letter."""
        return LETTERS[self.series]


@dataclass(frozen=True)
class Gap:
    """By how many points two shares differ, in two intervals; the axis goes as far as `reach` both ways.

    Attributes:
        whenever: `None`: there is no one difference.
    """

    value: int
    fixed: tuple[int, int] | None
    whenever: tuple[int, int] | None
    reach: int

    @property
    def drawn(self) -> dict[str, float]:
        """Return where everything lies, out of a hundred."""

        def at(points: int) -> float:
            return round(50 + 50 * max(-self.reach, min(self.reach, points)) / self.reach, 2)

        spots = {"value": at(self.value)}
        for name, interval in (("fixed", self.fixed), ("whenever", self.whenever)):
            if interval is not None:
                low, high = (at(end) for end in interval)
                spots |= {f"{name}_x": low, f"{name}_width": round(high - low, 2)}
        return spots

    @property
    def said(self) -> str:
        """Return both intervals in words."""
        if self.fixed is None or self.whenever is None:
            return gettext("%(value)s points; it changed along the way") % {
                "value": figures.signed(self.value)
            }
        low, high = self.fixed
        first, last = self.whenever
        return gettext(
            "%(value)s points; %(low)s to %(high)s for a fixed number of students, %(first)s to "
            "%(last)s whenever one looks"
        ) % {
            name: figures.signed(points)
            for name, points in (
                ("value", self.value),
                ("low", low),
                ("high", high),
                ("first", first),
                ("last", last),
            )
        }


@dataclass(frozen=True)
class Row:
    """One line of a chart: a share as a dot on its interval, and a mix of states as a bar.

    Attributes:
        group: what the lines before and after have in common; said once above them.
        mix: as `suppressed_share` takes it; `None` where nothing may be told.
    """

    label: str
    facts: str = ""
    share: Share | None = None
    mix: Mapping[str, Any] | None = None
    group: str = ""
    gap: Gap | None = None

    @property
    def parts(self) -> list[Part]:
        """Return the pieces of the mixed bar, those that nobody is in left out."""
        counts = {**self.mix["counts"], WITHHELD: self.mix[WITHHELD_KEY]} if self.mix else {}
        size, x, parts = sum(counts.values()), 0.0, []
        for series, count in counts.items():
            if count:
                parts.append(Part(series, count, round(x, 2), round(100 * count / size, 2)))
                x += 100 * count / size
        return parts

    @property
    def dot(self) -> dict[str, int] | None:
        """Return where the dot and the ends of its interval lie, in whole per cent."""
        if self.share is None:
            return None
        value, low, high = self.share.per_cent
        return {"low": low, "value": value, "high": high, "width": high - low}

    @property
    def said(self) -> str:
        """Return the share in words, the same on the page and in the PDF."""
        if self.share is None:
            return ""
        value, low, high = self.share.per_cent
        text = gettext("%(value)s (%(low)s to %(high)s)")
        if self.share.is_rough:
            text = gettext("%(value)s (%(low)s to %(high)s, few)")
        return text % {"value": figures.percent(value), "low": low, "high": high}


@dataclass(frozen=True)
class Section:
    """One thing that a report shows: a chart and its table.

    Attributes:
        key: names the sheet and the anchor.
        share_title: what the dots say; empty where there are none.
        mix_title: what the bars say; empty where there are none.
        gap_title: what the differences are of; empty where there are none.
        reach: how many points the axis of differences goes, both ways.
        empty: what stands here when there is no line.
    """

    key: str
    title: str
    rows: list[Row]
    table: Table
    share_title: str = ""
    mix_title: str = ""
    note: str = ""
    empty: str = ""
    gap_title: str = ""
    reach: int = 0


@dataclass(frozen=True)
class Document:
    """A report: what to do first, then what it rests on."""

    heading: str
    sentence: str
    sections: list[Section]
    leads_title: str = ""
    leads: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def share_head() -> list[str]:
    """Return the columns of a share and its interval."""
    return [DrawnHead("%"), DrawnHead(gettext("from %")), DrawnHead(gettext("to %"))]


def share_cells(share: Share | None, *, missing: str = "") -> list[Cell]:
    """Return a share and its interval in whole per cent; without one, `missing` or that there are too few."""
    return [missing or too_few()] * 3 if share is None else [*share.per_cent]


@dataclass(frozen=True)
class AffectColumns:
    """The columns in which a table says how classes looked: those in which anything was told."""

    has_states: bool
    has_words: bool

    @property
    def head(self) -> list[str]:
        """Return their heads."""
        states = [*(DrawnHead(gettext(AT_LEAST[state])) for state in STATES), gettext("Withheld")]
        return [
            *(states if self.has_states else ()),
            *([gettext("Cameras guessed")] if self.has_words else ()),
        ]

    def cells(self, cell: Mapping[str, Any] | None) -> list[Cell]:
        """Return what they hold for a cell of a report."""
        states = mix_cells(cell["states"] if cell else None) if self.has_states else []
        words = (
            [figures.in_a_row(gettext(word) for word in (cell and cell["words"]) or ())]
            if self.has_words
            else []
        )
        return [*states, *words]


def affect_columns(cells: Iterable[Mapping[str, Any]]) -> AffectColumns:
    """Return the columns that say how classes looked; none where nothing was told."""
    shown = list(cells)
    return AffectColumns(any(cell["states"] for cell in shown), any(cell["words"] for cell in shown))


def mix_cells(told: Mapping[str, Any] | None) -> list[Cell]:
    """Return at least how many were in each state, and how many are withheld."""
    if told is None:
        return [too_few()] * (len(STATES) + 1)
    return [*(told["counts"][state] for state in STATES), told[WITHHELD_KEY]]
