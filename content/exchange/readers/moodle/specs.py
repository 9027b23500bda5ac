"""What Moodle's kinds of questions have in common: answers with shares and feedback, as specifications."""

import math
from collections.abc import Sequence
from typing import Any

from content.coursefiles.documents import QuestionDoc
from content.exchange.gift.numeric import number_spec
from content.exchange.gift.wildcards import problem_of_order
from content.exchange.readers.moodle.elements import Entry
from content.exchange.readers.moodle.texts import Texts
from content.language import gettext, gettext_noop

Spec = dict[str, Any]
Taken = tuple[str, list[QuestionDoc]]
PARTLY = gettext_noop("an answer worth part of the points is wrong here; what is said to it is kept")

TOGETHER = gettext_noop("points for some of several right choices are left out: all of them are to be ticked")


class Unfit(ValueError):
    """A question that cannot be taken; the message says why."""


def question_of(
    entry: Entry, texts: Texts, kind: str, spec: Spec, *, prompt: str, slug: str = "question"
) -> QuestionDoc:
    """Return a question with the entry's hints."""
    hints = tuple(filter(None, (texts.of(hint) for hint in entry.element.iterfind("hint"))))
    return QuestionDoc(slug, kind, prompt, spec, hints)


def common_feedback(entry: Entry, texts: Texts) -> Spec:
    """Return what is said to any answer."""
    named = {
        "feedback_right": "correctfeedback",
        "feedback_wrong": "incorrectfeedback",
        "feedback_always": "generalfeedback",
    }
    told = {field: texts.of(entry.element.find(name)) for field, name in named.items()}
    return {field: text for field, text in told.items() if text}


def number_in(text: str) -> float:
    """Return the finite number that a text is, or 0."""
    try:
        number = float(text.strip() or "0")
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def note_shares(texts: Texts, kind: str, shares: Sequence[float]) -> None:
    """Note which shares of the points are lost, of a question or gap of a kind such as `single`."""
    if kind == "multiple":
        if sum(share > 0 for share in shares) > 1:
            texts.note(gettext(TOGETHER))
        return
    best = max(shares, default=0.0) if kind == "single" else 100
    if any(0 < share < best for share in shares):
        texts.note(gettext(PARTLY))


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


def text_spec(answers: Sequence[tuple[str, float, str]], *, ignore_case: bool) -> Spec:
    """Return the specification of a short text; each answer is its text, share and feedback.

    Raises:
        Unfit: a wrong answer would count as right here.
    """
    spec: Spec = {"accepted": [], "ignore_case": ignore_case}
    wrong: list[Spec] = []
    if problem := problem_of_order((" ".join(raw.split()), share >= 100) for raw, share, _ in answers):
        raise Unfit(problem)
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
