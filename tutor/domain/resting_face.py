"""Clips compared with how this person's face looks at rest, which the signals of a step build upon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from content.signals.camera import ClipReading
from emotion.baseline import LEARNING_S, Baseline, compared_with_rest, learn_baseline
from emotion.estimate import STATES

_NAMES = frozenset(STATES)


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
    told = [(reading.at, reading.levels if _tells_states(reading) else {}) for reading in readings]
    baseline = learn_baseline(told, started_at_s=started_at)
    return Usual(since=started_at + LEARNING_S, baseline=baseline) if baseline else None


def _tells_states(reading: ClipReading) -> bool:
    return reading.known and reading.levels.keys() >= _NAMES


def compare_with_usual(readings: Sequence[ClipReading], usual: Usual | None) -> list[ClipReading]:
    """Return the readings with what their states say against this person's rest, as far as it is known."""
    return list(readings) if usual is None else [_compare(reading, usual) for reading in readings]


def _compare(reading: ClipReading, usual: Usual) -> ClipReading:
    if not _tells_states(reading):
        return reading
    return ClipReading(reading.at, True, reading.levels, _AgainstRest(reading.levels, usual.baseline))


class _AgainstRest(Mapping[str, float]):
    """What a clip's states say against a person's rest, worked out when it is asked for.

    A look asks for the last ten seconds, of minutes of clips.
    """

    def __init__(self, levels: Mapping[str, float], baseline: Baseline) -> None:
        self._levels, self._baseline = levels, baseline

    @cached_property
    def _compared(self) -> dict[str, float]:
        return compared_with_rest({state: self._levels[state] for state in STATES}, self._baseline)

    def __getitem__(self, state: str) -> float:
        return self._compared[state]

    def __iter__(self) -> Iterator[str]:
        return iter(STATES)

    def __len__(self) -> int:
        return len(STATES)
