"""What stands in a GIFT question's braces, as a specification of a question here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from content.exchange.gift.blocks import restored
from content.exchange.gift.numeric import number_spec
from content.exchange.gift.texts import Texts, plain_text
from content.exchange.gift.wildcards import problem_of_order
from content.language import gettext

Spec = dict[str, Any]
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_SIGNS = re.compile(r"([=~])")
# What Moodle's own kind writes: how many are shown and of which, how they lie, are marked and numbered.
_ORDER = re.compile(
    r">[ \t]*\d+(?:[ \t]+(?:ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG|HORIZONTAL|HORI|H|VERTICAL|VERT|V"
    r"|ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE\w*|LONGEST_\w+"
    r"|SHOW|TRUE|YES|HIDE|FALSE|NO|[01]|none|123|abc|ABCD|iii|IIII)(?=\s))*\s"
)
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class Unfit(ValueError):
    """A question that cannot be taken; the message says why."""


@dataclass(frozen=True)
class Answer:
    """One answer as it stands; `weight` is in per cent, None where none is given."""

    is_right: bool
    text: str
    feedback: str
    weight: float | None

    @property
    def counts(self) -> bool:
        """Whether it is right in full; half points have no place here."""
        return self.weight is None or self.weight >= 100


def read_answers(inside: str, texts: Texts) -> tuple[str, Spec]:
    """Return the kind and specification of what stands in the braces.

    Raises:
        Unfit: nobody here can mark it, or it makes no sense.
    """
    inside, mark, general = inside.rpartition("####") if "####" in inside else (inside, "", "")
    kind, spec = _read(inside.strip(), texts)
    if mark and texts.text(general):
        spec["feedback_always"] = texts.text(general)
    return kind, spec


def _read(inside: str, texts: Texts) -> tuple[str, Spec]:
    if not inside:
        raise Unfit(gettext("it is an essay, which nobody here can mark at once"))
    if inside.startswith("#"):
        return "number", _read_number(inside[1:].strip(), texts)
    if order := _ORDER.match(inside):
        items = filter(None, (line.strip() for line in inside[order.end() :].split("\n")))
        return "ordering", {"items": [texts.text(item) for item in items]}
    head, _, feedback = inside.partition("#")
    if head.strip().upper() in _TRUTH:
        return "single", _read_truth(_TRUTH[head.strip().upper()], feedback, texts)
    answers = list(answers_in(inside))
    if not answers:
        raise Unfit(gettext("its answers begin with neither = nor ~"))
    if all(answer.is_right for answer in answers):
        if any("->" in answer.text for answer in answers):
            return "matching", _read_matching(answers, texts)
        return "text", _read_text(answers, texts)
    return _read_choices(answers, texts)


def answers_in(inside: str) -> Iterator[Answer]:
    """Yield the answers of a list; `~=right` is a right one among wrong ones.

    Raises:
        Unfit: something stands before the first.
    """
    parts = _SIGNS.split(inside)
    if parts[0].strip():
        raise Unfit(gettext("there is text before its first answer"))
    signs, bodies = parts[1::2], parts[2::2]
    was_bare_tilde = False
    for sign, raw in zip(signs, bodies, strict=True):
        if sign == "~" and not raw.strip() and not was_bare_tilde:
            was_bare_tilde = True  # a tilde right before an equals sign belongs to it
            continue
        was_bare_tilde = False
        weighted = _WEIGHT.match(raw)
        body = raw[weighted.end() :] if weighted else raw
        text, _, feedback = body.partition("#")
        yield Answer(sign == "=", text.strip(), feedback.strip(), float(weighted[1]) if weighted else None)


def _read_choices(answers: Sequence[Answer], texts: Texts) -> tuple[str, Spec]:
    """Return one choice where an answer begins with `=`, else several, as Moodle does; no shares."""
    is_one = any(answer.is_right for answer in answers)
    right = [answer.is_right or (not is_one and (answer.weight or 0) > 0) for answer in answers]
    choices = []
    for answer, is_right in zip(answers, right, strict=True):
        choice: Spec = {"text": texts.text(answer.text), "correct": is_right}
        feedback = texts.text(answer.feedback)
        choices.append({**choice, "feedback": feedback} if feedback else choice)
    spec: Spec = {"choices": choices}
    if is_one and sum(right) > 1:
        return "single", {**spec, "any_correct": True}
    return ("single" if is_one else "multiple"), spec


def _read_truth(is_true: bool, feedback: str, texts: Texts) -> Spec:
    # In GIFT, what is said to a wrong answer comes first.
    wrong, _, right = feedback.partition("#")
    choices = [{"text": "True", "correct": is_true}, {"text": "False", "correct": not is_true}]
    told = {"feedback_wrong": texts.text(wrong), "feedback_right": texts.text(right)}
    return {
        "choices": choices,
        "keep_order": True,
        **{name: text for name, text in told.items() if text},
    }


def _refuse_order(answers: Sequence[Answer]) -> None:
    if problem := problem_of_order((plain_text(answer.text), answer.counts) for answer in answers):
        raise Unfit(problem)


def _read_text(answers: Sequence[Answer], texts: Texts) -> Spec:
    _refuse_order(answers)
    accepted: list[Any] = []
    wrong: list[Any] = []
    rest = ""
    for answer in answers:
        text, feedback = plain_text(answer.text), texts.text(answer.feedback)
        if answer.counts:
            accepted.append({"text": text, "feedback": feedback} if feedback else text)
        elif text == "*":
            rest = rest or feedback
        elif feedback:
            wrong.append({"text": text, "feedback": feedback})
    # As Moodle takes it: GIFT has no sign for the case of letters.
    spec: Spec = {"accepted": accepted, "ignore_case": True}
    if any("*" in (known if isinstance(known, str) else known["text"]) for known in [*accepted, *wrong]):
        spec["wildcards"] = True
    if wrong:
        spec["wrong"] = wrong
    if rest:
        spec["feedback_wrong"] = rest
    return spec


def _read_number(inside: str, texts: Texts) -> Spec:
    inside, _, otherwise = inside.partition("~")
    listed = inside if inside.lstrip().startswith("=") else f"={inside}"
    answers = list(answers_in(listed))
    right = [answer for answer in answers if answer.counts]
    if not right:
        raise Unfit(gettext("it has no right number"))
    numbers = [(restored(answer.text), texts.text(answer.feedback)) for answer in right]
    partly = [(restored(answer.text), texts.text(answer.feedback)) for answer in answers if not answer.counts]
    try:
        spec = number_spec(numbers, partly)
    except ValueError as error:
        raise Unfit(str(error)) from None
    wrong = texts.text(otherwise.partition("#")[2])
    return {**spec, "feedback_wrong": wrong} if wrong else spec


def _read_matching(answers: Sequence[Answer], texts: Texts) -> Spec:
    pairs, others = [], []
    for answer in answers:
        left, arrow, right = answer.text.partition("->")
        if not arrow or not right.strip():
            raise Unfit(gettext("a pair has an empty side"))
        if left.strip():
            pairs.append({"left": texts.text(left), "right": texts.text(right)})
        else:
            others.append(texts.text(right))
    return {"pairs": pairs, "others": others} if others else {"pairs": pairs}
