"""A text with marks and the questions that stand at them, as a step's text and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.text import slugify

from content.coursefiles.documents import QuestionDoc
from content.exchange.readers.qti.model import Spec
from content.exchange.readers.qti.texts import BLANK, split_marks
from content.language import gettext
from content.questions.cloze import CLOZE_PROMPT, GAP_KINDS, MOST_GAPS, gap_mark, without_marks
from content.texts.gaps import misplaced_gaps
from content.texts.slugs import FreeSlugs

_SLUG = 60
_OF_THE_WHOLE = ("feedback_right", "feedback_wrong", "feedback_always")


@dataclass(frozen=True)
class Asked:
    """One question: its place among the interactions, its name there, and what it asks.

    Attributes:
        prompt: what the interaction itself asks; empty if that is in the text around it.
        is_inline: it is a gap in the text.
        whole: what is said to the text as a whole, all its gaps together.
    """

    place: int
    name: str
    kind: str
    spec: Spec
    prompt: str = ""
    is_inline: bool = False
    hints: tuple[str, ...] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    whole: Spec = field(default_factory=dict)


def compose(text: str, asked: list[Asked]) -> tuple[str, list[QuestionDoc]]:
    """Return the text of the step and its questions.

    One question takes the whole text for its prompt. Of several, each takes what stands before it, and what
    comes first is the step's. Gaps that a text has are one question with that text.
    """
    return _Composer(asked).compose(text)


class _Composer:
    """Goes through a text from mark to mark."""

    def __init__(self, asked: list[Asked]) -> None:
        self._by_place: dict[int, list[Asked]] = {}
        for one in asked:
            self._by_place.setdefault(one.place, []).append(one)
        self._is_alone = len(self._by_place) == 1 or all(one.is_inline for one in asked)
        self._slugs = FreeSlugs()
        self._questions: list[QuestionDoc] = []
        self._body = ""
        self._before: list[str | Asked] = []

    def compose(self, text: str) -> tuple[str, list[QuestionDoc]]:
        for place, piece in enumerate(split_marks(text)):
            if place % 2 == 0:
                self._before.append(piece)
                continue
            here = self._by_place.get(int(piece), [])
            if here and here[0].is_inline:
                self._before.append(here[0])
            elif here:
                self._ask(here)
        self._end()
        return _joined(self._body), self._questions

    def _ask(self, here: list[Asked]) -> None:
        """Take the questions of one interaction, with the text before it."""
        if any(isinstance(part, Asked) for part in self._before):
            self._fill()
        before, self._before = self._text(), []
        if not self._is_alone and not self._questions and not self._body:
            self._body, before = before, ""
        for one in here:
            self._add(one, _joined(f"{before}\n\n{one.prompt}") or self._body)
            before = ""

    def _end(self) -> None:
        """Take what stands behind all questions."""
        if any(isinstance(part, Asked) for part in self._before):
            self._fill()
        rest = _joined(self._text())
        if not rest:
            return
        if self._is_alone and len(self._questions) == 1:
            only = self._questions[0]
            self._questions[0] = replace(only, prompt=_joined(f"{only.prompt}\n\n{rest}"))
        else:
            self._body = _joined(f"{self._body}\n\n{rest}")

    def _text(self) -> str:
        return "".join(part for part in self._before if isinstance(part, str))

    def _add(self, one: Asked, prompt: str, slug: str = "") -> None:
        name = "question" if self._is_alone and len(self._by_place) == 1 else _slug(one)
        self._questions.append(
            QuestionDoc(
                self._slugs.take(slug or name),
                one.kind,
                prompt,
                {**one.whole, **one.spec},
                one.hints,
                variables=one.variables,
            )
        )

    def _fill(self) -> None:
        """Take the gaps before here: one question with their text, or one each where no field can stand."""
        gaps = [part for part in self._before if isinstance(part, Asked)]
        ended = _joined("".join(part if isinstance(part, str) else BLANK for part in self._before))
        if len(gaps) == 1 and (ended == BLANK or ended.endswith(f"\n\n{BLANK}")):
            # A gap that stands by itself at the end is the field of the answer, which every question has.
            self._before = []
            self._add(gaps[0], ended.removesuffix(BLANK).strip() or self._body)
            return
        numbers = iter(range(1, len(gaps) + 1))
        text = "".join(
            without_marks(part) if isinstance(part, str) else gap_mark(next(numbers)) for part in self._before
        )
        is_fit = len(gaps) <= MOST_GAPS and all(gap.kind in GAP_KINDS for gap in gaps)
        if not is_fit or any(misplaced_gaps(text)):
            self._apart(gaps)
            return
        self._before = []
        prompt, text = _split_prompt(_joined(text))
        self._questions.append(
            QuestionDoc(
                self._slugs.take("question" if self._is_alone else _slug(gaps[0])),
                "cloze",
                prompt or gettext(CLOZE_PROMPT),
                _cloze_spec(text, gaps),
                tuple(hint for gap in gaps for hint in gap.hints),
                variables=gaps[0].variables,
            )
        )

    def _apart(self, gaps: list[Asked]) -> None:
        """Leave the gaps in the step's text with numbers, and take a question for each."""
        numbers = iter(range(1, len(gaps) + 1))
        text = "".join(
            part if isinstance(part, str) else f"{BLANK} ({next(numbers)})" for part in self._before
        )
        self._before = []
        if len(gaps) == 1:
            self._add(gaps[0], _joined(text.replace(f"{BLANK} (1)", BLANK)))
            return
        self._body = _joined(f"{self._body}\n\n{text}")
        for number, gap in enumerate(gaps, start=1):
            self._add(gap, f"{BLANK} ({number})", f"gap-{number}")


def _cloze_spec(text: str, gaps: list[Asked]) -> Spec:
    """Return the specification of a text with gaps; what is said to a single one is said to the whole."""
    whole = gaps[0].whole
    if len(gaps) == 1:
        whole = whole | {name: gaps[0].spec[name] for name in _OF_THE_WHOLE if name in gaps[0].spec}
    left_out = {*whole, "feedback_always"}
    entries = [
        {"kind": gap.kind, **{name: value for name, value in gap.spec.items() if name not in left_out}}
        for gap in gaps
    ]
    return {**whole, "text": text, "gaps": entries}


def _split_prompt(text: str) -> tuple[str, str]:
    """Return the paragraphs before the first with a gap, and the rest; a list or quotation stays whole."""
    first = text.find("[[1]]")
    place = text.rfind("\n\n", 0, first)
    rest = text[place + 2 :] if place >= 0 else ""
    before = text[:place] if place >= 0 else ""
    opened = before.rpartition("\n\n")[2]
    if not rest or rest.startswith(" ") or opened.startswith((">", "-", "|", "1.", "```", " ")):
        return "", text
    return before.strip(), rest


def _slug(one: Asked) -> str:
    return slugify(one.name.replace("_", "-"))[:_SLUG].strip("-") or f"part-{one.place + 1}"


def _joined(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
