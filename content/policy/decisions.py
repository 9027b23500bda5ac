"""What the policy decided, in values and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.policy.misconceptions import title_about
from content.policy.rules import Condition, Mode, Rule, Scope
from content.policy.sentences import evidence_sentence, student_sentence
from content.policy.signals import SIGNALS


@dataclass(frozen=True)
class Evidence:
    """One condition that was met when a rule acted."""

    signal: str
    title: str
    value: float
    threshold: float
    comparison: str
    sentence: str


@dataclass(frozen=True)
class Decision:
    """What to show, to whom, and why.

    Attributes:
        sentence: why, for the student; the author's words, or ours.
        authors_words: what the rule's author wrote for the student; empty where the words are ours.
        instead: the decisions that the same rule could as well have come to, by its other kinds of help.
    """

    rule: str
    rule_name: str
    kind: str
    mode: Mode
    scope: Scope
    sentence: str
    evidence: tuple[Evidence, ...]
    authors_words: str = ""
    instead: tuple["Decision", ...] = ()


def describe_decision(rule: Rule, kind: str, met: Sequence[tuple[Condition, float]]) -> Decision:
    """Return the decision of a rule to bring a kind of help, for the conditions that were met by values."""
    return Decision(
        rule=rule.key,
        rule_name=rule.name,
        kind=kind,
        mode=rule.mode,
        scope=rule.scope,
        sentence=rule.sentence or student_sentence(kind, met),
        authors_words=rule.sentence,
        evidence=tuple(
            Evidence(
                signal=condition.signal,
                title=title_about(SIGNALS[condition.signal], condition.misconception),
                value=value,
                threshold=condition.enter,
                comparison=condition.comparison,
                sentence=evidence_sentence(condition, value),
            )
            for condition, value in met
        ),
    )
