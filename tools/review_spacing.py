"""Measure what FSRS does to reviews and recall on generated learners, beside the fixed days it replaced.

    python -m tools.review_spacing [--learners N] [--seeds N] [--json OUT]

The learners forget by a model that is not FSRS's: exponentially, or by a power of time. Each has a pace of
forgetting of their own, each skill a difficulty; what is recalled late and just in time is kept longer, what
was forgotten is learned anew in part. They come on seven days of ten, practise what is due, for half a year;
a hint is taken by some who would have been wrong, and makes half of them right. Nothing of this was fitted to
students: it shows how the rules differ where forgetting is known, and not what a school will see.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from fsrs import Rating
from rich.progress import track

from tutor.domain.learning.mastery import MASTERED, BktParams, updated_mastery
from tutor.domain.learning.review import DEFAULT_WEIGHTS, Review, ReviewCard, Weights, reviewed_card
from tutor.domain.learning.review_fit import fit_weights
from tutor.simulation.measures import describe_machine

DAYS, SKILLS = 180, 12
BEGAN = date(2026, 9, 1)
# On how many days of ten a learner comes.
COMES = 0.7
GUESS, SLIP = 0.1, 0.05
ASKS_FOR_HINT, HINT_HELPS = 0.2, 0.5
# From which learners the weights of a site are fitted: others than those measured.
SITE_LEARNERS, SITE_SEED = 40, 10_000


@dataclass(frozen=True)
class Forgetting:
    """How the chance of recall falls with days; `strength` is the days that a memory lasts."""

    name: str
    recall: Callable[[float, float], float]


MODELS = (
    Forgetting("exponential", lambda days, strength: exp(-days / strength)),
    Forgetting("power", lambda days, strength: (1 + days / strength) ** -0.7),
)


@dataclass
class Memory:
    """One learner's memory of one skill."""

    forgetting: Forgetting
    strength: float
    seen: int

    def recall(self, day: int) -> float:
        """Return P(recall) on a day."""
        return self.forgetting.recall(day - self.seen, self.strength)

    def practise(self, day: int, *, recalled: bool) -> None:
        """Strengthen it: the more, the closer it was to being lost; what was lost is learned anew in part."""
        effort = 1 - self.recall(day)
        self.strength = self.strength * (1 + 4 * effort) if recalled else max(0.5, self.strength * 0.5)
        self.seen = day


@dataclass
class Plan:
    """When one learner's skill comes again, by one rule; `due` is a day, `None` where it never does."""

    due: int | None = 0

    def note(self, day: int, rating: Rating) -> None:
        """Take in how a review went."""
        raise NotImplementedError


@dataclass
class FixedDays(Plan):
    """1, 3, 7 days, starting over when it goes wrong; until it is mastered, if `ends`."""

    ends: bool = False
    in_a_row: int = -1
    p_known: float = BktParams().known

    def note(self, day: int, rating: Rating) -> None:
        """Take in how a review went."""
        is_right = rating is Rating.Good
        # The first answer is no review yet.
        self.in_a_row = self.in_a_row + 1 if is_right and self.in_a_row >= 0 else 0
        self.p_known = updated_mastery(self.p_known, correct=is_right, params=BktParams())
        is_over = self.ends and self.p_known >= MASTERED
        self.due = None if is_over else day + (1, 3, 7)[min(self.in_a_row, 2)]


@dataclass
class ByFsrs(Plan):
    """When the chance of recall is thought to fall to 90 %."""

    weights: Weights = DEFAULT_WEIGHTS
    card: ReviewCard | None = None

    def note(self, day: int, rating: Rating) -> None:
        """Take in how a review went."""
        on = BEGAN + timedelta(days=day)
        self.card = reviewed_card(self.card, rating, on=on, weights=self.weights)
        self.due = (self.card.due_on - BEGAN).days


@dataclass
class Outcome:
    """What came of one learner's half year.

    Attributes:
        due_reviews: whether each review after the first was right, with or without a hint.
        memory: P(recall) of every skill on every day from its first lesson on.
        at_end: of every skill a month after the last day.
        histories: of each skill, the reviews.
    """

    due_reviews: list[bool] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    at_end: list[float] = field(default_factory=list)
    histories: list[list[Review]] = field(default_factory=list)


def live_through(forgetting: Forgetting, make_plan: Callable[[], Plan], *, seed: int) -> Outcome:
    """Let one learner learn `SKILLS` skills over the first weeks, and practise what is due."""
    # What is drawn for a learner and a day does not hang on the rule.
    rng = random.Random(seed)  # noqa: S311 (a simulation)
    pace = rng.lognormvariate(0, 0.4)
    is_there = [rng.random() < COMES for _ in range(DAYS)]
    outcome = Outcome()
    for number in range(SKILLS):
        strength = pace * rng.lognormvariate(1.4, 0.6)
        _learn_one(forgetting, make_plan(), strength, is_there, outcome, first=2 * number, seed=rng.random())
    return outcome


