"""Answers, hints and self-reports: what a student does at a step."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.models import Question
from content.questions import check
from tutor.models import Answer, HintUse, SelfReport, Sitting
from tutor.services.locks import lock_sitting
from tutor.services.mastery import learn_from_answer
from tutor.services.outcomes import note_answer
from tutor.services.sittings import note_life


@transaction.atomic
def record_answer(
    *, sitting: Sitting, question: Question, submission_id: UUID, response: dict[str, list[str]]
) -> Answer:
    """Check and keep an answer, and what it says about knowing and about the help before it.

    The same submission again returns the first verdict and changes nothing.

    Raises:
        InvalidResponse: the response is empty or malformed; nothing is kept.
    """
    # Two answers that arrive together must not both be the first try.
    lock_sitting(sitting)
    earlier = Answer.objects.filter(sitting=sitting, submission_id=submission_id).first()
    if earlier is not None:
        return earlier
    verdict = check(question.parsed_spec(), response)
    now = timezone.now()
    if question.step_id == sitting.step_id:
        note_life(sitting=sitting, now=now)
    answer = Answer.objects.create(
        sitting=sitting,
        submission_id=submission_id,
        question=question,
        response=response,
        is_correct=verdict.is_correct,
        feedback=verdict.feedback,
        created_at=now,
    )
    learn_from_answer(sitting=sitting, question=question, answer=answer)
    note_answer(answer=answer, step_id=question.step_id)
    return answer


@transaction.atomic
def take_hint(*, sitting: Sitting, question: Question, number: int) -> None:
    """Open rung `number` of a question's ladder (1-based); asking twice opens it once.

    Beyond the last rung the last one is taken anew: practising again, it is help again.
    """
    if number < 1 or not question.hints:
        return
    lock_sitting(sitting)
    now = timezone.now()
    if question.step_id == sitting.step_id:
        note_life(sitting=sitting, now=now)
    HintUse.objects.update_or_create(
        sitting=sitting,
        question=question,
        number=min(number, len(question.hints)),
        defaults={"created_at": now},
    )


@transaction.atomic
def record_self_report(*, sitting: Sitting, feeling: str, submission_id: UUID) -> SelfReport | None:
    """Keep a tap; a repeat of the same tap counts once. `None` while the lesson has no step."""
    lock_sitting(sitting)
    if sitting.step is None:
        return None
    now = timezone.now()
    note_life(sitting=sitting, now=now)
    report, _ = SelfReport.objects.get_or_create(
        sitting=sitting,
        submission_id=submission_id,
        defaults={"step": sitting.step, "feeling": feeling, "created_at": now},
    )
    return report
