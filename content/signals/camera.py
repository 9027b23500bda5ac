"""From the levels of clips to the camera's signals: now, lately, for how long, and against one's usual.

A signal is known only where one face was seen in at least `MIN_COVERAGE` of the clips it rests on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import inf

from content.policy.signals import STATES

WINDOW_S = 10.0
LATELY_S = 60.0
# A share of the last minute is a share of something only after half of it.
LEAST_LATELY_S = 30.0
MIN_COVERAGE = 0.6
LIKELY = 0.5
# A state has lasted since it became likely, and lasts until it is clearly less so.
ENTER, LEAVE = 0.65, 0.45

Values = dict[str, float | None]


@dataclass(frozen=True)
class ClipReading:
    """What one clip told.

    Attributes:
        at: when, in epoch seconds.
        levels: if known, probabilities in [0, 1] by name.
        against_rest: how far each state lies from this person's rest, in (0, 1), 0.5 as at rest; empty
            where that cannot be told.
    """

    at: float
    known: bool
    levels: Mapping[str, float] = field(default_factory=dict)
    against_rest: Mapping[str, float] = field(default_factory=dict)


def look_back_s(signals: Iterable[str]) -> float:
    """Return how old (s) a reading may be that still counts in one of these signals now."""
    asked = [name for name in signals if name.startswith("camera.")]
    if any(name.endswith("_seconds") for name in asked):
        # A state may have lasted since the first one.
        return inf
    return LATELY_S if any(name.endswith("_share") for name in asked) else WINDOW_S


class CameraTrack:
    """The readings of one stay at a step, taken in as they come, and asked for signals at any moment.

    Attributes:
        times: when each reading was taken.
        lasting: for each reading, since when each state has lasted without a break.
        counts: how many of the readings before each, and of all, are known ("known"), tell the states
            ("told"), and show a state as likely (its name): differences of these are counts of a window.
    """

    def __init__(
        self,
        readings: Iterable[ClipReading] = (),
        *,
        states: Sequence[str] = STATES,
        rest_since: float | None = None,
        window_s: float = WINDOW_S,
    ) -> None:
        """Take in readings, in time order; each is looked at a fixed number of times.

        Args:
            readings: those there are so far.
            states: which states they tell.
            rest_since: from when on (epoch seconds) this person's rest is known; `None`: not yet.
            window_s: over how long levels are averaged to say how it is now.
        """
        self.states, self.rest_since, self.window_s = states, rest_since, window_s
        self._names = frozenset(states)
        # Of each reading that tells all states, their levels in this order.
        self._told: list[tuple[float, ...] | None] = []
        self.readings: list[ClipReading] = []
        self.times: list[float] = []
        self.lasting: list[Mapping[str, float]] = []
        self.counts: dict[str, list[int]] = {name: [0] for name in ("known", "told", *states)}
        for reading in readings:
            self.add(reading)

    def add(self, reading: ClipReading) -> None:
        """Take in one more reading, no earlier than those before."""
        lasted: Mapping[str, float] = {}
        # Not `window_s`: the lab's window of a moment (`content.lab.ticks`) is shorter than its ticks are
        # apart.
        if self.times and self.times[-1] > reading.at - WINDOW_S:
            lasted = self.lasting[-1]
        self.readings.append(reading)
        self.times.append(reading.at)
        tells = reading.known and reading.levels.keys() >= self._names
        self._told.append(tuple([reading.levels[state] for state in self.states]) if tells else None)
        first = bisect_right(self.times, reading.at - self.window_s)
        self.lasting.append(self._still_lasting(self._means_since(first), lasted, reading.at))
        self._count(reading, tells=tells)

    def _means_since(self, first: int) -> dict[str, float]:
        """Return the mean level of each state over the readings from one on; nothing where too few tell."""
        told = [levels for levels in self._told[first:] if levels is not None]
        if not told or len(told) < MIN_COVERAGE * (len(self._told) - first):
            return {}
        sums = map(sum, zip(*told, strict=True))
        return {state: total / len(told) for state, total in zip(self.states, sums, strict=True)}

    def _count(self, reading: ClipReading, *, tells: bool) -> None:
        self.counts["known"].append(self.counts["known"][-1] + reading.known)
        self.counts["told"].append(self.counts["told"][-1] + tells)
        for state in self.states:
            counted = self.counts[state]
            counted.append(counted[-1] + (tells and reading.levels[state] >= LIKELY))

    def values_at(self, at: float) -> Values:
        """Return every camera signal that is known at a moment."""
        first, last = self._span(at - self.window_s, at)
        if first == last:
            return {}
        window = self.readings[first:last]
        coverage = self._count_of("known", first, last) / len(window)
        values: Values = {"camera.coverage": coverage}
        for name, level in mean_levels(window).items():
            values[f"camera.{name}"] = level
        values.update(self._shares(at))
        if coverage >= MIN_COVERAGE:
            if self._count_of("told", first, last):
                values.update(self._durations(at, self.lasting[last - 1]))
            values.update(self._against_rest(at, window))
        return values

    def _span(self, after: float, until: float) -> tuple[int, int]:
        return bisect_right(self.times, after), bisect_right(self.times, until)

    def _count_of(self, what: str, first: int, last: int) -> int:
        return self.counts[what][last] - self.counts[what][first]

    def _shares(self, at: float) -> Values:
        first, last = self._span(at - LATELY_S, at)
        told = self._count_of("told", first, last)
        is_too_soon = self.times[first] > at - LEAST_LATELY_S
        if is_too_soon or self._count_of("known", first, last) < MIN_COVERAGE * (last - first) or not told:
            return {}
        return {f"camera.{state}_share": self._count_of(state, first, last) / told for state in self.states}

    def _durations(self, at: float, since: Mapping[str, float]) -> Values:
        return {f"camera.{state}_seconds": at - since.get(state, at) for state in self.states}

    def _against_rest(self, at: float, window: Sequence[ClipReading]) -> Values:
        if self.rest_since is None or at < self.rest_since:
            return {}
        compared = [reading.against_rest for reading in window if reading.against_rest]
        if not compared:
            return {}
        return {
            f"camera.{state}_more": sum([levels[state] for levels in compared]) / len(compared)
            for state in self.states
        }

    def _still_lasting(
        self, means: Mapping[str, float], before: Mapping[str, float], at: float
    ) -> dict[str, float]:
        """Return since when each state lasts, given since when it lasted before; unknown ends it."""
        lasting: dict[str, float] = {}
        for state in self.states:
            threshold = LEAVE if state in before else ENTER
            if means.get(state, 0.0) >= threshold:
                lasting[state] = before.get(state, at)
        return lasting


def mean_levels(window: Sequence[ClipReading], names: Set[str] | None = None) -> dict[str, float]:
    """Return the mean level of each name over the clips that tell all of them; nothing where too few do.

    Without names, of whatever the first known clip tells.
    """
    known = [reading.levels for reading in window if reading.known]
    if names is not None:
        known = [levels for levels in known if levels.keys() >= names]
    if not known or len(known) < MIN_COVERAGE * len(window):
        return {}
    return {name: sum([levels.get(name, 0.0) for levels in known]) / len(known) for name in names or known[0]}
