"""Answers to the small questions of hints: help on the way, and no try at what the hint is about."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Question
from content.questions import (
    HintQuestion,
    InvalidResponse,
    Verdict,
    check,
    known_fields,
    with_shared_feedback,
)
from content.questions.variables import Values, show
from tutor.models import HintAnswer, Sitting
from tutor.services.answers import ANSWERED, find_version, shared_feedback
from tutor.services.locks import lock_sitting
from tutor.services.repeats import StaleAction
from tutor.services.sittings import note_activity
from tutor.throttling.storage_budget import note_stored

HINT_GONE = _("This hint has changed since the page was loaded. This is how it stands.")


def asked_in_hint(question: Question, number: int, values: Values) -> HintQuestion:
    """Return what hint `number` (from 1) of a question asks, with the values of the question's variables.

    Raises:
        StaleAction: there is no such hint any more, or it asks nothing.
        InvalidSpec: what is stored does not describe a question.
    """
    # Only the hint that is asked about: the values need not be worked into the others.
    hints = show(question.as_said(slice(number - 1, number)), values).hints if number >= 1 else ()
    if not hints or hints[0].question is None:
        raise StaleAction(HINT_GONE)
    return hints[0].question


def record_hint_answer(
    *,
    sitting: Sitting,
    question: Question,
    number: int,
    submission_id: UUID,
    response: dict[str, list[str]],
    tries: int | None = None,
    version: str | None = None,
) -> HintAnswer:
    """Check and keep an answer to what hint `number` asks; the same submission again changes nothing.

    It counts as help with the question's next try. What the student knows is not judged by it.

    Args:
        sitting: whose.
        question: what the hint is about.
        number: of the hint, from 1.
        submission_id: made by the page.
        response: the fields of the answer; those that the hint does not ask for are not kept.
        tries: how many answers to this hint the page knew of; `None` where no page was looked at.
        version: the key of the question's version that the page showed; `None` likewise.

    Raises:
        InvalidResponse: the response is empty or malformed; nothing is kept.
        StaleAction: the hint is not open, asks no longer, or was answered since; nothing is kept.
        Gone: the sitting was erased.
    """
    place = {"sitting": sitting, "question": question, "number": number}
    # Algebra may be marked by another process, for which nobody is to wait in a transaction.
    marked = _mark(sitting, question, number, response=response, version=version)
    return _keep(place, submission_id=submission_id, marked=marked, tries=tries)


@dataclass(frozen=True)
class _Marked:
    """What is kept of an answer, and its verdict, or why there is none: said only where it is no repeat."""

    outcome: Verdict | InvalidResponse | StaleAction
    fields: dict[str, Any] = field(default_factory=dict)


def _mark(
    sitting: Sitting, question: Question, number: int, *, response: dict[str, list[str]], version: str | None
) -> _Marked:
    try:
        shown = find_version(sitting=sitting, question=question, key=version)
        asked = asked_in_hint(question, number, shown.values or {})
        kept = known_fields(asked.spec, response)
        shared = shared_feedback(question, question.hints[number - 1])
        verdict = check(with_shared_feedback(asked.spec, shared), kept)
        return _Marked(verdict, {"response": kept, "seed": shown.seed})
    except (InvalidResponse, StaleAction) as error:
        return _Marked(error)


@transaction.atomic
def _keep(place: dict[str, Any], *, submission_id: UUID, marked: _Marked, tries: int | None) -> HintAnswer:
    sitting: Sitting = place["sitting"]
    lock_sitting(sitting)
    earlier = HintAnswer.objects.filter(sitting=sitting, submission_id=submission_id).first()
    if earlier is not None:
        return earlier
    is_open = sitting.hint_uses.filter(question=place["question"], number__gte=place["number"]).exists()
    if not is_open or (tries is not None and tries != HintAnswer.objects.filter(**place).count()):
        raise StaleAction(ANSWERED if is_open else HINT_GONE)
    if not isinstance(marked.outcome, Verdict):
        raise marked.outcome
    verdict = marked.outcome
    now = timezone.now()
    if place["question"].step_id == sitting.step_id:
        note_activity(sitting=sitting, now=now)
    answer = HintAnswer.objects.create(
        **place,
        submission_id=submission_id,
        **marked.fields,
        is_correct=verdict.is_correct,
        feedback=verdict.feedback,
        parts=dict(verdict.parts),
        created_at=now,
    )
    transaction.on_commit(partial(note_stored, sitting.student, verdict.feedback))
    return answer
