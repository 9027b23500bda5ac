"""What an author may specify, as checked values. Texts (`text`, `feedback` and so on) are Markdown."""

from dataclasses import dataclass
from fractions import Fraction

from content.language import gettext, gettext_noop

_RIGHT = gettext_noop("That is it.")
_WRONG = gettext_noop("Try once more.")


@dataclass(frozen=True)
class Verdict:
    """What came of a response; `feedback` is Markdown and never empty."""

    is_correct: bool
    feedback: str


class InvalidSpec(ValueError):
    """A question that makes no sense; `path` leads to the part at fault, as ("choices", 0, "text")."""

    def __init__(self, message: str, *, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    text: str
    is_correct: bool
    feedback: str = ""


@dataclass(frozen=True)
class WrongNumber:
    """A wrong answer that the author expects, and what to say to it."""

    value: Fraction
    feedback: str


@dataclass(frozen=True)
class _Common:
    feedback_right: str
    feedback_wrong: str

    def verdict(self, *, is_correct: bool, feedback: str = "") -> Verdict:
        """Return a verdict with the author's words, or plain ones where there are none."""
        if is_correct:
            return Verdict(True, feedback or self.feedback_right or gettext(_RIGHT))
        return Verdict(False, feedback or self.feedback_wrong or gettext(_WRONG))


@dataclass(frozen=True)
class SingleSpec(_Common):
    """Exactly one choice is right."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class MultipleSpec(_Common):
    """Every right choice is to be ticked and no other."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class NumberSpec(_Common):
    """A number within `tolerance` of `answer`, with an optional unit."""

    answer: Fraction
    tolerance: Fraction
    unit: str
    wrong: tuple[WrongNumber, ...]


@dataclass(frozen=True)
class TextSpec(_Common):
    """A short text in one of the accepted forms."""

    accepted: tuple[str, ...]
    ignore_case: bool


@dataclass(frozen=True)
class OrderingSpec(_Common):
    """Items, in the right order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class MatchingSpec(_Common):
    """Pairs of what belongs together."""

    pairs: tuple[tuple[str, str], ...]


Spec = SingleSpec | MultipleSpec | NumberSpec | TextSpec | OrderingSpec | MatchingSpec
