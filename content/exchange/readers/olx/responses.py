"""Each field that a problem asks for as a question of ours.

Source of the format: Open edX documentation, "Problem Types", and how its `capa` marks each of them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from content.exchange.readers.olx.formulas import expression_spec
from content.exchange.readers.olx.html import inner_html
from content.exchange.readers.olx.numbers import number_spec
from content.exchange.readers.olx.texts import Texts
from content.language import gettext, gettext_noop

Spec = dict[str, Any]
INPUTS = ("choicegroup", "checkboxgroup", "radiogroup", "optioninput", "textline", "formulaequationinput")
HINTS = ("choicehint", "optionhint", "correcthint", "compoundhint", "stringequalhint", "regexphint")
_ORDERED = gettext_noop("some choices keep their places there and others are mixed; here all keep them")
_PARTLY = gettext_noop("an answer worth part of the points is wrong here; what is said to it is kept")
_COMBINED = gettext_noop("what is said to a combination of choices, or to one that was not made, is left out")
_ALIKE = gettext_noop("of wrong choices that read alike, the first is taken")
_CAPITALS = gettext_noop("capitals count in an expression, also where they do not there")
_PATTERNS = gettext_noop("what is said to wrong answers of a pattern is left out")
_POOL = gettext_noop("where some of the choices are drawn there, all of them are offered here")
# Single quotes around each option; between two letters one is an apostrophe.
_OPTION = re.compile(r"'((?:[^'\\]|\\.|(?<=[A-Za-z])'(?=[A-Za-z]))*)'|\"([^\"]*)\"")
_LONGEST_LIST = 20_000
_PATTERN_SIGNS = frozenset("\\.^$*+?{}[]()|")


class Unfit(ValueError):
    """A problem that cannot be taken; the message says why."""


@dataclass(frozen=True)
class Field:
    """One field to fill in: the response that marks it, and the input itself."""

    response: Element
    input: Element


def spec_of(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return the kind and the specification of what a field asks for.

    Raises:
        Unfit: there is no such kind here, or it makes no sense.
    """
    reader = _READERS.get(field.response.tag)
    if reader is None:
        raise Unfit(_no_kind(field.response.tag))
    if field.response.get("partial_credit", "false").lower() != "false":
        texts.note(gettext(_PARTLY))
    return reader(field, texts)


def _no_kind(tag: str) -> str:
    if tag == "customresponse":
        return gettext("its answer is marked by a Python script")
    return gettext("there is no kind like %(kind)r here") % {"kind": tag}


