"""Plays rules against a learner or a recording, tick by tick, as a lesson would."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.lab.learners import Learner
from content.lab.ticks import Ticks, tell_named
from content.language import gettext
from content.policy.decide import (
    Outcome,
    PastAdaptation,
    Situation,
    Snapshot,
    Verdict,
    decide,
    examine,
)
from content.policy.decisions import Decision
from content.policy.kinds import KINDS
from content.policy.misconceptions import title_about
from content.policy.rules import Condition, Rule
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration

TICK_S = 2.0
LENGTH_S = 300.0
_MARGIN_S = 60.0

_BLOCKED = (
    Outcome.RULE_COOLDOWN,
    Outcome.STUDENT_COOLDOWN,
    Outcome.CLASS_COOLDOWN,
    Outcome.EXHAUSTED,
    Outcome.TOO_HARD,
)


@dataclass(frozen=True)
class Shown:
    """One adaptation that came up in a play."""

    at: float
    decision: Decision


@dataclass(frozen=True)
class NearMiss:
    """How close a rule came that did not act, and what kept it back."""

    rule: str
    rule_name: str
    at: float
    text: str
    closeness: float


@dataclass(frozen=True)
class Play:
    """What happened: the signals over time, what was shown, and which rules nearly acted."""

    timeline: tuple[Snapshot, ...]
    shown: tuple[Shown, ...]
    near_misses: tuple[NearMiss, ...]


def play(rules: Sequence[Rule], learner: Learner, where: Situation, *, length_s: float = LENGTH_S) -> Play:
    """Play rules against a built-in learner, who reacts to what is shown."""
    ticks = [index * TICK_S for index in range(int(length_s // TICK_S) + 1)]
    scope = "class" if learner.is_class else "learner"
    relevant = [rule for rule in rules if rule.scope == scope]
    return _run(relevant, ticks, learner.signals, where)


def play_recording(rules: Sequence[Rule], recording: Sequence[Snapshot], where: Situation) -> Play:
    """Play rules against what was recorded; a recording does not react."""
    ordered = sorted(recording, key=lambda snapshot: snapshot.at)
    by_time = {snapshot.at: dict(snapshot.values) for snapshot in ordered}
    return _run(rules, list(by_time), lambda at, _: by_time[at], where)


def count_acting(
    rules: Sequence[Rule], stays: Sequence[Sequence[Snapshot]], where: Situation
) -> dict[str, int]:
    """Return, by rule, in how many of the recorded stays it would have acted."""
    acted: Counter[str] = Counter()
    for stay in stays:
        acted.update({item.decision.rule for item in play_recording(rules, stay, where).shown})
    return {rule.key: acted[rule.key] for rule in rules}


def _run(
    rules: Sequence[Rule],
    ticks: Sequence[float],
    signals: Callable[[float, Sequence[float]], dict[str, float | None]],
    where: Situation,
) -> Play:
    timeline: list[Snapshot] = []
    told = Ticks()
    past: list[PastAdaptation] = []
    shown: list[Shown] = []
    watch = _Watch(rules)
    look_back = _look_back(rules)
    for at in ticks:
        helps = [item.at for item in shown]
        values = tell_named(told.tell(at, signals(at, helps), helps), rules)
        timeline.append(Snapshot(at, values))
        now = _situation(where, past)
        recent = timeline[-look_back:]
        verdicts = examine(rules, recent, now, at)
        watch.note(at, verdicts, timeline[-1])
        # `decide` would look at every rule once more, and at most ticks nothing is due.
        is_due = any(verdict.outcome is Outcome.FIRES for verdict in verdicts)
        decision = decide(rules, recent, now, at) if is_due else None
        if decision is not None:
            shown.append(Shown(at, decision))
            past.append(PastAdaptation(at, decision.rule, decision.kind, where.step, scope=decision.scope))
    acted = {item.decision.rule for item in shown}
    return Play(tuple(timeline), tuple(shown), watch.near_misses(without=acted))


def _look_back(rules: Sequence[Rule]) -> int:
    """Return how many ticks the rules can ask about, with a margin for the hysteresis to settle."""
    longest_s = max((rule.hold_s + (rule.escalate_s or 0.0) for rule in rules), default=0.0)
    return int((longest_s + _MARGIN_S) / TICK_S) + 1


def _situation(where: Situation, past: Sequence[PastAdaptation]) -> Situation:
    used = {item.kind for item in past}
    return Situation(
        course=where.course,
        lesson=where.lesson,
        step=where.step,
        step_kind=where.step_kind,
        available=where.available - used,
        adaptations=tuple(past),
    )


class _Watch:
    """Remembers for every rule the moment at which it came closest to acting."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.best: dict[str, NearMiss] = {}

    def note(self, at: float, verdicts: Sequence[Verdict], snapshot: Snapshot) -> None:
        """Look at one moment's verdicts."""
        for verdict in verdicts:
            closeness = _closeness(verdict, snapshot)
            key = verdict.rule.key
            if key not in self.best or closeness > self.best[key].closeness:
                text = _why_not(verdict, snapshot)
                self.best[key] = NearMiss(key, verdict.rule.name, at, text, round(closeness, 3))

    def near_misses(self, *, without: set[str]) -> tuple[NearMiss, ...]:
        """Return the rules that did not act, the closest first."""
        missed = [miss for key, miss in self.best.items() if key not in without]
        return tuple(sorted(missed, key=lambda miss: -miss.closeness))


