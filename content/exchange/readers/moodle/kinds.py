"""Each kind of Moodle's questions as one of ours, or as several."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.moodle.gaps import read_cloze, read_gap_select
from content.exchange.readers.moodle.places import read_places
from content.exchange.readers.moodle.specs import (
    Spec,
    Taken,
    Unfit,
    choice_spec,
    common_feedback,
    note_shares,
    number_in,
    numeric_spec,
    question_of,
    text_spec,
)
from content.exchange.readers.moodle.texts import Texts
from content.language import gettext, gettext_noop

PENALTY = gettext_noop("penalties for wrong tries are left out: a further try costs nothing here")
_REASONS = {
    "essay": gettext_noop("it is an essay, which nobody here can mark at once"),
    "random": gettext_noop("it stands for a question drawn from a category"),
}


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
    if asks and number_in(entry.text("penalty")) > 0:
        texts.note(gettext(PENALTY))
    shares = [number_in(answer.get("fraction") or "0") for answer in entry.element.iterfind("answer")]
    if entry.type == "multichoice":
        note_shares(texts, "single" if _is_single(entry) else "multiple", shares)
    elif entry.type in ("shortanswer", "numerical"):
        note_shares(texts, "text", shares)


def _one(entry: Entry, texts: Texts, kind: str, spec: Spec) -> Taken:
    prompt = texts.of(entry.element.find("questiontext"))
    if not prompt:
        raise Unfit(gettext("it has no text"))
    return "", [question_of(entry, texts, kind, {**common_feedback(entry, texts), **spec}, prompt=prompt)]


def _answers(entry: Entry, texts: Texts) -> list[Answer]:
    answers = []
    for answer in entry.element.iterfind("answer"):
        share = number_in(answer.get("fraction") or "0")
        answers.append(Answer(text_of(answer), share, texts.of(answer.find("feedback")), answer))
    return answers


def _description(entry: Entry, texts: Texts) -> Taken:
    body = texts.of(entry.element.find("questiontext"))
    if not body:
        raise Unfit(gettext("it has no text"))
    return body, []


def _multichoice(entry: Entry, texts: Texts) -> Taken:
    answers = _answers(entry, texts)
    shown = [texts.of(answer.element) for answer in answers]
    shares = [answer.share for answer in answers]
    told = [answer.feedback for answer in answers]
    kind, spec = choice_spec(shown, shares, told, is_single=_is_single(entry))
    if entry.element.find("shuffleanswers") is not None and not entry.flag("shuffleanswers"):
        spec["keep_order"] = True
    return _one(entry, texts, kind, spec)


def _is_single(entry: Entry) -> bool:
    return entry.flag("single") or entry.element.find("single") is None


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


def _numerical(entry: Entry, texts: Texts) -> Taken:
    answers = [
        (f"{answer.text}:{text_of(answer.element.find('tolerance')) or '0'}", answer.share, answer.feedback)
        for answer in _answers(entry, texts)
    ]
    spec = numeric_spec(answers)
    units = [
        (text_of(unit.find("unit_name")), number_in(text_of(unit.find("multiplier"))))
        for unit in entry.element.iterfind("units/unit")
    ]
    if units:
        spec["unit"] = next((name for name, factor in units if factor == 1), units[0][0])
    if len(units) > 1:
        texts.note(gettext("a number in another unit than the first is not converted"))
    return _one(entry, texts, "number", spec)


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
    places = [number_in(answer.get("fraction") or "0") for answer in answers]
    if len(set(places)) == len(places):
        answers = [
            answer for _, answer in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0])
        ]
    return _one(entry, texts, "ordering", {"items": [texts.of(answer) for answer in answers]})


def _kinds() -> Iterator[tuple[str, Callable[[Entry, Texts], Taken]]]:
    yield from (("multichoice", _multichoice), ("truefalse", _truefalse), ("shortanswer", _shortanswer))
    yield from (("numerical", _numerical), ("matching", _matching), ("match", _matching))
    yield from (("cloze", read_cloze), ("multianswer", read_cloze), ("gapselect", read_gap_select))
    yield from (("ddwtos", read_gap_select), ("ordering", _ordering), ("description", _description))
    yield from (("ddimageortext", read_places), ("ddmarker", read_places))


_READERS = dict(_kinds())
