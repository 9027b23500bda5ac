"""Answers, hints and self-reports: what a student does at a step."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.models import Question
from content.questions import check
from tutor.models import Answer, HintUse, SelfReport, Sitting


@transaction.atomic
def record_answer(
    *, sitting: Sitting, question: Question, submission_id: UUID, response: dict[str, list[str]]
) -> Answer:
    """Check and keep an answer; the same submission again returns the first verdict.

    Raises:
        InvalidResponse: the response is empty or malformed; nothing is kept.
    """
    earlier = Answer.objects.filter(sitting=sitting, submission_id=submission_id).first()
    if earlier is not None:
        return earlier
    verdict = check(question.parsed_spec(), response)
    answer, _ = Answer.objects.get_or_create(
        sitting=sitting,
        submission_id=submission_id,
        defaults={
            "question": question,
            "response": response,
            "is_correct": verdict.is_correct,
            "feedback": verdict.feedback,
        },
    )
    _note_life(sitting)
    return answer


@transaction.atomic
def take_hint(*, sitting: Sitting, question: Question, number: int) -> None:
    """Open rung `number` of a question's ladder (1-based); asking twice opens it once."""
    if 1 <= number <= len(question.hints):
        HintUse.objects.get_or_create(sitting=sitting, question=question, number=number)
        _note_life(sitting)


@transaction.atomic
def record_self_report(*, sitting: Sitting, feeling: str, submission_id: UUID) -> SelfReport | None:
    """Keep a tap; a repeat of the same tap counts once. `None` while the lesson has no step."""
    if sitting.step is None:
        return None
    report, _ = SelfReport.objects.get_or_create(
        sitting=sitting,
        submission_id=submission_id,
        defaults={"step": sitting.step, "feeling": feeling},
    )
    _note_life(sitting)
    return report


def _note_life(sitting: Sitting) -> None:
    sitting.seen_at = timezone.now()
    sitting.save(update_fields=["seen_at"])
