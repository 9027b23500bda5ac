"""A problem as the texts and questions that it consists of.

A problem mixes text and fields freely. Where each field has a text of its own before it, each becomes a
question; where fields stand in the middle of a text or a table, the text has numbered gaps.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from content.coursefiles.documents import QuestionDoc
from content.exchange.readers.olx.html import UNSEEN, inner_html
from content.exchange.readers.olx.responses import INPUTS, Field, Spec, Unfit, spec_of
from content.exchange.readers.olx.texts import Texts
from content.exchange.readers.olx.tree import Block
from content.language import gettext, gettext_noop
from content.questions import InvalidSpec, parse_spec, spec_texts
from content.questions.cloze import CLOZE_PROMPT, GAP_KINDS, MOST_GAPS, gap_mark, without_marks

MOST_HINTS = 20
BLANK = "\\_\\_\\_\\_\\_"
_BEGINS = chr(0xE032)
_MARK = re.compile("\ue030(\\d+)\ue031")
_ALONE = re.compile("(?m)^[ \t]*(\ue030\\d+\ue031)[ \t]*$")
_HEADING = re.compile(r"\A\s*(?:#+\s*)?(?:\*\*)?Explanation(?:\*\*)?:?\s*\n+")
_SOLUTIONS = gettext_noop("an explanation is shown after a right answer")
_SHARED_HINTS = gettext_noop("the hints of a problem with several questions are offered with each of them")
_UNIT = re.compile(r"[^\\$*_\[\]\n]{1,20}")


@dataclass(frozen=True)
class Piece:
    """A part of a step: a text, or questions."""

    text: str = ""
    questions: tuple[QuestionDoc, ...] = ()


def read_problem(block: Block, texts: Texts, *, slug: str) -> list[Piece]:
    """Return a problem's texts and questions in their order.

    Raises:
        Unfit: it cannot be taken.
    """
    problem = block.element
    _refuse_scripts(problem)
    fields = _fields(problem)
    asked = [spec_of(field, texts) for field in fields]
    shown = _shown(problem, fields, asked, texts)
    if not fields:
        return [Piece(shown)]
    explained = _explanations(problem, fields, texts)
    hints = _hints(problem, texts)
    if _is_cloze(shown, fields, asked):
        return [Piece("", (_cloze(slug, shown, asked, hints, explained),))]
    for number, told in explained.items():
        _say_after_right(asked[number][1], told)
    if hints and len(fields) > 1:
        texts.note(gettext(_SHARED_HINTS))
    body, prompts = _split(shown, fields)
    prompts = [prompt or _own_label(field, texts) for prompt, field in zip(prompts, fields, strict=True)]
    names = [slug] if len(fields) == 1 else [f"{slug}-{number}" for number in range(1, len(fields) + 1)]
    questions = [
        _question(name, prompt or block.title, kind, spec, hints)
        for name, prompt, (kind, spec) in zip(names, prompts, asked, strict=True)
    ]
    return [*([Piece(body)] if body else []), Piece("", tuple(questions))]


def _refuse_scripts(problem: Element) -> None:
    for script in problem.iter("script"):
        kind = (script.get("type") or "").lower()
        if (
            "javascript" not in kind
            and "perl" not in kind
            and ((script.text or "").strip() or script.get("src"))
        ):
            raise Unfit(gettext("a Python script works it out"))


def _fields(problem: Element) -> list[Field]:
    """Return the fields of a problem in their order; a response without any stands for one."""
    fields: list[Field] = []
    for response in problem.iter():
        if not response.tag.endswith("response"):
            continue
        inputs = [element for element in response.iter() if element.tag in INPUTS]
        # Only lists may stand in a response several times; whatever else is there was never shown.
        most = len(inputs) if response.tag == "optionresponse" else 1
        fields += [Field(response, found) for found in inputs[:most] or [response]]
    return fields


def _shown(problem: Element, fields: Sequence[Field], asked: Sequence[tuple[str, Spec]], texts: Texts) -> str:
    """Return what is read of a problem as Markdown, with a mark where each field stands."""
    marks: dict[Element, str] = {}
    for number, (field, (kind, spec)) in enumerate(zip(fields, asked, strict=True)):
        mark = f"\ue030{number}\ue031"
        in_line = field.input.tag in ("textline", "formulaequationinput", "optioninput")
        after = _trailing(field.input, kind, spec, texts)
        marks[field.input] = f"{mark} {after}".strip() if in_line else f"<div>{mark}</div>"
        if field.response is not field.input and not (field.response.text or "").startswith(_BEGINS):
            field.response.text = f"{_BEGINS}{field.response.text or ''}"
    return texts.markdown(inner_html(problem, without=UNSEEN, marks=marks))


def _trailing(field: Element, kind: str, spec: Spec, texts: Texts) -> str:
    """Return what is shown behind a field; behind a number it is its unit, if it can be one."""
    trailing = (field.get("trailing_text") or "").strip()
    if not trailing:
        return ""
    plain = re.sub(r"\\(?:text|textrm|mathrm|rm)\s*\{([^{}]*)\}", r"\1", trailing)
    plain = (
        re.sub(r"\\[()]", "", plain)
        .replace("\\%", "%")
        .replace("\\,", "")
        .replace("^2", "²")
        .replace("^3", "³")
    )
    if kind == "number" and _UNIT.fullmatch(plain.strip()):
        spec["unit"] = " ".join(plain.split())
        return ""
    return trailing.replace("&", "&amp;").replace("<", "&lt;")


def _split(shown: str, fields: Sequence[Field]) -> tuple[str, list[str]]:
    """Return the text before all questions, and the text of each."""
    if len(fields) == 1:
        return "", [_with_blanks(shown, numbered=False)]
    parts = _MARK.split(shown)
    before, tail = parts[:-1:2], parts[-1].replace(_BEGINS, "").strip()
    owned = [part.replace(_BEGINS, "").strip() for part in before]
    if not _stand_apart(shown, fields):
        prompts = [f"{BLANK} ({number})" for number in range(1, len(fields) + 1)]
        return _with_blanks(shown, numbered=True), prompts
    lead, begins, own = before[0].partition(_BEGINS)
    body = ""
    if begins and lead.strip() and own.strip():
        body, owned[0] = lead.strip(), own.strip()
    owned[-1] = f"{owned[-1]}\n\n{tail}".strip()
    return body, owned


def _stand_apart(shown: str, fields: Sequence[Field]) -> bool:
    """Return whether each field has a text of its own; else they make sense where they stand only."""
    plain = shown.replace(_BEGINS, "")
    return len(_ALONE.findall(plain)) == len(fields) and all(map(str.strip, _MARK.split(plain)[:-1:2]))


def _is_cloze(shown: str, fields: Sequence[Field], asked: Sequence[tuple[str, Spec]]) -> bool:
    """Return whether a problem is one text with gaps."""
    kinds = {kind for kind, _ in asked}
    return 1 < len(fields) <= MOST_GAPS and kinds <= set(GAP_KINDS) and not _stand_apart(shown, fields)


def _cloze(
    slug: str,
    shown: str,
    asked: Sequence[tuple[str, Spec]],
    hints: tuple[str, ...],
    explained: Mapping[int, str],
) -> QuestionDoc:
    text = without_marks(shown.replace(_BEGINS, ""))
    spec: Spec = {
        "text": _MARK.sub(lambda mark: gap_mark(int(mark[1]) + 1), text),
        "gaps": [{"kind": kind, **gap} for kind, gap in asked],
    }
    if explained:
        spec["feedback_right"] = "\n\n".join(explained.values())
    return _question(slug, gettext(CLOZE_PROMPT), "cloze", spec, hints)


def _with_blanks(shown: str, *, numbered: bool) -> str:
    """Return a text in which a gap is seen wherever a field stands in the line."""
    text = shown.replace(_BEGINS, "")
    if numbered:
        return _MARK.sub(lambda mark: f"{BLANK} ({int(mark[1]) + 1})", text).strip()
    alone = _ALONE.sub("", text).strip()
    # At the end of a text it is plain that something is asked for.
    ended = re.sub("\ue030\\d+\ue031\\s*\\Z", "", alone).strip()
    return re.sub(r"\n{3,}", "\n\n", _MARK.sub(lambda mark: BLANK, ended))


def _own_label(field: Field, texts: Texts) -> str:
    """Return the text that screen readers got for a field without a visible one."""
    label = field.input.get("label") or field.response.get("label") or ""
    return texts.markdown(label.replace("&", "&amp;").replace("<", "&lt;"))


def _hints(problem: Element, texts: Texts) -> tuple[str, ...]:
    found = [hint for group in problem.iter("demandhint") for hint in group.iterfind("hint")]
    told = [texts.markdown(inner_html(hint)) for hint in found]
    return tuple(filter(None, told))[:MOST_HINTS]


def _explanations(problem: Element, fields: Sequence[Field], texts: Texts) -> dict[int, str]:
    """Return each explanation by the number of the field that it comes after."""
    places = {field.input: number for number, field in enumerate(fields)}
    at = 0
    told: dict[int, list[str]] = {}
    for element in problem.iter():
        at = places.get(element, at)
        if element.tag == "solution":
            text = _HEADING.sub("", texts.markdown(inner_html(element)), count=1)
            told.setdefault(at, []).extend([text] if text else [])
    found = {number: "\n\n".join(parts) for number, parts in told.items() if parts}
    if found:
        texts.note(gettext(_SOLUTIONS))
    return found


def _say_after_right(spec: Spec, explanation: str) -> None:
    """Add an explanation to whatever is said to a right answer."""

    def with_it(told: Any) -> str:
        return f"{told}\n\n{explanation}" if told else explanation

    spec["feedback_right"] = with_it(spec.get("feedback_right"))
    for entry in (*spec.get("choices", ()), *spec.get("also", ()), *spec.get("accepted", ())):
        if isinstance(entry, dict) and entry.get("feedback") and entry.get("correct", True):
            entry["feedback"] = with_it(entry["feedback"])


def _question(slug: str, prompt: str, kind: str, spec: Spec, hints: tuple[str, ...]) -> QuestionDoc:
    if not prompt:
        raise Unfit(gettext("it has no text"))
    try:
        parse_spec(kind, spec)
    except InvalidSpec as error:
        raise Unfit(str(error)) from None
    return QuestionDoc(slug, kind, prompt, spec, hints)


def texts_of(pieces: Sequence[Piece]) -> list[str]:
    """Return every text of a problem that is Markdown."""
    found = [piece.text for piece in pieces]
    for question in (question for piece in pieces for question in piece.questions):
        spec = {**question.spec, "prompt": question.prompt, "hints": list(question.hints)}
        found += [text for _, text in spec_texts(spec)]
    return found
