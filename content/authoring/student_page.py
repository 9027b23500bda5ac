"""What the page that students get of a step needs, for a preview of it.

Whoever serves students registers how; the authors' pages know of no sitting.
"""

from collections.abc import Callable, Sequence
from typing import Any

from content.models import Course, Question, Step

TEMPLATE = "content/preview_step.html"
Presenter = Callable[[Step, Sequence[str] | None], dict[str, Any]]
_presenters: list[Presenter] = []


def present_with(presenter: Presenter) -> None:
    """Name what fills the students' page: given a step and the kinds of help to unfold, None for all."""
    _presenters[:] = [presenter]


def page_of(step: Step, kinds: Sequence[str] | None) -> dict[str, Any]:
    """Return the context of a step's preview."""
    return _presenters[0](step, kinds)


QUESTION_TEMPLATE = "content/preview_question.html"
QuestionPresenter = Callable[[Question, Course], dict[str, Any]]
_question_presenters: list[QuestionPresenter] = []


def present_questions_with(presenter: QuestionPresenter) -> None:
    """Name what fills the students' view of one question, which need not be stored."""
    _question_presenters[:] = [presenter]


def question_of(question: Question, course: Course) -> dict[str, Any]:
    """Return the context of a question's preview, all hints unfolded."""
    return _question_presenters[0](question, course)
