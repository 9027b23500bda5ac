"""Two variants whose effects are known, chosen among by chance, and what a report would say of them. Pure."""

from dataclasses import dataclass

from content.lab.known_help import Truth, run_learners
from content.language import gettext
from content.policy.comparison import Terms, compare, probability_in_words, sentence
from content.policy.comparison.evidence import Interval

# The axis of differences, in points, both ways.
REACH = 60


@dataclass(frozen=True)
class PlayedArm:
    """A variant: how often the next answer was right, and how often it is the best with this knowledge."""

    name: str
    true_per_cent: int
    right: int
    students: int
    best: str
    is_stopped: bool
    last: int


@dataclass(frozen=True)
class Line:
    """An interval on the axis, out of a hundred, and in whole points."""

    name: str
    low: int
    high: int

    @property
    def x(self) -> float:
        """Return where it begins."""
        return _at(self.low)

    @property
    def width(self) -> float:
        """Return how long it is."""
        return round(_at(self.high) - _at(self.low), 2)


@dataclass(frozen=True)
class Played:
    """One play.

    Attributes:
        truth: the true difference in points, `truth_x` its place out of a hundred.
        told_after: after how many learners one was first called worse; `None`: never.
    """

    said: str
    arms: tuple[PlayedArm, ...]
    lines: tuple[Line, ...]
    truth: int
    told_after: int | None
    is_told_wrongly: bool

    @property
    def truth_x(self) -> float:
        """Return the place of the true difference."""
        return _at(self.truth)


def play_comparison(chances: tuple[float, float], *, students: int, seed: str) -> Played:
    """Let so many learners be helped by chance, and return what would be said; the same seed, the same play.

    Args:
        chances: how likely the next answer is right with the first variant and with the other one.
        students: how many learners come, one after the other.
        seed: of their answers and choices.
    """
    run, summary = run_learners(Truth(chances), students, seed=seed, terms=Terms())
    found = compare(run.history, run.arms, terms=Terms())
    names = (gettext("The first variant"), gettext("The other variant"))
    (pair,) = found.pairs
    arms = tuple(
        PlayedArm(
            names[place],
            round(100 * chances[place]),
            standing.right,
            standing.settled,
            probability_in_words(found.best[place]),
            run.standings[place].is_stopped,
            summary.chosen[-min(100, students) :].count(place),
        )
        for place, standing in enumerate(found.standings)
    )
    lines = (
        _line(gettext("for a fixed number of students"), pair.fixed),
        _line(gettext("whenever one looks"), pair.whenever),
    )
    return Played(
        sentence(found.verdict, dict(zip(run.arms, names, strict=True))),
        arms,
        tuple(line for line in lines if line is not None),
        round(100 * (chances[1] - chances[0])),
        summary.told_after,
        summary.is_told_wrongly,
    )


def _line(name: str, interval: Interval | None) -> Line | None:
    if interval is None:
        return None
    return Line(name, round(100 * interval[0]), round(100 * interval[1]))


def _at(points: int) -> float:
    return round(50 + 50 * max(-REACH, min(REACH, points)) / REACH, 2)
