"""Cloze: one question with several gaps in a text, each a number, a short text or a choice from a list."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from content import figures
from content.language import gettext, gettext_noop, ngettext
from content.questions.fields import Data, Path, list_at, mapping_at, text_at
from content.questions.specs import (
    ClozeSpec,
    ExpressionSpec,
    Gap,
    InvalidResponse,
    InvalidSpec,
    NumberSpec,
    SingleSpec,
    Spec,
    TextSpec,
    Verdict,
)
from content.questions.tokens import token

MOST_GAPS = 50
"""The most gaps of one text."""
GAP_KINDS = ("text", "number", "single", "expression")
"""The kinds that a gap can have, the usual one first."""
CLOZE_PROMPT = gettext_noop("Fill in the gaps.")
"""The prompt of a cloze from another system, which has all in its text."""
GAP_MARK = re.compile(r"\[\[(\d{1,3})\]\]")
"""Stands in a text where a gap is."""
MOST_EXPRESSIONS = 5
"""Of the gaps, the most that are algebra: each may take seconds to mark."""
_FIELDS = {"text": "text", "number": "number", "single": "choice", "expression": "expression"}
_OF_WHOLE_QUESTIONS = "feedback_always"

Response = Mapping[str, list[str]]
Parse = Callable[[str, object], Spec]
Check = Callable[[Spec, Response], Verdict]
Mix = Callable[[SingleSpec], tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class GapFace:
    """A gap as a student meets it.

    Attributes:
        field: the name of its form field.
        number: its place among the gaps of the text, from 1.
        options: for a choice, (form value, Markdown) in the order of the list.
    """

    field: str
    kind: str
    number: int
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()


def gap_mark(number: int) -> str:
    """Return what stands in a text for a gap, the first of which is 1."""
    return f"[[{number}]]"


def without_marks(text: str) -> str:
    """Return Markdown in which what looks like a gap's mark is only letters; a page shows the same."""
    return GAP_MARK.sub(lambda found: f"&#91;{found[0][1:]}", text)


def cloze_texts(data: object) -> Iterator[tuple[Path, str]]:
    """Yield every text with gaps in plain data of a question and its hints, with the path to it."""
    stack: list[tuple[Path, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Mapping):
            text = value.get("text")
            if "gaps" in value and isinstance(text, str):
                yield (*path, "text"), text
            stack.extend(((*path, str(name)), item) for name, item in value.items())
        elif isinstance(value, list | tuple):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def read_cloze(data: Data, right: str, wrong: str, *, parse: Parse) -> ClozeSpec:
    """Return the specification of a text with gaps; `parse` reads that of a gap.

    Raises:
        InvalidSpec: a gap makes no sense, or the text does not name each exactly once.
    """
    text = text_at(data, "text")
    items = list_at(data, "gaps", least=1)
    if len(items) > MOST_GAPS:
        raise InvalidSpec(
            gettext("a text has at most %(most)s gaps") % {"most": MOST_GAPS}, path=("gaps", MOST_GAPS)
        )
    gaps = tuple(_read_gap(item, index, parse) for index, item in enumerate(items))
    if sum(gap.kind == "expression" for gap in gaps) > MOST_EXPRESSIONS:
        reason = gettext("a text has at most %(most)s gaps of kind expression") % {"most": MOST_EXPRESSIONS}
        raise InvalidSpec(reason, path=("gaps",))
    return ClozeSpec(right, wrong, text, gaps, _order(text, len(gaps)))


def _read_gap(item: object, index: int, parse: Parse) -> Gap:
    entry = mapping_at(item, ("gaps", index))
    kind = entry.get("kind", GAP_KINDS[0])
    if kind not in GAP_KINDS or not isinstance(kind, str):
        raise InvalidSpec(
            gettext("a gap is one of %(known)s") % {"known": figures.in_a_row(GAP_KINDS)},
            path=("gaps", index, "kind"),
        )
    if _OF_WHOLE_QUESTIONS in entry:
        raise InvalidSpec(
            gettext("%(name)s belongs to the whole question") % {"name": _OF_WHOLE_QUESTIONS},
            path=("gaps", index, _OF_WHOLE_QUESTIONS),
        )
    try:
        spec = parse(kind, {name: value for name, value in entry.items() if name != "kind"})
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=("gaps", index, *error.path)) from None
    assert isinstance(spec, SingleSpec | NumberSpec | TextSpec | ExpressionSpec)
    return Gap(kind, spec)


def _order(text: str, count: int) -> tuple[int, ...]:
    numbers = [int(found[1]) for found in GAP_MARK.finditer(text)]
    for number in range(1, count + 1):
        if number not in numbers:
            raise InvalidSpec(
                gettext("the text has no %(mark)s for this gap") % {"mark": gap_mark(number)},
                path=("gaps", number - 1),
            )
    for place, number in enumerate(numbers):
        if not 1 <= number <= count:
            reason = gettext("there is no gap for %(mark)s") % {"mark": gap_mark(number)}
        elif number in numbers[:place]:
            reason = gettext("%(mark)s stands twice in the text") % {"mark": gap_mark(number)}
        else:
            continue
        raise InvalidSpec(reason, path=("text",))
    return tuple(number - 1 for number in numbers)


