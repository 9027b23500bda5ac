r"""Questions from Moodle's GIFT format, read carefully: what fits is taken, what does not is reported.

Read are one and several choices, true and false, short answers, numbers, matching pairs and missing
words. Essays, descriptions and whatever contradicts itself are skipped, with line and reason. No database.

Source of the format: Moodle documentation, "GIFT format".
"""

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from django.utils.text import slugify

from content.coursefiles.documents import QuestionDoc
from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.questions import InvalidSpec, parse_spec, spec_texts
from content.texts.slugs import FreeSlugs

MOST_QUESTIONS = 1000
"""The most questions that one text brings in."""

_TITLE = re.compile(r"::((?:\\.|[^\\])*?)::\s*", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]\s*")
# No pattern may look ahead for something that need not come: from every "<" it would read to the end.
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%\s*")
_ANSWER = re.compile(r"([=~])")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_BLANK = "\\_\\_\\_\\_\\_"

# Escaped characters are set aside as private ones, so that the rest can be read without looking back.
_ESCAPED = {char: chr(0xE000 + index) for index, char in enumerate(":~=#{}")}
_PLAIN = {private: char for char, private in _ESCAPED.items()}


@dataclass(frozen=True)
class Skipped:
    """A question that was not taken: where it begins, its first words, and why."""

    line: int
    start: str
    reason: str


@dataclass(frozen=True)
class GiftReport:
    """What came of a file."""

    questions: tuple[QuestionDoc, ...]
    skipped: tuple[Skipped, ...]


class _Unfit(ValueError):
    """A question that cannot be taken; the message says why."""


@dataclass(frozen=True)
class _Option:
    """One answer: its text, feedback, and weight in per cent (None: not given)."""

    is_right: bool
    text: str
    feedback: str
    weight: float | None


