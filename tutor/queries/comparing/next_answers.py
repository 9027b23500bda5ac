"""What came after help was chosen, as the answers tell."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from content.policy.comparison import Outcome
from content.policy.comparison.outcomes import Try, next_answer
from tutor.models import Answer, HintUse

Place = tuple[int, int | None, datetime]
"""A sitting, a step whose questions count, and the moment from which answers and hints do."""


def tries_after(places: Iterable[Place]) -> list[list[Try]]:
    """Return the answers at each place, in time order; hints are those since its moment. Two queries."""
    asked = list(places)
    here = {
        "sitting__in": {sitting for sitting, _, _ in asked},
        "question__step__in": {step for _, step, _ in asked if step is not None},
    }
    answers: dict[tuple[int, int | None], list[tuple[datetime, int, bool]]] = defaultdict(list)
    for sitting, step, question, at, is_right in (
        Answer.objects.filter(**here)
        .order_by("created_at", "pk")
        .values_list("sitting_id", "question__step_id", "question_id", "created_at", "is_correct")
    ):
        answers[sitting, step].append((at, question, is_right))
    hints: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for sitting, question, at in HintUse.objects.filter(**here).values_list(
        "sitting_id", "question_id", "created_at"
    ):
        hints[sitting, question].append(at)
    return [
        [
            Try(at.timestamp(), is_right, any(since < taken <= at for taken in hints[sitting, question]))
            for at, question, is_right in answers[sitting, step]
        ]
        for sitting, step, since in asked
    ]


def outcomes_after(places: Iterable[Place], *, now: datetime) -> list[Outcome]:
    """Return the primary outcome for each place: the next answer there, right without a hint; two queries."""
    asked = list(places)
    moment = now.timestamp()
    return [
        next_answer(since.timestamp(), tries, now=moment)
        for (_, _, since), tries in zip(asked, tries_after(asked), strict=True)
    ]
