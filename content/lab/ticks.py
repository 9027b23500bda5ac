"""The ticks of a play, told in full: what follows over time is computed as a lesson computes it. Pure.

A learner, a slider or a recording tells levels and counts, tick by tick. A tick stands for one clip, whose
levels are means already, and for the answers by which the row of wrong ones changed.
"""

from collections import deque
from collections.abc import Mapping, Sequence

from content.policy.misconceptions import base_of
from content.policy.rules import Rule
from content.policy.signals import SIGNALS, STATES
from content.signals.camera import CameraTrack, ClipReading
from content.signals.step import Tried, count_wrong_since, seconds_over

USUAL = {"engaged": 0.6, "bored": 0.1, "confused": 0.15, "frustrated": 0.05}
"""How the face of a learner in the lab reads at rest; a lesson learns it from the first minute."""

USUAL_S = 90.0
"""What a step usually takes the learner's class, in the lab."""

# As in `emotion.baseline`, which content may not import.
LEARNING_S = 60.0
FOLLOWING = (
    "behaviour.wrong_since_help",
    "behaviour.seconds_over_usual",
    *(f"camera.{state}_{way}" for state in STATES for way in ("share", "seconds", "more")),
)
"""What need not be told of a tick, because it follows from those before."""

# Shorter than any tick: its levels are not averaged once more.
_MOMENT_S = 0.001
# More answers than a student gives at a step; a recording can claim any number.
_MOST_ANSWERS = 200

Values = Mapping[str, float | None]


def tell_named(values: Values, rules: Sequence[Rule]) -> dict[str, float | None]:
    """Return a tick's values with those of the misconceptions that rules ask for by name.

    A tick that names none means whichever a rule asks for; what it tells of one by its name, it tells of all.
    """
    told = dict(values)
    by_name = {base_of(key) for key, value in values.items() if base_of(key) != key and value is not None}
    for condition in (condition for rule in rules for condition in rule.conditions):
        if condition.misconception and condition.signal not in by_name:
            told[condition.key] = told.get(condition.signal)
    return told


class Ticks:
    """Takes the ticks of one play in time order, and tells each in full."""

    def __init__(self) -> None:
        self._start_stay(began=0.0)

    def _start_stay(self, *, began: float) -> None:
        self._began, self._on_step, self._row = began, 0.0, 0
        self._answers: deque[Tried] = deque(maxlen=_MOST_ANSWERS)
        # A tick may tell of one state and not of another, unlike a clip.
        self._tracks = {
            state: CameraTrack(states=(state,), rest_since=LEARNING_S, window_s=_MOMENT_S) for state in STATES
        }

    def tell(self, at: float, values: Values, helps: Sequence[float] = ()) -> dict[str, float | None]:
        """Return the values of a tick with what follows from them and from the ticks before.

        Args:
            at: seconds since the play began.
            values: what the tick tells; of what follows, all but wrong answers since help is kept as told.
            helps: when help came in this play, also where a recording had other help.
        """
        told = dict(values)
        if any(name.startswith("class.") for name in told):
            return told
        self._note_clock(at, told)
        if (row := SIGNALS["behaviour.wrong_in_row"].read(told.get("behaviour.wrong_in_row"))) is not None:
            self._note_row(at, int(row))
            told["behaviour.wrong_since_help"] = float(count_wrong_since(helps, self._answers, at))
        else:
            self._note_row(at, 0)
        following = {"behaviour.seconds_over_usual": seconds_over(USUAL_S, at - self._began)}
        for state, track in self._tracks.items():
            following.update(_follow(track, state, at, told))
        return {**dict.fromkeys(FOLLOWING), **following, **told}

    def _note_clock(self, at: float, told: Values) -> None:
        """Begin a new stay where the step's clock started again, as it does after an absence."""
        on_step = SIGNALS["behaviour.seconds_on_step"].read(told.get("behaviour.seconds_on_step"))
        if on_step is None:
            return
        if on_step < self._on_step:
            self._start_stay(began=at - on_step)
        self._on_step = on_step

    def _note_row(self, at: float, row: int) -> None:
        """Note the answers that made the row of wrong ones what it is now; shorter, it was ended before."""
        if row < self._row:
            self._answers.append(Tried(at, True, 0.0))
            self._row = 0
        wrong = min(row - self._row, _MOST_ANSWERS)
        self._answers.extend(Tried(at, False, 0.0) for _ in range(wrong))
        self._row = row


def _follow(track: CameraTrack, state: str, at: float, told: Values) -> Values:
    level = SIGNALS[f"camera.{state}"].read(told.get(f"camera.{state}"))
    if level is None:
        track.add(ClipReading(at, known=False))
    else:
        track.add(ClipReading(at, True, {state: level}, {state: compare_with_usual(level, USUAL[state])}))
    values = track.values_at(at)
    return {name: value for name, value in values.items() if name in FOLLOWING}


def compare_with_usual(level: float, usual: float) -> float:
    """Return how a level stands against the usual one: 0.5 as usual, 0.8 four times the odds."""
    odds, usual_odds = level * (1 - usual), usual * (1 - level)
    return round(odds / (odds + usual_odds), 3)
