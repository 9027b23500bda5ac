"""What the page that students get of a step needs, for a preview of it.

Whoever serves students registers how; the authors' pages know of no sitting.
"""

from collections.abc import Callable, Sequence
from typing import Any

from content.models import Course, Question, Step

TEMPLATE = "content/preview_step.html"
Presenter = Callable[[Step, Sequence[str] | None, int], dict[str, Any]]
_presenters: list[Presenter] = []


def present_with(presenter: Presenter) -> None:
    """Name what fills the page, of a step, the kinds of help to unfold (None: all) and a seed."""
    _presenters[:] = [presenter]


def page_of(step: Step, kinds: Sequence[str] | None, *, seed: int = 0) -> dict[str, Any]:
    """Return the context of a step's preview; the seed draws the numbers of its questions."""
    return _presenters[0](step, kinds, seed)


QUESTION_TEMPLATE = "content/preview_question.html"
QuestionPresenter = Callable[[Question, Course, int], dict[str, Any]]
_question_presenters: list[QuestionPresenter] = []


def present_questions_with(presenter: QuestionPresenter) -> None:
    """Name what fills the students' view of one question, which need not be stored, by a seed."""
    _question_presenters[:] = [presenter]


def question_of(question: Question, course: Course, *, seed: int = 0) -> dict[str, Any]:
    """Return the context of a question's preview, all hints unfolded; the seed draws its numbers."""
    return _question_presenters[0](question, course, seed)
