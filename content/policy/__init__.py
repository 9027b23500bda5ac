"""The policy: signals in, at most one decision out. Pure Python, no Django.

Read in this order: `kinds` (what can be shown), `signals` (what may be asked), `rules` (what an
author wrote), `decide` (when a rule acts), `sentences` (how all of it is put into words).
"""

from content.policy.decide import (
    Cooldowns,
    Outcome,
    PastAdaptation,
    Situation,
    Snapshot,
    Verdict,
    decide,
    examine,
)
from content.policy.decisions import Decision, Evidence
from content.policy.kinds import KINDS, Kind
from content.policy.rules import Condition, InvalidRule, Limits, Rule
from content.policy.sentences import rule_sentence, student_sentence
from content.policy.signals import SIGNALS, Signal

__all__ = [
    "KINDS",
    "SIGNALS",
    "Condition",
    "Cooldowns",
    "Decision",
    "Evidence",
    "InvalidRule",
    "Kind",
    "Limits",
    "Outcome",
    "PastAdaptation",
    "Rule",
    "Signal",
    "Situation",
    "Snapshot",
    "Verdict",
    "decide",
    "examine",
    "rule_sentence",
    "student_sentence",
]