def _learn_one(
    forgetting: Forgetting,
    plan: Plan,
    strength: float,
    is_there: Sequence[bool],
    outcome: Outcome,
    *,
    first: int,
    seed: float,
) -> None:
    rng = random.Random(seed)  # noqa: S311 (a simulation)
    draws = [[rng.random() for _ in range(4)] for _ in range(DAYS)]
    memory, history = Memory(forgetting, strength, first), []
    for day in range(first, DAYS):
        if day == first:
            # In the lesson, before anything is forgotten: half of them have understood.
            rating = Rating.Good if draws[day][0] < 0.5 else Rating.Again
        elif is_there[day] and plan.due is not None and plan.due <= day:
            rating = _answer(memory.recall(day), draws[day])
            outcome.due_reviews.append(rating is not Rating.Again)
            memory.practise(day, recalled=rating is Rating.Good)
        else:
            outcome.memory.append(memory.recall(day))
            continue
        plan.note(day, rating)
        history.append((BEGAN + timedelta(days=day), rating))
        outcome.memory.append(memory.recall(day))
    outcome.histories.append(history)
    outcome.at_end.append(memory.recall(DAYS + 30))


def _answer(recall: float, draws: Sequence[float]) -> Rating:
    knows, luck, asks, helps = draws
    if (knows < recall and luck >= SLIP) or (knows >= recall and luck < GUESS):
        return Rating.Good
    return Rating.Hard if asks < ASKS_FOR_HINT and helps < HINT_HELPS else Rating.Again


def summarise(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return what came of some learners."""
    reviews = [was_right for outcome in outcomes for was_right in outcome.due_reviews]
    memory = mean(chance for outcome in outcomes for chance in outcome.memory)
    return {
        "reviews_a_learner": len(reviews) / len(outcomes),
        "due_reviews_recalled": sum(reviews) / len(reviews),
        "recall_on_an_average_day": memory,
        "recall_a_month_after": mean(chance for outcome in outcomes for chance in outcome.at_end),
    }


def fit_site(forgetting: Forgetting) -> dict[str, Any]:
    """Return what `fit_review` makes of other learners' reviews by the default weights."""
    lived = [live_through(forgetting, ByFsrs, seed=SITE_SEED + number) for number in range(SITE_LEARNERS)]
    return fit_weights([one.histories for one in lived], in_use=DEFAULT_WEIGHTS, seed=0).as_json()


def measure(forgetting: Forgetting, *, weights: Weights, learners: int, seeds: int) -> dict[str, Any]:
    """Return, by rule and figure, the mean over the seeds and how far they lie apart."""
    rules: dict[str, Callable[[], Plan]] = {
        "fixed days until mastered": lambda: FixedDays(ends=True),
        "fixed days": FixedDays,
        "FSRS, default weights": ByFsrs,
        "FSRS, the site's weights": lambda: ByFsrs(weights=weights),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in rules}
    for seed in track(range(seeds), description=forgetting.name):
        for name, make_plan in rules.items():
            lived = [
                live_through(forgetting, make_plan, seed=seed * 1000 + number) for number in range(learners)
            ]
            found[name].append(summarise(lived))
    return {name: dict(_spread(rows)) for name, rows in found.items()}


def _spread(rows: Sequence[dict[str, float]]) -> Iterator[tuple[str, dict[str, float]]]:
    for key in rows[0]:
        values = [row[key] for row in rows]
        yield key, {"mean": round(mean(values), 4), "sd": round(stdev(values), 4)}


def main() -> None:
    """Fit, measure, tell, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--learners", type=int, default=100, help="for each seed")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    report: dict[str, Any] = {
        "what": f"{SKILLS} skills, {DAYS} days, generated learners; not students",
        "command": "python -m tools.review_spacing " + " ".join(sys.argv[1:]),
        "learners": asked.learners,
        "seeds": asked.seeds,
        "machine": describe_machine(),
        "models": {},
    }
    for forgetting in MODELS:
        fit = fit_site(forgetting)
        weights = tuple(fit["weights"]) if fit["is_better"] else DEFAULT_WEIGHTS
        rules = measure(forgetting, weights=weights, learners=asked.learners, seeds=asked.seeds)
        report["models"][forgetting.name] = {"rules": rules, "fit": fit}
    words = json.dumps(report, indent=2)
    print(words)  # noqa: T201 (what the tool is for)
    if asked.json:
        asked.json.write_text(words + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
