"""Built-in learners: small scripted people to try rules on.

A learner tells every signal at every second, and reacts to the help it gets. Nothing is random, so
that a change in what happens is a change in the rules.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from content.lab.ticks import USUAL
from content.language import Translated
from content.language import gettext_noop as _

Values = dict[str, float | None]
Script = Callable[[float, Sequence[float]], Mapping[str, float | None]]

_CALM: Values = {
    **{f"camera.{state}": level for state, level in USUAL.items()},
    "camera.coverage": 0.95,
    "behaviour.wrong_in_row": 0,
    "behaviour.recent_errors": 0,
    "behaviour.hints": 0,
    "behaviour.fast_wrong": 0,
    "said.lost": 0,
    "said.bored": 0,
    "said.fine": 0,
    "said.got_it": 0,
    "mastery.lowest": 0.5,
    "mastery.misconceptions_course": 0,
    "mastery.misconceptions_lesson": 0,
}
_FACE = tuple(name for name in _CALM if name.startswith("camera."))


@dataclass(frozen=True)
class Learner:
    """One scripted learner; `script(second, seconds of help so far)` gives what differs from calm."""

    key: str
    title: Translated = Translated()
    story: Translated = Translated()
    script: Script = field(kw_only=True)
    is_class: bool = False

    def signals(self, at: float, helps: Sequence[float]) -> Values:
        """Return every signal at a second; helps are the seconds at which something was shown."""
        if self.is_class:
            return dict(self.script(at, helps))
        always: Values = {
            "behaviour.seconds_on_step": at,
            "behaviour.seconds_without_progress": at,
            "behaviour.seconds_idle": at % 20,
        }
        return {**_CALM, **always, **self.script(at, helps)}


def _ramp(at: float, start: float, end: float, low: float, high: float) -> float:
    """Return a value that goes from low to high between two seconds, level before and after."""
    share = min(1.0, max(0.0, (at - start) / (end - start)))
    return round(low + (high - low) * share, 3)


def _wobble(at: float, size: float) -> float:
    """Return a small steady wave, as every real estimate has one."""
    return size * math.sin(at / 5)


def _errors(at: float, times: Sequence[float]) -> Values:
    """Return the signals of wrong answers given at certain seconds."""
    past = [time for time in times if time <= at]
    return {
        "behaviour.wrong_in_row": len(past),
        "behaviour.recent_errors": sum(at - time < 60 for time in past),
    }


def _since_right(at: float, times: Sequence[float]) -> Values:
    return {
        "behaviour.seconds_without_progress": at - max((time for time in times if time <= at), default=0.0)
    }


def _tap(name: str, at: float, start: float, helps: Sequence[float]) -> Values:
    """Return a tap: it counts for a minute, or until help has come."""
    is_answered = any(start <= help_at < at for help_at in helps)
    return {f"said.{name}": 1.0} if start <= at < start + 60 and not is_answered else {}


def _lost_then_recovers(at: float, helps: Sequence[float]) -> Values:
    confused = _ramp(at, 10, 30, 0.2, 0.8)
    if helps:
        confused = _ramp(at, helps[0] + 20, helps[0] + 50, 0.8, 0.15)
    right = [helps[0] + 45 + 60 * turn for turn in range(5)] if helps else []
    calm_down = {"behaviour.wrong_in_row": 0.0} if right and at >= right[0] else {}
    return {
        "camera.confused": round(confused + _wobble(at, 0.04), 3),
        "camera.engaged": 0.5,
        **_errors(at, [35]),
        **_since_right(at, right),
        **calm_down,
    }


def _stays_lost(at: float, helps: Sequence[float]) -> Values:
    tap = _tap("lost", at, 150, helps)
    return {
        "camera.confused": round(_ramp(at, 15, 40, 0.25, 0.78) + _wobble(at, 0.06), 3),
        **_errors(at, [50, 95, 170]),
        **tap,
    }


def _frustrated(at: float, helps: Sequence[float]) -> Values:
    level = _ramp(at, 20, 45, 0.1, 0.82)
    if helps:
        level = min(level, _ramp(at, helps[-1] + 30, helps[-1] + 60, 0.82, 0.2))
    return {
        "camera.frustrated": round(level + _wobble(at, 0.03), 3),
        "camera.confused": 0.4,
        "behaviour.hints": 2.0 if at > 150 else 0.0,
        **_errors(at, [30, 95, 160]),
    }


def _bored(at: float, helps: Sequence[float]) -> Values:
    quick = {"behaviour.fast_wrong": 3.0, **_errors(at, [20, 26, 31])} if at > 31 else _errors(at, [20, 26])
    tap = _tap("bored", at, 200, helps)
    idle = {"behaviour.seconds_idle": at - 60} if at > 60 and not tap else {}
    return {"camera.bored": 0.4, "camera.engaged": 0.25, **quick, **tap, **idle}


def _flickering(at: float, helps: Sequence[float]) -> Values:
    """The face is found and lost again every few seconds: what is seen must count for nothing."""
    hidden = int(at) % 14 < 6
    face: Values = dict.fromkeys(_FACE) if hidden else {"camera.confused": 0.9, "camera.coverage": 0.65}
    return {**face, "camera.coverage": 0.3 if hidden else 0.65}


def _camera_off(at: float, helps: Sequence[float]) -> Values:
    tap = _tap("lost", at, 120, helps)
    return {**dict.fromkeys(_FACE), **_errors(at, [40, 75]), **tap}


def _mixes_up(at: float, helps: Sequence[float]) -> Values:
    """Shows one misconception again and again, until a while after help has come."""
    times = [time for time in (30, 80, 130, 180) if not helps or time < helps[0] + 20]
    shown = float(sum(time <= at for time in times))
    right = [helps[0] + 40] if helps else []
    calm_down = {"behaviour.wrong_in_row": 0.0} if right and at >= right[0] else {}
    return {
        "mastery.misconceptions_course": shown,
        "mastery.misconceptions_lesson": shown,
        **_errors(at, times),
        **_since_right(at, right),
        **calm_down,
    }


def _confident(at: float, helps: Sequence[float]) -> Values:
    return {
        "camera.engaged": round(0.8 + _wobble(at, 0.05), 3),
        "camera.confused": 0.75 if 40 <= at < 55 else 0.1,
        "mastery.lowest": 0.9,
        **_since_right(at, [25, 60, 110, 150, 200, 250]),
    }


def _class_gets_lost(at: float, helps: Sequence[float]) -> Values:
    share = _ramp(at, 30, 120, 0.1, 0.7)
    if helps:
        share = _ramp(at, helps[0] + 30, helps[0] + 90, 0.7, 0.2)
    return {
        "class.known": 18.0,
        "class.confused_share": round(share, 3),
        "class.frustrated_share": 0.1,
        "class.bored_share": 0.1,
        "class.lost_taps": float(int(_ramp(at, 60, 200, 0, 4))),
    }


def _few_are_seen(at: float, helps: Sequence[float]) -> Values:
    return {"class.known": 4.0, "class.confused_share": None, "class.lost_taps": 1.0}


_ALL = (
    Learner(
        "lost",
        _("Lost, then recovers"),
        _("Gets confused, answers wrong once, and recovers after the first help."),
        script=_lost_then_recovers,
    ),
    Learner(
        "stays-lost",
        _("Stays lost"),
        _("Confused throughout; nothing helps; says “I'm lost” after 2½ minutes."),
        script=_stays_lost,
    ),
    Learner(
        "frustrated",
        _("Frustrated"),
        _("A wrong answer, and patience runs out; then two more, despite hints."),
        script=_frustrated,
    ),
    Learner("bored", _("Bored"), _("Guesses quickly, then idles, then says so."), script=_bored),
    Learner(
        "flickering",
        _("Flickering face"),
        _("The camera finds the face and loses it again. Nothing else is wrong."),
        script=_flickering,
    ),
    Learner(
        "camera-off",
        _("Camera off"),
        _("No camera. Two wrong answers, and a tap on “I'm lost”."),
        script=_camera_off,
    ),
    Learner(
        "mixes-up",
        _("Mixes something up"),
        _("Answer after answer shows the misconception that a rule asks for; help ends it."),
        script=_mixes_up,
    ),
    Learner(
        "confident",
        _("Confident"),
        _("Knows it. Looks puzzled once, for 15 seconds, while thinking."),
        script=_confident,
    ),
    Learner(
        "class-lost",
        _("A class that gets lost"),
        _("18 students with a known state; ever more of them lost."),
        script=_class_gets_lost,
        is_class=True,
    ),
    Learner(
        "class-unseen",
        _("A class hardly seen"),
        _("Only four students have a known state: too few to judge."),
        script=_few_are_seen,
        is_class=True,
    ),
)

LEARNERS: dict[str, Learner] = {learner.key: learner for learner in _ALL}
