"""From the estimates of clips to the camera's signals: now, lately, for how long, and against one's usual.

A signal is known only where one face was seen in at least `MIN_COVERAGE` of the clips it rests on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from emotion.baseline import LEARNING_S, Baseline, compared_with_rest, learn_baseline
from emotion.estimate import STATES, ClipEstimate

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
    """One clip's estimate: when (epoch seconds) and, if known, probabilities in [0, 1] by name."""

    at: float
    known: bool
    levels: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Usual:
    """How one student's face reads at rest, and from when on (epoch seconds) that is known."""

    since: float
    baseline: Baseline


def learn_usual(readings: Sequence[ClipReading]) -> Usual | None:
    """Return what the first minute of a sitting's readings teaches; `None` while it teaches nothing."""
    if not readings:
        return None
    started_at = readings[0].at
    baseline = learn_baseline(
        [(reading.at, _to_estimate(reading)) for reading in readings], started_at_s=started_at
    )
    return Usual(since=started_at + LEARNING_S, baseline=baseline) if baseline else None


def _to_estimate(reading: ClipReading) -> ClipEstimate:
    states = {state: reading.levels[state] for state in STATES if state in reading.levels}
    return ClipEstimate(known=reading.known, reason=None, faces_share=1.0, states=states)


@dataclass(frozen=True)
class CameraTrack:
    """The readings of one stay at a step, prepared for being asked at many moments.

    Attributes:
        times: when each reading was taken.
        lasting: for each reading, since when each state has lasted without a break.
        against_usual: for each reading, how far its states lie from the student's usual; empty where
            that cannot be told.
        counts: how many of the readings before each, and of all, are known ("known"), tell the states
            ("told"), and show a state as likely (its name): differences of these are counts of a window.
    """

    readings: Sequence[ClipReading]
    usual: Usual | None
    times: Sequence[float]
    lasting: Sequence[Mapping[str, float]]
    against_usual: Sequence[Mapping[str, float]]
    counts: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, readings: Sequence[ClipReading], *, usual: Usual | None) -> "CameraTrack":
        """Prepare readings in time order; each is looked at a fixed number of times."""
        times = [reading.at for reading in readings]
        lasting: list[Mapping[str, float]] = []
        for index, reading in enumerate(readings):
            first = bisect_right(times, reading.at - WINDOW_S)
            means = _means(readings[first : index + 1], names=STATES)
            lasting.append(_still_lasting(means, lasting[-1] if first < index else {}, reading.at))
        against_usual = [_compare(reading, usual) for reading in readings]
        return cls(readings, usual, times, lasting, against_usual, _count_up(readings))

    def values_at(self, at: float) -> Values:
        """Return every camera signal that is known at a moment."""
        window = self._between(at - WINDOW_S, at)
        if not window:
            return {}
        values: Values = {"camera.coverage": _coverage(window)}
        for name, level in _means(window).items():
            values[f"camera.{name}"] = level
        values.update(self._shares(at))
        if _coverage(window) >= MIN_COVERAGE:
            values.update(self._durations(at, window))
            values.update(self._against_usual(at))
        return values

    def _between(self, after: float, until: float) -> Sequence[ClipReading]:
        return self.readings[self._span(after, until)]

    def _span(self, after: float, until: float) -> slice:
        return slice(bisect_right(self.times, after), bisect_right(self.times, until))

    def _shares(self, at: float) -> Values:
        first, last = bisect_right(self.times, at - LATELY_S), bisect_right(self.times, at)
        known, told, *likely = (
            self.counts[name][last] - self.counts[name][first] for name in ("known", "told", *STATES)
        )
        is_too_soon = self.times[first] > at - LEAST_LATELY_S
        if is_too_soon or known < MIN_COVERAGE * (last - first) or not told:
            return {}
        return {f"camera.{state}_share": count / told for state, count in zip(STATES, likely, strict=True)}

    def _durations(self, at: float, window: Sequence[ClipReading]) -> Values:
        if not _with_states(window):
            return {}
        since = self.lasting[bisect_right(self.times, at) - 1]
        return {f"camera.{state}_seconds": at - since.get(state, at) for state in STATES}

    def _against_usual(self, at: float) -> Values:
        compared = [levels for levels in self.against_usual[self._span(at - WINDOW_S, at)] if levels]
        if self.usual is None or not compared or at < self.usual.since:
            return {}
        return {
            f"camera.{state}_more": sum(levels[state] for levels in compared) / len(compared)
            for state in STATES
        }


def _compare(reading: ClipReading, usual: Usual | None) -> dict[str, float]:
    if usual is None or not _tells_states(reading):
        return {}
    return compared_with_rest({state: reading.levels[state] for state in STATES}, usual.baseline)


def _tells_states(reading: ClipReading) -> bool:
    return reading.known and all(state in reading.levels for state in STATES)


def _count_up(readings: Sequence[ClipReading]) -> dict[str, list[int]]:
    told = [_tells_states(reading) for reading in readings]
    counts = {
        "known": list(accumulate((reading.known for reading in readings), initial=0)),
        "told": list(accumulate(told, initial=0)),
    }
    for state in STATES:
        likely = (
            tells and reading.levels[state] >= LIKELY for tells, reading in zip(told, readings, strict=True)
        )
        counts[state] = list(accumulate(likely, initial=0))
    return counts


def _with_states(window: Sequence[ClipReading]) -> list[ClipReading]:
    return [reading for reading in window if _tells_states(reading)]


def _coverage(window: Sequence[ClipReading]) -> float:
    return sum(reading.known for reading in window) / len(window)


def _means(window: Sequence[ClipReading], names: Iterable[str] | None = None) -> dict[str, float]:
    """Return the mean level of each name over the known clips; nothing where too few are known."""
    known = [reading.levels for reading in window if reading.known]
    if not known or len(known) < MIN_COVERAGE * len(window):
        return {}
    return {name: sum([levels.get(name, 0.0) for levels in known]) / len(known) for name in names or known[0]}


def _still_lasting(means: Mapping[str, float], before: Mapping[str, float], at: float) -> dict[str, float]:
    """Return since when each state lasts, given since when it lasted before; unknown ends it."""
    lasting: dict[str, float] = {}
    for state in STATES:
        threshold = LEAVE if state in before else ENTER
        if means.get(state, 0.0) >= threshold:
            lasting[state] = before.get(state, at)
    return lasting
