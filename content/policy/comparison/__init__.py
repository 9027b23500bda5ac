"""Which help helps: chance chooses among variants, and what came of it is compared. Pure Python, no Django.

Read in this order: `arms` (what is chosen among), `posterior` (what to believe of it), `choosing` (the
choice, and its record), `outcomes` (what counts, and what is missing), `evidence` (intervals that hold
whenever one looks), `answers` (all of it, and one sentence). Why each is as it is: docs/decisions/0044.
"""

from content.policy.comparison.answers import Comparison, Verdict, compare, probability_in_words, sentence
from content.policy.comparison.arms import Arm, Standing, Terms
from content.policy.comparison.choosing import Choice, choose, work_out_again
from content.policy.comparison.outcomes import Outcome

__all__ = [
    "Arm",
    "Choice",
    "Comparison",
    "Outcome",
    "Standing",
    "Terms",
    "Verdict",
    "choose",
    "compare",
    "probability_in_words",
    "sentence",
    "work_out_again",
]
