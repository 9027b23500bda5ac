"""Small makers of rules, timelines and situations for the policy's tests."""

from collections.abc import Sequence

from content.policy.decide import PastAdaptation, Situation, Snapshot
from content.policy.kinds import KINDS
from content.policy.rules import Condition, Rule


def at_least(signal: str, enter: float, leave: float | None = None) -> Condition:
    return Condition(signal, "at_least", enter, enter if leave is None else leave)


def at_most(signal: str, enter: float, leave: float | None = None) -> Condition:
    return Condition(signal, "at_most", enter, enter if leave is None else leave)


CONFUSED = at_least("camera.confused", 0.65, 0.45)


def a_rule(*conditions: Condition, effects: Sequence[str] = ("visual", "easier"), **others: object) -> Rule:
    settings: dict[str, object] = {"key": "r", "name": "A rule", **others}
    return Rule(conditions=conditions or (CONFUSED,), effects=tuple(effects), **settings)  # type: ignore[arg-type]


def timeline(signal: str, values: Sequence[object], *, every_s: float = 2.0) -> list[Snapshot]:
    """Return snapshots from second 0 on; an unknown value is None."""
    return [
        Snapshot(at=index * every_s, values={signal: value})  # type: ignore[dict-item]
        for index, value in enumerate(values)
    ]


def standing_at(*adaptations: PastAdaptation, step: str = "s1", **others: object) -> Situation:
    settings: dict[str, object] = {"available": frozenset(KINDS), "step_kind": "practice", **others}
    return Situation(step=step, adaptations=adaptations, **settings)  # type: ignore[arg-type]


def shown(kind: str, *, at: float, rule: str = "r", step: str = "s1", **others: object) -> PastAdaptation:
    return PastAdaptation(at=at, rule=rule, kind=kind, step=step, **others)  # type: ignore[arg-type]
