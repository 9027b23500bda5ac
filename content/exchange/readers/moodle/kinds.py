"""Each kind of Moodle's questions as one of ours, or as several."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from content.coursefiles.documents import QuestionDoc
from content.exchange.gift.numeric import number_spec
from content.exchange.readers.moodle.cloze import Gap, gaps_in
from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.moodle.texts import BLANK, Texts
from content.language import gettext, gettext_noop

Spec = dict[str, Any]
Taken = tuple[str, list[QuestionDoc]]
PARTLY = gettext_noop("an answer worth part of the points is wrong here; what is said to it is kept")
PENALTY = gettext_noop("penalties for wrong tries are left out: a further try costs nothing here")
_REASONS = {
    "essay": gettext_noop("it is an essay, which nobody here can mark at once"),
    "random": gettext_noop("it stands for a question drawn from a category"),
}
_GAP = re.compile(r"\[\[(\d{1,3})\]\]")


class Unfit(ValueError):
    """A question that cannot be taken; the message says why."""


@dataclass(frozen=True)
class Answer:
    """One answer: its text as it stands, its share of the points in per cent, and what is said to it."""

    text: str
    share: float
    feedback: str
    element: Element


def read_entry(entry: Entry, texts: Texts) -> Taken:
    """Return the text of the step and its questions.

    Raises:
        Unfit: there is no such kind here, or it makes no sense.
    """
    reader = _READERS.get(entry.type)
    if reader is None:
        known = _REASONS.get(entry.type, "")
        raise Unfit(gettext(known) or gettext("there is no kind like %(kind)r here") % {"kind": entry.type})
    body, questions = reader(entry, texts)
    _note_points(entry, texts, asks=bool(questions))
    return body, questions


def _note_points(entry: Entry, texts: Texts, *, asks: bool) -> None:
    if asks and _number(entry.text("penalty")) > 0:
        texts.note(gettext(PENALTY))
    shares = [_number(answer.get("fraction") or "0") for answer in entry.element.iterfind("answer")]
    if entry.type in ("multichoice", "shortanswer", "numerical") and any(0 < share < 100 for share in shares):
        texts.note(gettext(PARTLY))


def _one(entry: Entry, texts: Texts, kind: str, spec: Spec) -> Taken:
    prompt = texts.of(entry.element.find("questiontext"))
    if not prompt:
        raise Unfit(gettext("it has no text"))
    return "", [_question(entry, texts, kind, {**_common(entry, texts), **spec}, prompt=prompt)]


def _question(
    entry: Entry, texts: Texts, kind: str, spec: Spec, *, prompt: str, slug: str = "question"
) -> QuestionDoc:
    hints = tuple(filter(None, (texts.of(hint) for hint in entry.element.iterfind("hint"))))
    return QuestionDoc(slug, kind, prompt, spec, hints)


def _common(entry: Entry, texts: Texts) -> Spec:
    """Return what is said to any answer."""
    named = {
        "feedback_right": "correctfeedback",
        "feedback_wrong": "incorrectfeedback",
        "feedback_always": "generalfeedback",
    }
    told = {field: texts.of(entry.element.find(name)) for field, name in named.items()}
    return {field: text for field, text in told.items() if text}


def _answers(entry: Entry, texts: Texts) -> list[Answer]:
    return [
        Answer(
            text_of(answer), _number(answer.get("fraction") or "0"), texts.of(answer.find("feedback")), answer
        )
        for answer in entry.element.iterfind("answer")
    ]


def _number(text: str) -> float:
    try:
        return float(text.strip() or "0")
    except ValueError:
        return 0.0


def _description(entry: Entry, texts: Texts) -> Taken:
    body = texts.of(entry.element.find("questiontext"))
    if not body:
        raise Unfit(gettext("it has no text"))
    return body, []


def _multichoice(entry: Entry, texts: Texts) -> Taken:
    answers = _answers(entry, texts)
    shown = [texts.of(answer.element) for answer in answers]
    shares = [answer.share for answer in answers]
    is_single = entry.flag("single") or entry.element.find("single") is None
    kind, spec = choice_spec(shown, shares, [answer.feedback for answer in answers], is_single=is_single)
    if entry.element.find("shuffleanswers") is not None and not entry.flag("shuffleanswers"):
        spec["keep_order"] = True
    return _one(entry, texts, kind, spec)


def choice_spec(
    shown: Sequence[str], shares: Sequence[float], feedback: Sequence[str], *, is_single: bool
) -> tuple[str, Spec]:
    """Return the kind and specification of a choice; of several that are worth the most, either is right."""
    best = max(shares, default=0)
    if best <= 0:
        raise Unfit(gettext("none of its choices is right"))
    right = [share == best if is_single else share > 0 for share in shares]
    choices = []
    for text, is_right, told in zip(shown, right, feedback, strict=True):
        choice: Spec = {"text": text, "correct": is_right}
        choices.append({**choice, "feedback": told} if told else choice)
    if not is_single:
        return "multiple", {"choices": choices}
    return "single", {"choices": choices, **({"any_correct": True} if sum(right) > 1 else {})}


def _truefalse(entry: Entry, texts: Texts) -> Taken:
    choices = []
    for answer in _answers(entry, texts):
        is_true = answer.text.lower() == "true"
        choice: Spec = {"text": "True" if is_true else "False", "correct": answer.share >= 100}
        choices.append({**choice, "feedback": answer.feedback} if answer.feedback else choice)
    choices.sort(key=lambda choice: choice["text"], reverse=True)
    return _one(entry, texts, "single", {"choices": choices, "keep_order": True})


def _shortanswer(entry: Entry, texts: Texts) -> Taken:
    answers = [(answer.text, answer.share, answer.feedback) for answer in _answers(entry, texts)]
    return _one(entry, texts, "text", text_spec(answers, ignore_case=not entry.flag("usecase")))


def text_spec(answers: Sequence[tuple[str, float, str]], *, ignore_case: bool) -> Spec:
    """Return the specification of a short text; each answer is its text, share and feedback."""
    spec: Spec = {"accepted": [], "ignore_case": ignore_case}
    wrong: list[Spec] = []
    for raw, share, feedback in answers:
        text = " ".join(raw.split())
        if share >= 100:
            spec["accepted"].append({"text": text, "feedback": feedback} if feedback else text)
        elif text == "*":
            spec.update({"feedback_wrong": feedback} if feedback else {})
        elif feedback:
            wrong.append({"text": text, "feedback": feedback})
    if wrong:
        spec["wrong"] = wrong
    if any("*" in text for text, _, _ in answers):
        spec["wildcards"] = True
    return spec


def _numerical(entry: Entry, texts: Texts) -> Taken:
    answers = [
        (f"{answer.text}:{text_of(answer.element.find('tolerance')) or '0'}", answer.share, answer.feedback)
        for answer in _answers(entry, texts)
    ]
    spec = numeric_spec(answers)
    units = [
        (text_of(unit.find("unit_name")), _number(text_of(unit.find("multiplier"))))
        for unit in entry.element.iterfind("units/unit")
    ]
    if units:
        spec["unit"] = next((name for name, factor in units if factor == 1), units[0][0])
    if len(units) > 1:
        texts.note(gettext("a number in another unit than the first is not converted"))
    return _one(entry, texts, "number", spec)


def numeric_spec(answers: Sequence[tuple[str, float, str]]) -> Spec:
    """Return the specification of a number; each answer is "2:0.1", its share and its feedback."""
    rest = next((feedback for text, _, feedback in answers if text.startswith("*")), "")
    known = [answer for answer in answers if not answer[0].startswith("*")]
    right = [(text, feedback) for text, share, feedback in known if share >= 100]
    partly = [(text, feedback) for text, share, feedback in known if share < 100]
    if not right:
        raise Unfit(gettext("it has no right number"))
    try:
        spec = number_spec(right, partly)
    except ValueError as error:
        raise Unfit(str(error)) from None
    return {**spec, "feedback_wrong": rest} if rest else spec


def _matching(entry: Entry, texts: Texts) -> Taken:
    pairs, others = [], []
    for part in entry.element.iterfind("subquestion"):
        left, right = texts.of(part), texts.of(part.find("answer"), default="plain_text")
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            others.append(right)
    return _one(entry, texts, "matching", {"pairs": pairs, **({"others": others} if others else {})})


def _ordering(entry: Entry, texts: Texts) -> Taken:
    answers = list(entry.element.iterfind("answer"))
    places = [_number(answer.get("fraction") or "0") for answer in answers]
    if len(set(places)) == len(places):
        answers = [
            answer for _, answer in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0])
        ]
    return _one(entry, texts, "ordering", {"items": [texts.of(answer) for answer in answers]})


def _cloze(entry: Entry, texts: Texts) -> Taken:
    """Return a step whose text has numbered gaps, and a question for each."""
    raw, gaps = gaps_in(text_of(entry.element.find("questiontext")))
    if not gaps:
        raise Unfit(gettext("it has no gap"))
    specs = [_gap_spec(gap, texts) for gap in gaps]
    return _gapped(entry, texts, raw, specs)


def _gap_spec(gap: Gap, texts: Texts) -> tuple[str, Spec]:
    answers = [(text, share, texts.markdown(feedback)) for text, share, feedback in gap.answers]
    if gap.kind == "number":
        return "number", numeric_spec(answers)
    if gap.kind == "text":
        return "text", text_spec(answers, ignore_case=not gap.is_exact)
    shown = [texts.markdown(text) for text, _, _ in answers]
    told = [feedback for _, _, feedback in answers]
    return choice_spec(shown, [share for _, share, _ in answers], told, is_single=gap.kind == "single")


def _gapped(entry: Entry, texts: Texts, raw: str, specs: Sequence[tuple[str, Spec]]) -> Taken:
    """Return a text with its gaps, each marked by `BLANK` and its number, and their questions."""
    source = entry.element.find("questiontext")
    body = texts.markdown(raw, "html" if source is None else source.get("format") or "html")
    common = _common(entry, texts)
    if len(specs) == 1:
        prompt = body.replace(" (1)", "", 1)
        kind, spec = specs[0]
        return "", [_question(entry, texts, kind, {**common, **spec}, prompt=prompt)]
    blank = texts.markdown(BLANK)
    return body, [
        _question(entry, texts, kind, {**common, **spec}, prompt=f"{blank} ({number})", slug=f"gap-{number}")
        for number, (kind, spec) in enumerate(specs, start=1)
    ]


def _gapselect(entry: Entry, texts: Texts) -> Taken:
    """Return a cloze whose gaps are filled from lists, by choosing or by dragging."""
    boxes = [
        (texts.markdown(text_of(box)), text_of(box.find("group")) or "1")
        for box in entry.element
        if box.tag in ("selectoption", "dragbox")
    ]
    source = text_of(entry.element.find("questiontext"))
    numbers = [int(found[1]) for found in _GAP.finditer(source)]
    if not numbers or not all(1 <= number <= len(boxes) for number in numbers):
        missing = gettext("a gap asks for a word that is not on the list")
        raise Unfit(missing if numbers else gettext("it has no gap"))
    marks = (f"{BLANK} ({number})" for number in range(1, len(numbers) + 1))
    raw = _GAP.sub(lambda found: next(marks), source)
    return _gapped(entry, texts, raw, [_list_spec(number, boxes) for number in numbers])


def _list_spec(number: int, boxes: Sequence[tuple[str, str]]) -> tuple[str, Spec]:
    right, group = boxes[number - 1]
    offered = list(dict.fromkeys(text for text, of_group in boxes if of_group == group))
    if len(offered) < 2:
        return "text", {"accepted": [right], "ignore_case": True}
    return "single", {"choices": [{"text": text, "correct": text == right} for text in offered]}


def _kinds() -> Iterator[tuple[str, Callable[[Entry, Texts], Taken]]]:
    yield from (("multichoice", _multichoice), ("truefalse", _truefalse), ("shortanswer", _shortanswer))
    yield from (("numerical", _numerical), ("matching", _matching), ("match", _matching))
    yield from (("cloze", _cloze), ("multianswer", _cloze), ("gapselect", _gapselect))
    yield from (("ddwtos", _gapselect), ("ordering", _ordering), ("description", _description))


_READERS = dict(_kinds())