def _choice(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return one choice: of several right ones any is right."""
    group, choices = field.input, list(field.input.iter("choice"))
    read = _apart([_entry(choice, texts) for choice in choices], texts)
    right = sum(entry["correct"] for entry in read)
    if not right:
        raise Unfit(gettext("none of its choices is right"))
    if group.get("answer-pool", "0") != "0":
        texts.note(gettext(_POOL))
    spec: Spec = {"choices": read, **({"any_correct": True} if right > 1 else {})}
    is_mixed = group.get("shuffle") == "true" or group.get("answer-pool", "0") != "0"
    if is_mixed and any(choice.get("fixed") == "true" for choice in choices):
        texts.note(gettext(_ORDERED))
        is_mixed = False
    return "single", spec if is_mixed else {**spec, "keep_order": True}


def _checkbox(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return a choice of all that is right."""
    read = [_entry(choice, texts) for choice in field.input.iter("choice")]
    right = [index for index, entry in enumerate(read) if entry["correct"]]
    if field.input.tag == "radiogroup" and len(right) != 1:
        raise Unfit(
            gettext("one of its choices is to be made, and %(count)s are right") % {"count": len(right)}
        )
    if not right:
        raise Unfit(gettext("none of its choices is right"))
    spec: Spec = {"choices": read, "keep_order": True}
    if field.input.tag == "radiogroup":
        return "single", spec
    _keep_combined(field.input, right, spec, texts)
    return "multiple", spec


def _keep_combined(group: Element, right: list[int], spec: Spec, texts: Texts) -> None:
    """Keep what is said to all right choices together; for other combinations there is no place."""
    names = [choice.get("id") or chr(ord("A") + index) for index, choice in enumerate(group.iter("choice"))]
    wanted = {names[index].upper() for index in right}
    for hint in group.iter("compoundhint"):
        if set((hint.get("value") or "").upper().split()) == wanted:
            spec["feedback_right"] = texts.markdown(inner_html(hint))
        else:
            texts.note(gettext(_COMBINED))
    hints = [(choice, hint) for choice in group.iter("choice") for hint in choice.iterfind("choicehint")]
    if any(hint.get("selected", "true").lower() == "false" for _, hint in hints):
        texts.note(gettext(_COMBINED))


def _entry(choice: Element, texts: Texts) -> Spec:
    """Return a choice with what is said to whoever makes it."""
    correct = (choice.get("correct") or "").lower()
    if correct == "partial":
        texts.note(gettext(_PARTLY))
    entry: Spec = {
        "text": texts.inline(inner_html(choice, without=HINTS)),
        "correct": correct == "true",
    }
    hints = [*choice.iterfind("choicehint"), *choice.iterfind("optionhint")]
    made = [hint for hint in hints if hint.get("selected", "true").lower() == "true"]
    told = hint_text(made[0], texts) if made else ""
    return {**entry, "feedback": told} if told else entry


def _apart(entries: list[Spec], texts: Texts) -> list[Spec]:
    """Return choices without wrong ones that read like one before: nobody could tell them apart."""
    kept: list[Spec] = []
    for entry in entries:
        alike = [one for one in kept if one["text"] == entry["text"] and not one["correct"]]
        if alike and not entry["correct"]:
            texts.note(gettext(_ALIKE))
        else:
            kept.append(entry)
    return kept


def hint_text(hint: Element | None, texts: Texts) -> str:
    """Return what a hint says, its label before it."""
    if hint is None:
        return ""
    told, label = texts.markdown(inner_html(hint)), texts.inline(hint.get("label") or "")
    return f"{label}: {told}" if label and told else told


def _option(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return a choice from a list, written as elements or as an attribute."""
    if field.input.find("option") is not None:
        read = _apart([_entry(option, texts) for option in field.input.iter("option")], texts)
    else:
        options = field.input.get("options") or ""
        if len(options) > _LONGEST_LIST:
            raise Unfit(gettext("its list of choices is too long"))
        found = _OPTION.findall(options)
        listed = [(single or double).replace("\\'", "'").strip() for single, double in found]
        correct = (field.input.get("correct") or "").strip()
        read = [{"text": texts.inline(_escaped(text)), "correct": text == correct} for text in listed]
    if not any(entry["correct"] for entry in read):
        raise Unfit(gettext("none of its choices is right"))
    many = {"any_correct": True} if sum(entry["correct"] for entry in read) > 1 else {}
    return "single", {"choices": read, **many, "keep_order": True}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _string(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return a short text; capitals count unless it says that they do not."""
    response = field.response
    kinds = (response.get("type") or "").lower().split()
    answers = [(text, response.find("correcthint")) for text in _answers(response.get("answer") or "")]
    answers += [(_own_answer(more), more.find("correcthint")) for more in _more(response)]
    accepted = [_accepted(text.strip(), hint, texts) for text, hint in answers if text.strip()]
    spec: Spec = {"accepted": accepted, "ignore_case": "ci" in kinds}
    if "regexp" in kinds:
        spec |= {"accepted": _without_patterns(accepted), "wildcards": True}
    wrong = [{"text": text, "feedback": told} for text, told in _expected(response, "string", texts)]
    if response.find("regexphint") is not None:
        texts.note(gettext(_PATTERNS))
    return "text", {**spec, "wrong": wrong} if wrong else spec


def _answers(text: str) -> list[str]:
    """Return the answers of an attribute: older problems part them by a word."""
    return text.split("_or_")


def _more(response: Element) -> list[Element]:
    return response.findall("additional_answer")


def _own_answer(element: Element) -> str:
    """Return a further answer: older problems have it as text."""
    return element.get("answer") or element.text or ""


def _accepted(text: str, hint: Element | None, texts: Texts) -> Any:
    told = hint_text(hint, texts)
    return {"text": text, "feedback": told} if told else text


def _without_patterns(accepted: Iterable[Any]) -> list[Any]:
    """Return answers that are regular expressions as texts in which `*` stands for any letters.

    Raises:
        Unfit: one says more than that, or takes whatever is typed.
    """
    texts: list[Any] = []
    for entry in accepted:
        pattern = entry["text"] if isinstance(entry, dict) else entry
        for part in pattern.split("|"):
            text = part.strip().removeprefix("^").removesuffix("$").replace(".*", "\0")
            if not text.replace("\0", "").strip():
                raise Unfit(gettext("any answer to it is right"))
            if _PATTERN_SIGNS & set(text):
                reason = gettext("its answer is a regular expression: %(pattern)s")
                raise Unfit(reason % {"pattern": pattern[:80]})
            text = text.replace("\0", "*")
            texts.append({**entry, "text": text} if isinstance(entry, dict) else text)
    return texts


def _expected(response: Element, kind: str, texts: Texts) -> list[tuple[str, str]]:
    """Return the wrong answers that a response expects, with what is said to each."""
    found = [
        (hint.get("answer") or "", hint_text(hint, texts)) for hint in response.iterfind("stringequalhint")
    ]
    for group in response.iterfind("hintgroup"):
        parts = {part.get("on"): part for part in group.iterfind("hintpart")}
        for hint in group.iterfind(f"{kind}hint"):
            part = parts.get(hint.get("name"))
            if part is not None:
                found.append((hint.get("answer") or "", texts.markdown(inner_html(part))))
    return [(text.strip(), told) for text, told in found if text.strip() and told]


def _numerical(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return a number; raises Unfit where a script makes it."""
    response = field.response
    found = [(response.get("answer") or "", response.find("correcthint"))]
    found += [(_own_answer(more), more.find("correcthint")) for more in _more(response)]
    answers = [(text, hint_text(hint, texts)) for text, hint in found]
    params = [param for param in response.iter("responseparam") if param.get("type") == "tolerance"]
    tolerance = (params[0].get("default") or "").strip() if params else ""
    try:
        spec = number_spec(answers, tolerance, _expected(response, "numerical", texts))
    except ValueError as error:
        raise Unfit(str(error)) from None
    return "number", spec


def _formula(field: Field, texts: Texts) -> tuple[str, Spec]:
    """Return an expression; capitals count here, since a letter and its capital are two."""
    if "ci" in (field.response.get("type") or "").lower().split():
        texts.note(gettext(_CAPITALS))
    try:
        spec = expression_spec(field.response, _expected(field.response, "formula", texts))
    except ValueError as error:
        raise Unfit(str(error)) from None
    return "expression", spec


_READERS: Mapping[str, Callable[[Field, Texts], tuple[str, Spec]]] = {
    "multiplechoiceresponse": _choice,
    "truefalseresponse": _checkbox,
    "choiceresponse": _checkbox,
    "optionresponse": _option,
    "numericalresponse": _numerical,
    "stringresponse": _string,
    "formularesponse": _formula,
}
