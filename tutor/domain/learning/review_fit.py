"""Fitting the weights of FSRS to how a site's own students forget.

The fit is the package's: stochastic gradient descent from the default weights on the logarithmic loss of
recall, which needs torch and pandas (the `train` extra). What is ours: students are split, so that the fit is
judged on people it has not seen, and weights that serve them no better are not used.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from itertools import accumulate, pairwise
from math import log
from typing import Any

from fsrs import Rating, ReviewLog

from tutor.domain.learning.review import Review, Weights, checked_weights, predictions

# Reviews a day or more after another of the same card: those that tell of forgetting. Below, the package's
# steps of 512 reviews are too few to learn from and the rest too few to judge by.
LEAST_REVIEWS, LEAST_STUDENTS = 1000, 20
LEAST_TO_LEARN_FROM = 512
HELD_OUT = 0.25
# No loss is endless: a prediction is never surer than this.
SURE = 1e-6
# By student: of each skill, the reviews in time order.
Students = Sequence[Sequence[Sequence[Review]]]


class TooFewReviews(ValueError):
    """There is not enough to fit to; the message says how much there is and how much is needed."""


@dataclass(frozen=True)
class WeightsFit:
    """What the reviews say.

    Attributes:
        weights: as fitted, to the students who were not held out.
        reviews, students: how many there are in all; reviews a day or more after another.
        held_out_reviews, held_out_students: how many of these the fit was judged on.
        log_loss_before, log_loss_after, log_loss_constant: a held-out review's, in natural logarithms: under
            the weights in use, under those fitted, and where each is predicted the share recalled of those
            fitted to.
    """

    weights: Weights
    reviews: int
    students: int
    held_out_reviews: int
    held_out_students: int
    log_loss_before: float
    log_loss_after: float
    log_loss_constant: float

    @property
    def is_better(self) -> bool:
        """Say whether students who were left out are predicted better."""
        return self.log_loss_after < self.log_loss_before

    def as_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return asdict(self) | {"weights": list(self.weights), "is_better": self.is_better}


def fit_weights(students: Students, *, in_use: Weights, seed: int) -> WeightsFit:
    """Return the weights under which a part of the students are likeliest, judged on the others.

    Args:
        students: each student's reviews by skill.
        in_use: what the fit is compared with.
        seed: of who is held out; the package's own is fixed.

    Raises:
        TooFewReviews: see `LEAST_REVIEWS` and `LEAST_STUDENTS`.
        ImportError: torch or pandas is missing.
    """
    asked = [student for student in students if count_reviews([student])]
    _check_enough(asked)
    learned, judged = split_students(asked, seed=seed)
    if count_reviews(learned) < LEAST_TO_LEARN_FROM or not judged:
        raise TooFewReviews("too few students have most of the reviews: they cannot be split")
    weights = ordered_weights(_optimise(learned))
    recalled = [was_recalled for _, was_recalled in _predictions(learned, in_use)]
    share = sum(recalled) / len(recalled)
    return WeightsFit(
        weights=weights,
        reviews=count_reviews(asked),
        students=len(asked),
        held_out_reviews=count_reviews(judged),
        held_out_students=len(judged),
        log_loss_before=log_loss(_predictions(judged, in_use)),
        log_loss_after=log_loss(_predictions(judged, weights)),
        log_loss_constant=log_loss((share, recalled) for _, recalled in _predictions(judged, in_use)),
    )


def count_reviews(students: Students) -> int:
    """Return how many reviews come a day or more after another of the same card."""
    return sum(
        later > earlier
        for student in students
        for reviews in student
        for (earlier, _), (later, _) in pairwise(reviews)
    )


def split_students(students: Students, *, seed: int) -> tuple[Students, Students]:
    """Return those to fit to and those to judge by: nobody is in both."""
    mixed = random.Random(seed).sample(list(students), len(students))  # noqa: S311 (a split, not a secret)
    held_out = round(len(mixed) * HELD_OUT)
    return mixed[held_out:], mixed[:held_out]


def log_loss(predicted: Iterable[tuple[float, bool]]) -> float:
    """Return the mean of -ln P(what happened) over (P(recall), whether recalled) pairs.

    Raises:
        ZeroDivisionError: there is none.
    """
    losses = [
        -log(min(max(chance if was_recalled else 1 - chance, SURE), 1 - SURE))
        for chance, was_recalled in predicted
    ]
    return sum(losses) / len(losses)


def ordered_weights(values: Sequence[float]) -> Weights:
    """Return fitted weights with the stabilities after a first answer lifted to where the worse one's is.

    Few students take a hint and are right on the first try, so that noise may put Hard above Good.

    Raises:
        ValueError: they are none that FSRS 6 allows.
    """
    return checked_weights([*accumulate(values[:4], max), *values[4:]])


def _check_enough(students: Students) -> None:
    reviews = count_reviews(students)
    if reviews < LEAST_REVIEWS or len(students) < LEAST_STUDENTS:
        raise TooFewReviews(
            f"too few reviews: {reviews} by {len(students)} students, "
            f"needed are {LEAST_REVIEWS} by {LEAST_STUDENTS}"
        )


def _predictions(students: Students, weights: Weights) -> Iterable[tuple[float, bool]]:
    for student in students:
        for reviews in student:
            yield from predictions(reviews, weights=weights)


def _optimise(students: Students) -> list[float]:
    """Return what the package finds; the same reviews give the same weights."""
    # Where torch is installed, asking for it loads torch: not before there is something to fit.
    from fsrs import Optimizer

    cards = [reviews for student in students for reviews in student]
    logs = [
        ReviewLog(number, Rating(rating), datetime.combine(day, time(), UTC), None)
        for number, reviews in enumerate(cards)
        for day, rating in reviews
    ]
    return Optimizer(logs).compute_optimal_parameters()
