"""Answers, hints and self-reports of a student at a step."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Misconception, Question, Step
from content.questions import (
    InvalidResponse,
    Verdict,
    check,
    known_fields,
    misconceptions_in,
    with_shared_feedback,
)
from tutor.models import Answer, GivenUp, HintUse, SelfReport, Sitting
from tutor.queries.versions import Version, version_answered
from tutor.services.learned import tell_helped, tell_learned
from tutor.services.locks import lock_sitting
from tutor.services.mastery import learn_from_answer
from tutor.services.outcomes import note_answer
from tutor.services.repeats import StaleAction, is_first
from tutor.services.sittings import finish_if_worked_through, note_activity
from tutor.throttling.storage_budget import note_stored

ANSWERED = _(
    "You have answered this since the page was loaded, perhaps in another window. This is how it stands."
)
CHANGED = _(
    "This question has changed since the page was loaded. Your answer was not counted; please look again."
)
HINT_OPENED = _("A hint was opened since the page was loaded, perhaps in another window. Here it is.")


def record_answer(
    *,
    sitting: Sitting,
    question: Question,
    submission_id: UUID,
    response: dict[str, list[str]],
    tries: int | None = None,
    version: str | None = None,
) -> Answer:
    """Check and keep an answer, and what it says about knowing and about the help before it.

    The same submission again returns the first verdict and changes nothing.

    Args:
        sitting: whose.
        question: one of the sitting's lesson.
        submission_id: made by the page.
        response: the fields of the answer; those that the question does not ask for are not kept.
        tries: how many answers the page knew of; `None` where no page was looked at.
        version: the key of the version that the page showed; `None` likewise.

    Raises:
        InvalidResponse: the response is empty or malformed; nothing is kept.
        StaleAction: the question was answered or changed since the page was made; nothing is kept.
        Gone: the sitting was erased.
    """
    # Algebra may be marked by another process, for which nobody is to wait in a transaction.
    marked = _mark(sitting, question, response, version=version)
    return _keep_answer(
        sitting=sitting, question=question, submission_id=submission_id, marked=marked, tries=tries
    )


@dataclass(frozen=True)
class _Marked:
    """The fields that are kept, with the version they are about, and what came of them.

    That is a verdict, or why there is none: it is said only where the answer is no repeat.
    """

    outcome: Verdict | InvalidResponse | StaleAction
    response: dict[str, list[str]] = field(default_factory=dict)
    version: dict[str, Any] = field(default_factory=dict)


def _mark(
    sitting: Sitting, question: Question, response: dict[str, list[str]], *, version: str | None
) -> _Marked:
    try:
        asked = find_version(sitting=sitting, question=question, key=version)
        spec = asked.shown.spec
        kept = known_fields(spec, response)
        verdict = check(with_shared_feedback(spec, shared_feedback(question)), kept)
        return _Marked(verdict, kept, asked.kept())
    except (InvalidResponse, StaleAction) as error:
        return _Marked(error)


@transaction.atomic
def _keep_answer(
    *, sitting: Sitting, question: Question, submission_id: UUID, marked: _Marked, tries: int | None
) -> Answer:
    # Two answers that arrive together must not both be the first try.
    lock_sitting(sitting)
    # Before the tries are compared: the first of two equal presses counts as a try, and the second is no
    # mistake.
    earlier = Answer.objects.filter(sitting=sitting, submission_id=submission_id).first()
    if earlier is not None:
        return earlier
    if tries is not None and tries != sitting.answers.filter(question=question).count():
        raise StaleAction(ANSWERED)
    if not isinstance(marked.outcome, Verdict):
        raise marked.outcome
    verdict = marked.outcome
    now = timezone.now()
    if question.step_id == sitting.step_id:
        note_activity(sitting=sitting, now=now)
    answer = Answer.objects.create(
        sitting=sitting,
        submission_id=submission_id,
        question=question,
        response=marked.response,
        is_correct=verdict.is_correct,
        feedback=verdict.feedback,
        misconceptions=list(verdict.misconceptions),
        parts=dict(verdict.parts),
        created_at=now,
        **marked.version,
    )
    mastered = learn_from_answer(sitting=sitting, question=question, answer=answer)
    note_answer(answer=answer, step_id=question.step_id)
    if answer.is_correct:
        finish_if_worked_through(sitting=sitting)
    tell_learned(
        student=sitting.student, course_id=sitting.lesson.course_id, answer=answer, mastered=mastered
    )
    transaction.on_commit(partial(note_stored, sitting.student, verdict.feedback))
    return answer


def find_version(*, sitting: Sitting, question: Question, key: str | None) -> Version:
    """Return the version of a question that a page showed; one query for one with variables.

    Raises:
        StaleAction: its author has changed the question since.
        InvalidSpec: what is stored does not describe a question.
    """
    answers = list(sitting.answers.filter(question=question)) if question.variables else []
    last = answers[-1] if answers else None
    version = version_answered(question, last, sitting=sitting.pk, tries=len(answers), key=key)
    if version is None:
        raise StaleAction(CHANGED)
    return version


def shared_feedback(question: Question, part: object = None) -> dict[str, str]:
    """Return what the course says to the misconceptions that a question names, by slug; no query without.

    `part` is what names them, where it is not the question's own specification.
    """
    slugs = {slug for _, slug in misconceptions_in(question.spec if part is None else part)}
    if not slugs:
        return {}
    known = Misconception.objects.filter(course__lessons__steps=question.step_id, slug__in=slugs)
    return {one.slug: one.say("feedback") for one in known.select_related("course")}


@transaction.atomic
def leave_question(*, sitting: Sitting, question: Question, left: bool, submission_id: UUID) -> None:
    """Leave a question open knowingly, or take it up again; a repeat changes nothing."""
    lock_sitting(sitting)
    if not is_first(sitting=sitting, submission_id=submission_id):
        return
    if left:
        GivenUp.objects.get_or_create(sitting=sitting, question=question)
        finish_if_worked_through(sitting=sitting)
    else:
        GivenUp.objects.filter(sitting=sitting, question=question).delete()


@transaction.atomic
def take_next_hint(*, sitting: Sitting, question: Question, rung: int, submission_id: UUID) -> None:
    """Open the hint after the first `rung`, which is what the page showed; a repeat opens nothing.

    Raises:
        StaleAction: another hint was opened since.
        Gone: the sitting was erased.
    """
    lock_sitting(sitting)
    if not is_first(sitting=sitting, submission_id=submission_id):
        return
    if rung != sitting.hint_uses.filter(question=question).count():
        raise StaleAction(HINT_OPENED)
    take_hint(sitting=sitting, question=question, number=rung + 1)


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
        note_activity(sitting=sitting, now=now)
    hint, is_new = HintUse.objects.update_or_create(
        sitting=sitting,
        question=question,
        number=min(number, len(question.hints)),
        defaults={"created_at": now},
    )
    if is_new:
        tell_helped(student=sitting.student, hint=hint)


@transaction.atomic
def record_self_report(
    *, sitting: Sitting, feeling: str, submission_id: UUID, step: Step | None = None
) -> SelfReport | None:
    """Keep a tap; a repeat of the same tap counts once. `None` while the lesson has no step.

    Args:
        sitting: whose.
        feeling: one of `SelfReport.Feeling`.
        submission_id: made by the page.
        step: where it was tapped, which the student may have left by now; else where the student is.
    """
    lock_sitting(sitting)
    step = step or sitting.step
    if step is None:
        return None
    now = timezone.now()
    note_activity(sitting=sitting, now=now)
    report, _ = SelfReport.objects.get_or_create(
        sitting=sitting,
        submission_id=submission_id,
        defaults={"step": step, "feeling": feeling, "created_at": now},
    )
    return report