def gap_fields(spec: ClozeSpec) -> list[str]:
    """Return the names of the form fields, one a gap, in the order of the gaps."""
    return [f"gap-{index}" for index in range(len(spec.gaps))]


def gap_faces(
    spec: ClozeSpec, *, mix: Callable[[SingleSpec], tuple[tuple[str, str], ...]]
) -> tuple[GapFace, ...]:
    """Return the gaps as a page may show them, in the order of the text; `mix` orders choices."""
    fields = gap_fields(spec)
    faces = []
    for number, index in enumerate(spec.order, start=1):
        gap = spec.gaps[index]
        unit = gap.spec.unit if isinstance(gap.spec, NumberSpec) else ""
        options = mix(gap.spec) if isinstance(gap.spec, SingleSpec) else ()
        faces.append(GapFace(fields[index], gap.kind, number, unit, options))
    return tuple(faces)


def check_cloze(spec: ClozeSpec, response: Response, *, check: Check) -> Verdict:
    """Mark a text's gaps, each by `check` as a question of its own kind; it is right if all of them are.

    Raises:
        InvalidResponse: a gap is empty or cannot be read; it names them.
    """
    _refuse_empty(spec, response)
    verdicts, problems = _mark_gaps(spec, response, check)
    if problems:
        raise InvalidResponse(" ".join(_in_words(spec, problems)))
    is_correct = all(verdict.is_correct for verdict in verdicts)
    shown = dict.fromkeys(slug for verdict in verdicts for slug in verdict.misconceptions)
    whole = spec.verdict(
        is_correct=is_correct, feedback=_feedback(spec, verdicts), misconceptions=tuple(shown)
    )
    parts = zip(gap_fields(spec), (verdict.is_correct for verdict in verdicts), strict=True)
    return replace(whole, parts=tuple(parts))


def gaps_at_fault(spec: ClozeSpec, response: Response, *, check: Check) -> set[str]:
    """Return the names of the fields that are empty or cannot be read."""
    fields = gap_fields(spec)
    return {fields[index] for index in _mark_gaps(spec, response, check)[1]}


def _refuse_empty(spec: ClozeSpec, response: Response) -> None:
    fields = gap_fields(spec)
    empty = [
        figures.number(number)
        for number, index in enumerate(spec.order, start=1)
        if not "".join(response.get(fields[index], [])).strip()
    ]
    if empty:
        raise InvalidResponse(
            ngettext(
                "Fill in every gap first: number %(gaps)s is empty.",
                "Fill in every gap first: numbers %(gaps)s are empty.",
                len(empty),
            )
            % {"gaps": figures.listed(empty)}
        )


def _mark_gaps(spec: ClozeSpec, response: Response, check: Check) -> tuple[list[Verdict], dict[int, str]]:
    """Return the verdict on each gap, and what is wrong with those that cannot be read, by index."""
    verdicts, problems = [], {}
    for index, (gap, field) in enumerate(zip(spec.gaps, gap_fields(spec), strict=True)):
        try:
            verdicts.append(check(gap.spec, {_FIELDS[gap.kind]: response.get(field, [])[:1]}))
        except InvalidResponse as error:
            problems[index] = str(error)
    return verdicts, problems


def _in_words(spec: ClozeSpec, problems: Mapping[int, str]) -> Iterator[str]:
    for number, index in enumerate(spec.order, start=1):
        if index in problems:
            yield gettext("Gap %(number)s: %(problem)s") % {"number": number, "problem": problems[index]}


def _feedback(spec: ClozeSpec, verdicts: list[Verdict]) -> str:
    """Return how many gaps are right, and what their authors say to them; "" where nothing is to be said."""
    right = sum(verdict.is_correct for verdict in verdicts)
    paragraphs = []
    if right == len(verdicts):
        paragraphs += [spec.feedback_right] if spec.feedback_right else []
    elif len(verdicts) > 1:
        paragraphs.append(
            ngettext("%(right)s of %(count)s gaps is right.", "%(right)s of %(count)s gaps are right.", right)
            % {"right": right, "count": len(verdicts)}
        )
    for number, index in enumerate(spec.order, start=1):
        told = spec.gaps[index].spec.own_feedback(verdicts[index])
        if told:
            paragraphs.append(_labelled(number, told, alone=len(verdicts) == 1))
    if right < len(verdicts) and spec.feedback_wrong:
        paragraphs.append(spec.feedback_wrong)
    return "\n\n".join(paragraphs)


def _labelled(number: int, told: str, *, alone: bool) -> str:
    label = gettext("Gap %(number)s:") % {"number": number}
    # A list or formula that begins a text keeps its own line.
    is_plain = told[:1].isalnum() and not re.match(r"\d+[.)]", told)
    return told if alone else f"**{label}** {told}" if is_plain else f"**{label}**\n\n{told}"


def words_of_gap(gap: Gap, value: str) -> str:
    """Return what was answered in a gap, as Markdown."""
    if isinstance(gap.spec, SingleSpec):
        return next((choice.text for choice in gap.spec.choices if token(choice.text) == value), value)
    return value
