"""What the page shows of a question, and what of it a student has done: values, nothing worked out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from content.models import Question
from tutor.models import Answer, HintAnswer
from tutor.presenters.gaps import Piece
from tutor.presenters.spots import SpotsView

Response = dict[str, list[str]]
_TYPED = ("number", "text", "expression")


@dataclass(frozen=True)
class Asked:
    """What a view of a question is about: the question itself, or one within a hint.

    Attributes:
        pk: unique in the page, as forms and labels need it.
    """

    pk: Any
    kind: str


@dataclass(frozen=True)
class HintView:
    """A hint that is open, from 1; `asked` is the small question that it may hold."""

    number: int
    html: SafeString
    asked: "QuestionView | None"


@dataclass(frozen=True)
class QuestionView:
    """A question as the page shows it.

    Attributes:
        choices, items, rights: what can be chosen, ordered or matched: value and html.
        lefts: what is to be matched: the field's name, html, and what was chosen.
        letters: names that an answer in algebra may use, where the author lists them.
        response: what the student sent last.
        tries, rung: how many answers and hints there are; they travel with the forms, so that what is sent
            from a page that shows less is known as stale.
        verdict: `is_correct` and `feedback_html` of the last answer, `None` before the first.
        error: why the last response could not be read.
        pieces: of a text with gaps.
        spots: the picture and its places, where they are asked for.
        skipped_for: the skills for which a practice question is folded away: the student has them all.
        version: the key of the version that is shown, if it has variables; it travels with the forms.
        values: of its variables, in words, for its author.
    """

    question: Question | Asked
    prompt_html: SafeString
    choices: list[dict[str, Any]]
    items: list[dict[str, Any]]
    lefts: list[dict[str, Any]]
    rights: list[dict[str, Any]]
    unit: str
    letters: tuple[str, ...]
    response: Response
    hints: list[HintView]
    hints_left: int
    tries: int
    rung: int
    verdict: dict[str, Any] | None = None
    error: str = ""
    skipped_for: tuple[str, ...] = ()
    version: str = ""
    values: str = ""
    pieces: list[Piece] = field(default_factory=list)
    spots: SpotsView | None = None

    @property
    def typed(self) -> str:
        """Return what was typed into the field of a number, text or expression."""
        values = next((self.response[name] for name in _TYPED if self.response.get(name)), [""])
        return values[0]


@dataclass(frozen=True)
class Done:
    """What the student did about one question.

    Attributes:
        hints: how many are open.
        hint_answers: to what open hints ask; those up to `since` are not shown.
        hides_answers, hides_hints: it is asked again as if there had been none.
    """

    answers: list[Answer] = field(default_factory=list)
    hints: int = 0
    hint_answers: list[HintAnswer] = field(default_factory=list)
    since: datetime | None = None
    hides_answers: bool = False
    hides_hints: bool = False


@dataclass(frozen=True)
class Refused:
    """A response that was not taken, and why, if it is to be said; `hint`: to which hint's question, or 0."""

    error: str
    response: Response | None = None
    hint: int = 0