def _closeness(verdict: Verdict, snapshot: Snapshot) -> float:
    """Return how near a rule is to acting, 0 to 1: its conditions first, then their time."""
    if verdict.outcome is Outcome.ELSEWHERE:
        return 0.0
    if verdict.outcome is Outcome.FIRES or verdict.outcome in _BLOCKED:
        return 1.0
    if verdict.outcome is Outcome.HOLDING:
        return 0.6 + 0.4 * verdict.held_s / verdict.rule.hold_s
    each = [
        1.0 if is_on else _reached(condition, snapshot)
        for condition, is_on in zip(verdict.rule.conditions, verdict.conditions_on, strict=True)
    ]
    return 0.6 * (sum(each) / len(each) if verdict.rule.join == "all" else max(each))


def _reached(condition: Condition, snapshot: Snapshot) -> float:
    """Return how far a value has come towards its threshold, 0 to 1."""
    value = condition.read(snapshot.values)
    if value is None:
        return 0.0
    high, low = max(value, condition.enter), min(value, condition.enter)
    return low / high if high else 1.0


def _why_not(verdict: Verdict, snapshot: Snapshot) -> str:
    if verdict.outcome is Outcome.HOLDING:
        held, needed = duration(verdict.held_s), duration(verdict.rule.hold_s)
        return gettext("Its conditions lasted %(held)s; it waits for %(needed)s.") % {
            "held": held,
            "needed": needed,
        }
    if verdict.outcome is Outcome.FIRES:
        return gettext("It was ready to act, and another rule went first.")
    if verdict.outcome is not Outcome.OFF:
        return gettext("It kept still: %(why)s.") % {"why": gettext(verdict.outcome.value)}
    missing = [
        _what_was_missing(condition, snapshot)
        for condition, is_on in zip(verdict.rule.conditions, verdict.conditions_on, strict=True)
        if not is_on
    ]
    return " ".join(missing)


def _what_was_missing(condition: Condition, snapshot: Snapshot) -> str:
    signal = SIGNALS[condition.signal]
    value = condition.read(snapshot.values)
    side = (
        gettext("at least %(value)s") if condition.comparison == "at_least" else gettext("at most %(value)s")
    )
    title = title_about(signal, condition.misconception)
    values = {"signal": title, "needed": side % {"value": amount(condition.enter, signal.unit)}}
    if value is None:
        return gettext("%(signal)s: unknown, and it takes %(needed)s.") % values
    if signal.unit == "yes":
        return gettext("%(signal)s: this did not happen.") % values
    text = gettext("%(signal)s: %(value)s, and it takes %(needed)s.")
    return text % {**values, "value": amount(value, signal.unit)}


def compare_plays(before: Play, after: Play) -> list[tuple[str, str]]:
    """Return what a change of rules changes, as (mark, text): "+", "-" or "~" for another time."""
    old = {(item.decision.rule, item.decision.kind): item for item in before.shown}
    new = {(item.decision.rule, item.decision.kind): item for item in after.shown}
    changes = []
    for key in sorted(old.keys() | new.keys(), key=lambda key: (new.get(key) or old[key]).at):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            changes.append(
                ("+", gettext("%(at)s %(help)s: new") % {"at": _clock(now.at), "help": _told(now)})
            )
        elif now is None and was is not None:
            values = {"at": _clock(was.at), "help": _told(was)}
            changes.append(("-", gettext("%(at)s %(help)s: no longer") % values))
        elif was is not None and now is not None and was.at != now.at:
            values = {"help": _told(now), "now": _clock(now.at), "was": _clock(was.at)}
            changes.append(("~", gettext("%(help)s: at %(now)s instead of %(was)s") % values))
    return changes


def _told(item: Shown) -> str:
    values = {"help": KINDS[item.decision.kind].label, "rule": item.decision.rule_name}
    return gettext("%(help)s by “%(rule)s”") % values


def _clock(at: float) -> str:
    return f"{int(at // 60)}:{int(at % 60):02}"
