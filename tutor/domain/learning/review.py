"""When a skill is worth practising again: FSRS, which models how one student forgets one skill.

A card is one skill of one student. Its stability is the number of days after which the student would still
recall it with a chance of 90 %; its difficulty, from 1 to 10, says how slowly stability grows. A review moves
both, and the card is due on the day on which the chance of recall falls to `RETENTION`.

The sums are those of the package fsrs. It counts days of 24 hours; a student counts days by the calendar. So
it is given dates alone, each as midnight in UTC, and what it says is read as a date.

Source: Ye, Su and Cao (2022), "A stochastic shortest path algorithm for optimizing spaced repetition
scheduling", KDD; version 6 of the model at https://github.com/open-spaced-repetition/awesome-fsrs/wiki.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import pairwise

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

# How likely a skill is to be recalled on the day on which it is due.
RETENTION = 0.9
# A course is over within a school year, so what rests longer would never come again.
LONGEST_REST_DAYS = 365
Weights = tuple[float, ...]
# Fitted by the authors of FSRS to some hundred million reviews of flashcards.
DEFAULT_WEIGHTS: Weights = tuple(DEFAULT_PARAMETERS)
# One review of a card: the day and how it went.
Review = tuple[date, Rating]
# Without it a card takes its number from the clock, and sleeps so that no two are alike.
_ANY_ID = 0


@dataclass(frozen=True)
class ReviewCard:
    """What is known of how one student forgets one skill.

    Attributes:
        stability: days after which the chance of recall has fallen to 90 %, above 0.
        difficulty: from 1 (stability grows fast) to 10.
        reviewed_on, due_on: the student's calendar days of the last review and of the next.
    """

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date


def reviewed_card(
    card: ReviewCard | None, rating: Rating, *, on: date, weights: Weights = DEFAULT_WEIGHTS
) -> ReviewCard:
    """Return a card after one review; `None` is a card that was never reviewed.

    A review before the last one, by a clock that was set back, counts as on the same day. The next one is due
    on a later day than `on`, and after a worse rating never later than after a better one.

    Raises:
        ValueError: the weights are not those of FSRS 6, or out of its bounds.
    """
    today = max(on, card.reviewed_on) if card else on
    after, _ = _scheduler(weights).review_card(_to_package(card, today), rating, _midnight(today))
    if after.stability is None or after.difficulty is None:
        raise ValueError("a reviewed card has a stability and a difficulty")
    return ReviewCard(after.stability, after.difficulty, today, after.due.date())


def recall_chance(card: ReviewCard, *, on: date, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return the retrievability: P(the student recalls the skill on that day), in (0, 1]."""
    return _scheduler(weights).get_card_retrievability(_to_package(card, on), _midnight(on))


def replayed_card(reviews: Iterable[Review], *, weights: Weights = DEFAULT_WEIGHTS) -> ReviewCard | None:
    """Return the card after all its reviews, in the order of time; `None` where there is none."""
    card = None
    for on, rating in reviews:
        card = reviewed_card(card, rating, on=on, weights=weights)
    return card


def predictions(reviews: Iterable[Review], *, weights: Weights) -> Iterator[tuple[float, bool]]:
    """Yield P(recall) before each review that comes a day or more after another, and whether it was recalled.

    Right with a hint is recalled, as FSRS takes `Rating.Hard` to be.
    """
    card = None
    for on, rating in reviews:
        if card is not None and on > card.reviewed_on:
            yield recall_chance(card, on=on, weights=weights), rating is not Rating.Again
        card = reviewed_card(card, rating, on=on, weights=weights)


def checked_weights(values: Sequence[float]) -> Weights:
    """Return weights that serving may use.

    Raises:
        ValueError: they are not as many as FSRS 6 has, one is out of its bounds, or a worse first answer
            would give more stability than a better one.
    """
    weights = tuple(float(value) for value in values)
    # The package checks their number and bounds when it makes one.
    Scheduler(parameters=weights)
    if any(worse > better for worse, better in pairwise(weights[:4])):
        raise ValueError("the stability after a first answer must not fall with how well it went")
    return weights


@lru_cache(maxsize=8)
def _scheduler(weights: Weights) -> Scheduler:
    """Return the package's scheduler: whole days, and the same answer to the same question.

    Steps of minutes are for flashcards within one sitting; a lesson has its own order. Fuzz would spread the
    days at random, so that no card could be worked out anew.
    """
    return Scheduler(
        parameters=weights,
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_REST_DAYS,
        enable_fuzzing=False,
    )


def _to_package(card: ReviewCard | None, today: date) -> Card:
    if card is None:
        return Card(card_id=_ANY_ID, due=_midnight(today))
    return Card(
        card_id=_ANY_ID,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_midnight(card.due_on),
        last_review=_midnight(card.reviewed_on),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