def read_gift(
    source: str,
    *,
    known: Iterable[tuple[str, str, object]] = (),
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> GiftReport:
    """Return the questions of a GIFT text, and what was skipped.

    What is `known` by its kind, prompt and specification is skipped, too: a page that is loaded again
    brings nothing twice. Where one answer is right, another's share of the points makes it no less wrong.
    `on_progress` hears, question by question, how many lines are read and how many there are.
    """
    asked = {_identity(*question) for question in known}
    slugs = FreeSlugs()
    questions: list[QuestionDoc] = []
    skipped = []
    lines = source.count("\n") + 1
    for line, block in _blocks(source):
        on_progress(line, lines)
        try:
            question = _read_question(block, slugs=slugs, asked=asked)
            if len(questions) == MOST_QUESTIONS:
                raise _Unfit(f"more than {MOST_QUESTIONS} questions came at once")
            questions.append(question)
        except (_Unfit, InvalidSpec) as error:
            skipped.append(Skipped(line, " ".join(_restore(block[:400]).split())[:60], f"{error}."))
    return GiftReport(tuple(questions), tuple(skipped))


def _identity(kind: str, prompt: str, spec: object) -> str:
    return json.dumps([kind, prompt, spec], sort_keys=True)


def _blocks(source: str) -> Iterator[tuple[int, str]]:
    """Yield every question with its first line; blank lines part questions, outside of braces."""
    lines: list[str] = []
    first, depth = 1, 0
    for number, raw in enumerate([*source.replace("\r\n", "\n").split("\n"), ""], start=1):
        line = _set_aside(raw)
        if line.lstrip().startswith(("//", "$CATEGORY:")):
            line = ""
            if lines:
                continue
        depth += line.count("{") - line.count("}")
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines and depth <= 0:
            yield first, "\n".join(lines)
            lines, depth = [], 0
    if lines:
        yield first, "\n".join(lines)


def _set_aside(text: str) -> str:
    for char, private in _ESCAPED.items():
        text = text.replace(f"\\{char}", private)
    return text


def _restore(text: str) -> str:
    for private, char in _PLAIN.items():
        text = text.replace(private, char)
    return text.replace("\\n", "\n").strip()


def _read_question(block: str, *, slugs: FreeSlugs, asked: Container[str]) -> QuestionDoc:
    title, block = _take_title(block)
    opening, closing = block.find("{"), block.rfind("}")
    if opening < 0:
        raise _Unfit("it is a description without a question")
    if closing < opening:
        raise _Unfit("its closing brace is missing")
    before, inside, after = block[:opening], block[opening + 1 : closing], block[closing + 1 :]
    prompt = _text(f"{before}{_BLANK} {after}" if after.strip() else before)
    if not prompt:
        raise _Unfit("it has no text")
    inside, general = _take_general_feedback(inside)
    kind, spec = _read_answers(inside.strip())
    if general:
        spec.setdefault("feedback_wrong", general)
    parse_spec(kind, spec)
    if _identity(kind, prompt, spec) in asked:
        raise _Unfit("the step asks it already")
    _check_texts(prompt, spec)
    return QuestionDoc(slugs.take(slugify(title or prompt)[:40].strip("-") or "question"), kind, prompt, spec)


def _take_title(block: str) -> tuple[str, str]:
    found = _TITLE.match(block.lstrip())
    return (_restore(found[1]), block.lstrip()[found.end() :]) if found else ("", block)


def _take_general_feedback(inside: str) -> tuple[str, str]:
    answers, mark, general = inside.partition("####")
    return answers, _text(general) if mark else ""


def _text(raw: str) -> str:
    """Return a text as Markdown; HTML is reduced to its words."""
    found = _FORMAT.match(raw.strip())
    text = raw.strip()[found.end() :] if found else raw.strip()
    if _TAG.search(text):
        text = unescape(_TAG.sub(" ", text))
    return _restore(text)


def _read_answers(inside: str) -> tuple[str, dict[str, object]]:
    if not inside:
        raise _Unfit("it is an essay, which nobody here can mark at once")
    if inside.startswith("#"):
        return "number", _read_number(inside[1:])
    head, _, feedback = inside.partition("#")
    if head.strip().upper() in _TRUTH:
        return "single", _read_truth(_TRUTH[head.strip().upper()], feedback)
    options = list(_options(inside))
    if not options:
        raise _Unfit("its answers begin with neither = nor ~")
    if all(option.is_right for option in options):
        if any("->" in option.text for option in options):
            return "matching", _read_matching(options)
        return "text", {
            "accepted": [option.text for option in options if _counts(option)],
            "ignore_case": True,
        }
    return _read_choices(options)


def _options(inside: str) -> Iterator[_Option]:
    parts = _ANSWER.split(inside)
    if parts[0].strip():
        raise _Unfit("there is text before its first answer")
    for sign, raw in zip(parts[1::2], parts[2::2], strict=True):
        body = raw.strip()
        weighted = _WEIGHT.match(body)
        body = body[weighted.end() :] if weighted else body
        text, _, feedback = body.partition("#")
        weight = float(weighted[1]) if weighted else None
        yield _Option(sign == "=", _text(text), _text(feedback), weight)


def _counts(option: _Option) -> bool:
    """Return whether an answer is right in full; half points have no place here."""
    return option.weight is None or option.weight >= 100


def _read_choices(options: Sequence[_Option]) -> tuple[str, dict[str, object]]:
    is_one = any(option.is_right for option in options)
    right = [option.is_right or (not is_one and (option.weight or 0) > 0) for option in options]
    choices = [
        {
            "text": option.text,
            "correct": is_right,
            **({"feedback": option.feedback} if option.feedback else {}),
        }
        for option, is_right in zip(options, right, strict=True)
    ]
    return ("single" if sum(right) == 1 else "multiple"), {"choices": choices}


def _read_truth(is_true: bool, feedback: str) -> dict[str, object]:
    wrong, _, right = feedback.partition("#")
    choices = [{"text": "True", "correct": is_true}, {"text": "False", "correct": not is_true}]
    spec: dict[str, object] = {"choices": choices}
    if _text(wrong):
        spec["feedback_wrong"] = _text(wrong)
    if _text(right):
        spec["feedback_right"] = _text(right)
    return spec


def _read_number(inside: str) -> dict[str, object]:
    inside = inside.strip()
    if inside.startswith(("=", "~")):
        options = [option for option in _options(inside) if option.is_right and _counts(option)]
        if len(options) != 1:
            raise _Unfit("it has several right numbers")
        return _number_spec(options[0].text, options[0].feedback)
    text, _, feedback = inside.partition("#")
    return _number_spec(_text(text), _text(feedback))


def _number_spec(text: str, feedback: str) -> dict[str, object]:
    low, dots, high = text.partition("..")
    if dots:
        try:
            middle, half = (float(high) + float(low)) / 2, (float(high) - float(low)) / 2
        except ValueError:
            raise _Unfit(f"the range {text!r} cannot be read") from None
        spec: dict[str, object] = {"answer": f"{middle:.10g}", "tolerance": f"{half:.10g}"}
    else:
        answer, _, tolerance = text.partition(":")
        spec = {"answer": answer.strip(), "tolerance": tolerance.strip() or "0"}
    return {**spec, "feedback_right": feedback} if feedback else spec


def _read_matching(options: Sequence[_Option]) -> dict[str, object]:
    pairs = []
    for option in options:
        left, arrow, right = option.text.partition("->")
        if not arrow or not left.strip() or not right.strip():
            raise _Unfit("a pair has an empty side")
        pairs.append({"left": left.strip(), "right": right.strip()})
    return {"pairs": pairs}


def _check_texts(prompt: str, spec: object) -> None:
    """Refuse pictures, which a GIFT file cannot bring along, and formulas that cannot be shown."""
    faults = FaultList()
    checker = TextChecker((), faults)
    for text in (prompt, *(text for _, text in spec_texts(spec))):
        checker.check(text, file="", line=1)
    if faults.faults:
        raise _Unfit(faults.faults[0].reason)
