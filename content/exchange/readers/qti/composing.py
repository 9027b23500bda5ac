"""A text with marks and the questions that stand at them, as a step's text and its questions."""

from dataclasses import dataclass

from django.utils.text import slugify

from content.coursefiles.documents import QuestionDoc
from content.exchange.readers.qti.model import Spec
from content.exchange.readers.qti.texts import BLANK, split_marks
from content.texts.slugs import FreeSlugs

_SLUG = 60


@dataclass(frozen=True)
class Asked:
    """One question: its place among the interactions, its name there, and what it asks.

    Attributes:
        prompt: what the interaction itself asks; empty if that is in the text around it.
        is_inline: it is a gap in the text.
    """

    place: int
    name: str
    kind: str
    spec: Spec
    prompt: str = ""
    is_inline: bool = False
    hints: tuple[str, ...] = ()


def compose(text: str, asked: list[Asked]) -> tuple[str, list[QuestionDoc]]:
    """Return the text of the step and its questions.

    One question takes the whole text as its prompt. Of several, each takes what stands before it, and what
    comes first is the step's; gaps stay in the text, with a number that their question has, too.
    """
    if len(asked) == 1:
        one = asked[0]
        return "", [_question(one, _whole(text, one), "question")]
    return _several(text, asked)


def _question(one: Asked, prompt: str, slug: str) -> QuestionDoc:
    return QuestionDoc(slug, one.kind, prompt.strip(), one.spec, one.hints)


def _whole(text: str, one: Asked) -> str:
    pieces = split_marks(text)
    shown = "".join(
        piece if place % 2 == 0 else _at(int(piece), one) for place, piece in enumerate(pieces)
    ).strip()
    # A gap that stands by itself at the end is the field of the answer, which every question has.
    return _joined(shown.removesuffix(f"\n\n{BLANK}"))


def _at(place: int, one: Asked) -> str:
    if place != one.place:
        return ""
    return BLANK if one.is_inline else one.prompt


def _several(text: str, asked: list[Asked]) -> tuple[str, list[QuestionDoc]]:
    pieces = split_marks(text)
    gapped = {one.place for one in asked if one.is_inline}
    in_text = [place for place in map(int, pieces[1::2]) if place in gapped]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(in_text), start=1)}
    by_place: dict[int, list[Asked]] = {}
    for one in asked:
        by_place.setdefault(one.place, []).append(one)
    slugs = FreeSlugs()
    body, before = "", ""
    questions: list[QuestionDoc] = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            before += piece
            continue
        here = by_place.get(int(piece), [])
        if here and here[0].is_inline:
            before += f"{BLANK} ({numbers[here[0].place]})"
            continue
        if here and not body and not questions:
            body, before = before, ""
        for one in here:
            prompt = _joined(f"{before}\n\n{one.prompt}") or body
            questions.append(_question(one, prompt, slugs.take(_slug(one))))
            before = ""
    gaps = [
        _question(one, f"{BLANK} ({numbers[one.place]})", slugs.take(f"gap-{numbers[one.place]}"))
        for one in sorted(asked, key=lambda one: numbers.get(one.place, 0))
        if one.place in numbers
    ]
    return _joined(f"{body}\n\n{before}"), [*gaps, *questions]


def _slug(one: Asked) -> str:
    return slugify(one.name)[:_SLUG].strip("-") or f"part-{one.place + 1}"


def _joined(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
