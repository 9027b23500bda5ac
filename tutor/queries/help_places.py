"""Where on the page help opens: beneath the question that it is about, or beneath the step's text."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from django.db.models import F

from content.keys import read_key
from content.models import Question, Step
from tutor.models import Answer, Sitting

TEXT: Literal["text"] = "text"
_ELEMENT = "adaptations"
Place = int | Literal["text"] | None
"""What the page says: the key of a question, the step's text, or nothing."""


def place_of_help(question_id: int | None) -> str:
    """Return the id of the page's element that holds the help beneath a question, or beneath the text."""
    return _ELEMENT if question_id is None else f"{_ELEMENT}-{question_id}"


def read_place(element: str) -> Place:
    """Return what an element's id stands for; `None` for any other text."""
    if element == _ELEMENT:
        return TEXT
    return read_key(element.removeprefix(f"{_ELEMENT}-"))


def questions_of_help(sittings: Sequence[Sitting], *, at: Place = None) -> dict[int, int | None]:
    """Return, by sitting, the question of the present step beneath which help opens; two queries.

    `None` is the step's text. Where the page does not say, it is the question that was answered wrongly last,
    else the first that is still to be solved, else the last; who has answered none of an explanation is
    reading it.
    """
    if at == TEXT:
        return {}
    asked: dict[int | None, list[int]] = defaultdict(list)
    is_read: dict[int | None, bool] = {}
    questions = Question.objects.filter(step__in=[sitting.step_id for sitting in sittings])
    for step, kind, question in questions.values_list("step_id", "step__kind", "pk"):
        asked[step].append(question)
        is_read[step] = kind == Step.Kind.EXPLANATION
    tried: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    answers = Answer.objects.filter(sitting__in=sittings, question__step=F("sitting__step"))
    for sitting, question, is_correct in answers.values_list("sitting_id", "question_id", "is_correct"):
        tried[sitting].append((question, is_correct))
    return {
        sitting.pk: at
        if at in asked[sitting.step_id]
        else _question_at_hand(
            asked[sitting.step_id], tried[sitting.pk], is_read=is_read.get(sitting.step_id)
        )
        for sitting in sittings
    }


def _question_at_hand(
    asked: Sequence[int], tried: Sequence[tuple[int, bool]], *, is_read: bool | None
) -> int | None:
    if tried:
        question, is_correct = tried[-1]
        if not is_correct and question in asked:
            return question
    elif is_read:
        return None
    solved = {question for question, is_correct in tried if is_correct}
    return next((question for question in asked if question not in solved), asked[-1] if asked else None)
