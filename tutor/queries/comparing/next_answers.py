"""What came after help was chosen, as the answers tell."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from content.policy.comparison import Outcome
from content.policy.comparison.outcomes import WAIT_S, Try, next_answer
from tutor.models import Answer, HintUse

Place = tuple[int, int, datetime]
"""A sitting, a step, and the moment from which answers count."""


def outcomes_after(places: Iterable[Place], *, now: datetime) -> list[Outcome]:
    """Return the primary outcome for each place: the next answer there, right without a hint; two queries."""
    asked = list(places)
    sittings, steps = {sitting for sitting, _, _ in asked}, {step for _, step, _ in asked}
    here = {"sitting__in": sittings, "question__step__in": steps}
    answers: dict[tuple[int, int], list[tuple[datetime, int, bool]]] = defaultdict(list)
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
        _outcome(
            since, answers[sitting, step], {q: hints[sitting, q] for _, q, _ in answers[sitting, step]}, now
        )
        for sitting, step, since in asked
    ]


def _outcome(
    since: datetime,
    answers: list[tuple[datetime, int, bool]],
    hints: dict[int, list[datetime]],
    now: datetime,
) -> Outcome:
    until = since + timedelta(seconds=WAIT_S)
    tries = [
        Try(at.timestamp(), is_right, any(since < taken <= at for taken in hints[question]))
        for at, question, is_right in answers
        if since < at <= until
    ]
    return next_answer(since.timestamp(), tries, now=now.timestamp())
