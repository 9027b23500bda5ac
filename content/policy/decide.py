"""When a rule acts. Pure and total: same inputs, same answer, and no input makes it raise.

`decide` gives the one adaptation that is due, or None. `examine` tells for every rule how close it
came and what kept it back; both read the same verdicts, so a lab can never disagree with a lesson.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product

from content.language import gettext_noop
from content.policy.decisions import Decision, describe_decision
from content.policy.kinds import HARDER
from content.policy.rules import Condition, Rule, Scope
from content.policy.signals import SIGNALS, WRONG_ANSWERS

MAX_GAP_S = 30.0
"""Two snapshots further apart than this tell nothing about the time between them."""

MOST_OPEN = 4
"""With more conditions between their two thresholds a rule is looked at in full: each doubles the ways."""

STUCK_AFTER = 3
"""So many wrong answers after the last help, that help did not do."""


@dataclass(frozen=True)
class Snapshot:
    """What was known at one moment (`at`, in seconds). A missing key is unknown, just as None is."""

    at: float
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class PastAdaptation:
    """One adaptation that the learner (or the learner's class) has had.

    Attributes:
        at: in seconds, on the clock of the snapshots.
        rule: the key of the rule that brought it.
        kind: the variant kind that was shown or offered.
    """

    at: float
    rule: str
    kind: str
    step: str
    undone: bool = False
    scope: Scope = "learner"


@dataclass(frozen=True)
class Situation:
    """Where the learner stands.

    Attributes:
        available: variant kinds the step has, built-in ones included, and has not shown yet.
        adaptations: what happened before, in any order, at least as far back as the longest cooldown.
    """

    course: str = ""
    lesson: str = ""
    step: str = ""
    step_kind: str = ""
    available: frozenset[str] = frozenset()
    adaptations: tuple[PastAdaptation, ...] = ()


@dataclass(frozen=True)
class Cooldowns:
    """The least time between adaptations, whichever rule they come from.

    `stuck_s` is all that a student waits who has gone on answering wrongly since the last help: enough
    to have read that one.
    """

    student_s: float = 120.0
    stuck_s: float = 30.0
    class_s: float = 300.0


class Outcome(StrEnum):
    """How a rule's turn ended; all but FIRES are reasons why it kept still."""

    FIRES = "fires"
    ELSEWHERE = gettext_noop("the rule is limited to other courses, lessons or steps")
    OFF = gettext_noop("its conditions are not met")
    HOLDING = gettext_noop("its conditions have not lasted long enough")
    RULE_COOLDOWN = gettext_noop("the rule acted a short while ago")
    STUDENT_COOLDOWN = gettext_noop("the student got something new a short while ago")
    CLASS_COOLDOWN = gettext_noop("the class got something new a short while ago")
    EXHAUSTED = gettext_noop("the step has shown all this rule offers, or has none of it")
    TOO_HARD = gettext_noop("it has only something harder left, and the last answers were not right")


@dataclass(frozen=True)
class Verdict:
    """One rule's answer at one moment.

    Attributes:
        held_s: how long the joined conditions have lasted, 0 when they are not met.
        conditions_on: per condition of the rule, whether it is met now.
        kind: the variant kind the rule would show next, if any is left.
    """

    rule: Rule
    outcome: Outcome
    held_s: float = 0.0
    conditions_on: tuple[bool, ...] = ()
    kind: str | None = None


@dataclass(frozen=True)
class _Run:
    """The unbroken stretch, up to the newest snapshot, in which a rule's conditions were met."""

    since: float | None = None
    until: float = 0.0
    states: tuple[bool, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def held_s(self) -> float:
        return 0.0 if self.since is None else self.until - self.since


def decide(
    rules: Sequence[Rule],
    timeline: Sequence[Snapshot],
    situation: Situation,
    now: float,
    *,
    cooldowns: Cooldowns = Cooldowns(),
) -> Decision | None:
    """Return the adaptation that is due at `now`, or None.

    Rules may come in any order: the greater priority goes first, then the order given. `timeline` is
    the present step's; snapshots with a broken time, or later than `now`, are ignored.
    `now` is in seconds on the clock of the snapshots and the past adaptations.
    """
    usable = _clean_timeline(timeline, now=now)
    for rule in _by_priority(rules):
        run = _latest_run(rule, usable, now=now)
        verdict = _judge(rule, run, situation, now=now, cooldowns=cooldowns)
        if verdict.outcome is Outcome.FIRES and verdict.kind is not None:
            return _describe_with_others(rule, run, situation)
    return None


def _describe_with_others(rule: Rule, run: _Run, situation: Situation) -> Decision:
    """Return a rule's decision for the first kind that is left, with those for the others."""
    met = _met_conditions(rule, run)
    first, *others = (describe_decision(rule, kind, met) for kind in _kinds_left(rule, run, situation))
    return replace(first, instead=tuple(others))


def could_act(
    rules: Iterable[Rule],
    latest: Snapshot,
    situation: Situation,
    now: float,
    *,
    cooldowns: Cooldowns = Cooldowns(),
) -> list[Rule]:
    """Return the rules that may act at the newest snapshot, whatever came before it.

    On any timeline that ends in that snapshot, `decide` says of these what it says of all. Most looks end
    here: one snapshot says no, and the others need not be worked out.
    """
    return [rule for rule in rules if _could_act(rule, latest, situation, now=now, cooldowns=cooldowns)]


def _could_act(
    rule: Rule, latest: Snapshot, situation: Situation, *, now: float, cooldowns: Cooldowns
) -> bool:
    # Who was on stays on longest, since `leave` never asks for more than `enter`.
    at_best = _states(rule, latest, (True,) * len(rule.conditions))
    if not _joined(rule)(at_best):
        return False
    at_worst = _states(rule, latest, (False,) * len(rule.conditions))
    if sum(at_best) - sum(at_worst) > MOST_OPEN:
        return True
    # Between its two thresholds what came before decides which conditions are met, and so which cooldown
    # counts: each way in which it may have come is tried, with the longest time it may have lasted.
    ways = product(*({best, worst} for best, worst in zip(at_best, at_worst, strict=True)))
    runs = (_Run(since=-math.inf, until=latest.at, states=states, values=latest.values) for states in ways)
    return any(
        _judge(rule, run, situation, now=now, cooldowns=cooldowns).outcome is Outcome.FIRES
        for run in runs
        if _joined(rule)(run.states)
    )


def _states(rule: Rule, snapshot: Snapshot, before: tuple[bool, ...]) -> tuple[bool, ...]:
    """Return whether each condition is met at a snapshot, given whether it was met before."""
    return tuple(
        [
            condition.is_on(condition.read(snapshot.values), was_on=was_on)
            for condition, was_on in zip(rule.conditions, before, strict=True)
        ]
    )


def _joined(rule: Rule) -> Callable[[Iterable[object]], bool]:
    return all if rule.join == "all" else any


def examine(
    rules: Sequence[Rule],
    timeline: Sequence[Snapshot],
    situation: Situation,
    now: float,
    *,
    cooldowns: Cooldowns = Cooldowns(),
) -> tuple[Verdict, ...]:
    """Return every rule's verdict, in the order in which `decide` asks them."""
    usable = _clean_timeline(timeline, now=now)
    return tuple(
        _judge(rule, _latest_run(rule, usable, now=now), situation, now=now, cooldowns=cooldowns)
        for rule in _by_priority(rules)
    )


def _by_priority(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: -rule.priority)


def _clean_timeline(timeline: Iterable[Snapshot], *, now: float) -> list[Snapshot]:
    usable = [snapshot for snapshot in timeline if math.isfinite(snapshot.at) and snapshot.at <= now]
    return sorted(usable, key=lambda snapshot: snapshot.at)


def _latest_run(rule: Rule, timeline: Sequence[Snapshot], *, now: float) -> _Run:
    """Walk the timeline once, with each condition's hysteresis, and return how it ends."""
    if not timeline or not now - timeline[-1].at <= MAX_GAP_S:
        return _Run()
    joined = _joined(rule)
    off = (False,) * len(rule.conditions)
    states, since, previous = off, None, timeline[0].at
    for snapshot in timeline:
        if snapshot.at - previous > MAX_GAP_S:
            states, since = off, None
        states = _states(rule, snapshot, states)
        if not joined(states):
            since = None
        elif since is None:
            since = snapshot.at
        previous = snapshot.at
    return _Run(since=since, until=previous, states=states, values=timeline[-1].values)


def _judge(rule: Rule, run: _Run, situation: Situation, *, now: float, cooldowns: Cooldowns) -> Verdict:
    kind = _next_kind(rule, run, situation)
    return Verdict(
        rule=rule,
        outcome=_outcome(rule, run, situation, kind=kind, now=now, cooldowns=cooldowns),
        held_s=run.held_s,
        conditions_on=run.states or (False,) * len(rule.conditions),
        kind=kind,
    )


def _outcome(
    rule: Rule, run: _Run, situation: Situation, *, kind: str | None, now: float, cooldowns: Cooldowns
) -> Outcome:
    allowed = rule.limits.allow(
        course=situation.course, lesson=situation.lesson, step_kind=situation.step_kind
    )
    if not allowed:
        return Outcome.ELSEWHERE
    if run.since is None:
        return Outcome.OFF
    if kind is None:
        return Outcome.TOO_HARD if _unused(rule, situation) else Outcome.EXHAUSTED
    if run.held_s < rule.hold_s:
        return Outcome.HOLDING
    if _is_next_rung(rule, run, situation, now=now):
        return Outcome.FIRES
    return _cooldown(rule, run, situation, now=now, cooldowns=cooldowns) or Outcome.FIRES


def _next_kind(rule: Rule, run: _Run, situation: Situation) -> str | None:
    """Return the first effect that this step can still show, whoever wrote the rule.

    Wrong answers, and quick ones above all, are never met with something harder.
    """
    return next(iter(_kinds_left(rule, run, situation)), None)


def _kinds_left(rule: Rule, run: _Run, situation: Situation) -> list[str]:
    barred = HARDER if _is_missing(run) else frozenset()
    return [effect for effect in _unused(rule, situation) if effect not in barred]


def _unused(rule: Rule, situation: Situation) -> list[str]:
    """Return the effects that this step has and has not shown; what was undone was shown."""
    shown = {past.kind for past in situation.adaptations if past.step == situation.step}
    return [effect for effect in rule.effects if effect in situation.available and effect not in shown]


def _is_missing(run: _Run) -> bool:
    """Return whether the last answer was wrong, or some of the last minute came too quickly to be meant."""
    return _reaches(run, "behaviour.wrong_in_row", 1) or _reaches(run, "behaviour.fast_wrong", 1)


def _reaches(run: _Run, signal: str, least: float) -> bool:
    value = SIGNALS[signal].read(run.values.get(signal))
    return value is not None and value >= least


def _is_next_rung(rule: Rule, run: _Run, situation: Situation, *, now: float) -> bool:
    """Return whether this rule's last help did not help, so that its next one is due.

    One ladder is one piece of help: between its rungs only `escalate_s` counts. That holds while
    the conditions have lasted without a break since the last rung, nothing else came in between,
    and the student did not undo it.
    """
    last = _latest(situation.adaptations)
    if rule.escalate_s is None or run.since is None or last is None or last.undone:
        return False
    is_own = last.rule == rule.key and last.step == situation.step
    return is_own and run.since <= last.at and now - last.at >= rule.escalate_s


def _cooldown(
    rule: Rule, run: _Run, situation: Situation, *, now: float, cooldowns: Cooldowns
) -> Outcome | None:
    past = situation.adaptations
    if _is_stuck(rule, run):
        return Outcome.STUDENT_COOLDOWN if _is_recent(past, cooldowns.stuck_s, now=now) else None
    own = [item for item in past if item.rule == rule.key]
    if _is_recent(own, rule.cooldown_s, now=now):
        return Outcome.RULE_COOLDOWN
    if rule.scope == "class":
        for_class = [item for item in past if item.scope == "class"]
        recent = _is_recent(for_class, cooldowns.class_s, now=now)
        return Outcome.CLASS_COOLDOWN if recent else None
    if _student_asked(rule, run):
        return None
    return Outcome.STUDENT_COOLDOWN if _is_recent(past, cooldowns.student_s, now=now) else None


def _is_stuck(rule: Rule, run: _Run) -> bool:
    """Return whether a rule about wrong answers is met by one who went on answering wrongly since help came.

    Then no cooldown of a rule or a student counts, nor whether the last help was declined or undone.
    """
    asks = any(
        is_on and condition.comparison == "at_least" and condition.signal in WRONG_ANSWERS
        for condition, is_on in zip(rule.conditions, run.states, strict=True)
    )
    return asks and _reaches(run, "behaviour.wrong_since_help", STUCK_AFTER)


def _student_asked(rule: Rule, run: _Run) -> bool:
    """Return whether the student's own words alone meet the rule: who asks need not wait."""
    said = [
        is_on and condition.comparison == "at_least" and SIGNALS[condition.signal].family == "said"
        for condition, is_on in zip(rule.conditions, run.states, strict=True)
    ]
    return all(said) if rule.join == "all" else any(said)


def _latest(adaptations: Iterable[PastAdaptation]) -> PastAdaptation | None:
    usable = [item for item in adaptations if math.isfinite(item.at)]
    return max(usable, key=lambda item: item.at, default=None)


def _is_recent(adaptations: Iterable[PastAdaptation], cooldown_s: float, *, now: float) -> bool:
    """Return whether one of them was so close to now; on either side, since clocks are set back."""
    usable = [item.at for item in adaptations if math.isfinite(item.at)]
    return any(not abs(now - at) >= cooldown_s for at in usable)


def _met_conditions(rule: Rule, run: _Run) -> list[tuple[Condition, float]]:
    met = []
    for condition, is_on in zip(rule.conditions, run.states, strict=True):
        value = condition.read(run.values)
        if is_on and value is not None:
            met.append((condition, value))
    return met
