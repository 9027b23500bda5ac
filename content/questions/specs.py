"""What an author may specify, as checked values. Texts (`text`, `feedback` and so on) are Markdown."""

from dataclasses import dataclass, field
from fractions import Fraction

from content.language import gettext, gettext_noop

_RIGHT = gettext_noop("That is it.")
_WRONG = gettext_noop("Try once more.")


@dataclass(frozen=True)
class Verdict:
    """What came of a response.

    Attributes:
        feedback: Markdown, never empty.
        misconceptions: the slugs of those that the response shows, each once.
        parts: of a question with several fields, the name of each and whether it is right.
    """

    is_correct: bool
    feedback: str
    misconceptions: tuple[str, ...] = ()
    parts: tuple[tuple[str, bool], ...] = ()


class InvalidResponse(ValueError):
    """A response that cannot be marked; the message is for the student."""


class InvalidSpec(ValueError):
    """A question that makes no sense; `path` leads to the part at fault, as ("choices", 0, "text")."""

    def __init__(self, message: str, *, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Choice:
    """One thing to choose; who chooses a wrong one may show a misconception."""

    text: str
    is_correct: bool
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class WrongNumber:
    """A wrong answer that the author expects, and what to say to it.

    `tolerance` None: as near as the right answer has to be.
    """

    value: Fraction
    feedback: str
    tolerance: Fraction | None = None
    misconception: str = ""


@dataclass(frozen=True)
class RightNumber:
    """One more right answer."""

    value: Fraction
    tolerance: Fraction
    feedback: str


@dataclass(frozen=True)
class _Common:
    feedback_right: str
    feedback_wrong: str
    feedback_always: str = field(default="", kw_only=True)

    def own_feedback(self, verdict: Verdict) -> str:
        """Return what the author says to a response; empty where the usual words stand in."""
        # Only gaps are asked this, and a gap has no feedback_always, which would stand below these words.
        usual = gettext(_RIGHT if verdict.is_correct else _WRONG)
        return "" if verdict.feedback == usual else verdict.feedback

    def verdict(
        self, *, is_correct: bool, feedback: str = "", misconceptions: tuple[str, ...] = ()
    ) -> Verdict:
        """Return a verdict with the author's words, or plain ones where there are none."""
        if is_correct:
            told = feedback or self.feedback_right or gettext(_RIGHT)
        else:
            told = feedback or self.feedback_wrong or gettext(_WRONG)
        if self.feedback_always:
            told = f"{told}\n\n{self.feedback_always}"
        return Verdict(is_correct, told, misconceptions)


@dataclass(frozen=True)
class SingleSpec(_Common):
    """One choice is to be made: the right one, or with `any_correct` any of several right ones.

    Each student sees the choices in an order of their own, unless `keep_order`.
    """

    choices: tuple[Choice, ...]
    any_correct: bool = False
    keep_order: bool = False


@dataclass(frozen=True)
class MultipleSpec(_Common):
    """Every right choice is to be ticked and no other; `keep_order` as for a single choice."""

    choices: tuple[Choice, ...]
    keep_order: bool = False


@dataclass(frozen=True)
class NumberSpec(_Common):
    """A number at most `tolerance` away from `answer`, or one that is right `also`, with an optional unit."""

    answer: Fraction
    tolerance: Fraction
    unit: str
    wrong: tuple[WrongNumber, ...]
    also: tuple[RightNumber, ...] = ()


@dataclass(frozen=True)
class KnownText:
    """A text that the author expects, and what to say to it (empty: the usual)."""

    text: str
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class TextSpec(_Common):
    """A short text in one of the accepted forms; with `wildcards`, a `*` in a form stands for any letters.

    `told` are the forms with what to say to each, `wrong` those that are expected and not accepted.
    """

    accepted: tuple[str, ...]
    ignore_case: bool
    told: tuple[KnownText, ...] = ()
    wrong: tuple[KnownText, ...] = ()
    wildcards: bool = False


@dataclass(frozen=True)
class RightExpression:
    """One more right answer in algebra, and what to say to it (empty: the usual)."""

    answer: str
    feedback: str = ""


@dataclass(frozen=True)
class WrongExpression:
    """A wrong answer in algebra that the author expects, and what to say to it."""

    expression: str
    feedback: str
    misconception: str = ""


@dataclass(frozen=True)
class ExpressionSpec(_Common):
    """An expression, equation, set or interval that equals `answer`, or one that is right `also`.

    Attributes:
        form: how it is to be written: any, simplified, expanded, factored or solved.
        letters: the names of the question's letters; `has_own_letters` where the author lists them.
        domain: what letters stand for: real or positive numbers.
        log: the base of `log` without one: 10 or e.
        feedback_form: what to say to an answer that is right in value and not in form.
    """

    answer: str
    also: tuple[RightExpression, ...] = ()
    wrong: tuple[WrongExpression, ...] = ()
    form: str = "any"
    letters: tuple[str, ...] = ()
    has_own_letters: bool = False
    domain: str = "real"
    log: str = "10"
    feedback_form: str = ""


@dataclass(frozen=True)
class OrderingSpec(_Common):
    """Items, in the right order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class MatchingSpec(_Common):
    """Pairs of what belongs together; `others` are partners of none."""

    pairs: tuple[tuple[str, str], ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """One gap of a text: a question of its own without a prompt."""

    kind: str
    spec: SingleSpec | NumberSpec | TextSpec | ExpressionSpec


@dataclass(frozen=True)
class ClozeSpec(_Common):
    """A text with gaps; `[[1]]` in the text, which is Markdown, stands for the first of them.

    Attributes:
        order: the indexes of the gaps as the text comes to them.
    """

    text: str
    gaps: tuple[Gap, ...]
    order: tuple[int, ...]


@dataclass(frozen=True)
class Area:
    """A place on a picture.

    Attributes:
        name: plain text by which it is chosen without seeing it.
        shape: circle, rect or polygon.
        coords: in per cent of the picture, x and a radius of its width, y of its height. A circle's centre
            and radius; left, top, right and bottom; or the corners, x and y in turn.
        label: Markdown, what belongs here where labels are put to places.
    """

    name: str
    shape: str
    coords: tuple[float, ...]
    is_correct: bool = False
    feedback: str = ""
    label: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class HotspotsSpec(_Common):
    """Places on a picture: one or several are to be chosen, or each is to be given its label.

    Attributes:
        picture: Markdown of one picture.
        mode: one, several or labels.
        any_correct: of one, several are right and any will do.
        others: labels that belong nowhere.
    """

    picture: str
    mode: str
    areas: tuple[Area, ...]
    any_correct: bool = False
    others: tuple[str, ...] = ()


_Choices = SingleSpec | MultipleSpec | OrderingSpec | MatchingSpec
_Typed = NumberSpec | TextSpec | ExpressionSpec
Spec = _Choices | _Typed | ClozeSpec | HotspotsSpec
