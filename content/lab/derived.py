"""Signals that follow from others over time, so that built-in learners and sliders tell them, too.

A real lesson computes them from clips; here each tick stands for its two seconds. Pure.
"""

import math
from collections.abc import Mapping, Sequence

from content.policy.decide import Snapshot
from content.policy.signals import SIGNALS

USUAL = {"engaged": 0.6, "bored": 0.1, "confused": 0.15, "frustrated": 0.05}
"""How the face of a learner in the lab reads at rest; a lesson learns it from the first minute."""

USUAL_S = 90.0
"""What a step usually takes the learner's class, in the lab."""

_WINDOW_S = 60.0
_WARM_UP_S = 30.0
_MOST_TICKS = 120
_ENTER, _LEAVE = 0.65, 0.45

Values = Mapping[str, float | None]


def with_derived(
    at: float, values: Values, timeline: Sequence[Snapshot], helps: Sequence[float] = ()
) -> dict[str, float | None]:
    """Return the values of a tick with what follows from them, from ticks before and help that came.

    Help is what came in this play, also where a recording had other help.
    """
    told = dict(values)
    if any(name.startswith("class.") for name in told):
        return told
    if (row := _row(told)) is not None:
        told["behaviour.wrong_since_help"] = _wrong_since_help(row, timeline, helps)
    told.setdefault("behaviour.wrong_since_help", None)
    told.setdefault("behaviour.seconds_over_usual", max(0.0, at - USUAL_S))
    for state, usual in USUAL.items():
        now = told.get(f"camera.{state}")
        more = None if now is None or at < _WINDOW_S else _against(now, usual)
        told.setdefault(f"camera.{state}_more", more)
        if f"camera.{state}_seconds" not in told:
            told[f"camera.{state}_seconds"] = _lasted(state, at, now, timeline)
        if f"camera.{state}_share" not in told:
            told[f"camera.{state}_share"] = _share(state, at, now, timeline)
    return told


def _row(values: Values) -> float | None:
    return SIGNALS["behaviour.wrong_in_row"].read(values.get("behaviour.wrong_in_row"))


def _wrong_since_help(row: float, timeline: Sequence[Snapshot], helps: Sequence[float]) -> float:
    """Return by how much the row of wrong answers grew since the last help; 0 while it is none.

    A row that is shorter than a tick before was ended by a right answer, and all of it came since.
    """
    last_help, grown, later = max(helps, default=-math.inf), 0.0, row
    if not row:
        return 0.0
    for snapshot in reversed(timeline):
        before = _row(snapshot.values) or 0.0
        grown += later - before if later >= before else later
        if snapshot.at <= last_help:
            return grown
        later = before
    return grown + later


def _against(now: float, usual: float) -> float:
    """Return how a level stands against the usual one: 0.5 as usual, 0.8 four times the odds."""
    odds, usual_odds = now * (1 - usual), usual * (1 - now)
    return round(odds / (odds + usual_odds), 3)


def _lasted(state: str, at: float, now: float | None, timeline: Sequence[Snapshot]) -> float | None:
    """Return for how long the state has lasted: since it became likely, until it is clearly less so."""
    if now is None:
        return None
    if not timeline:
        return 0.0
    before = timeline[-1].values.get(f"camera.{state}")
    lasted = timeline[-1].values.get(f"camera.{state}_seconds")
    if before is None or lasted is None or now < _LEAVE or not (lasted > 0 or before >= _ENTER):
        return 0.0
    return lasted + at - timeline[-1].at


def _share(state: str, at: float, now: float | None, timeline: Sequence[Snapshot]) -> float | None:
    if now is None:
        return None
    recent = [snapshot for snapshot in timeline[-_MOST_TICKS:] if snapshot.at > at - _WINDOW_S]
    seen = [value for row in recent if (value := row.values.get(f"camera.{state}")) is not None]
    if len(seen) * 2 < _WARM_UP_S:
        return None
    return round(sum(value > 0.5 for value in [*seen, now]) / (len(seen) + 1), 3)
