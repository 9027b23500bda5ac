"""Expressions that a problem asks for. There they are compared at sample values, here by what they mean."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from content.language import gettext
from content.questions import InvalidSpec, parse_spec

_SAMPLES = re.compile(r"([^@]*)@([^:]*):([^#]*)(?:#.*)?")


def expression_spec(response: Element, wrong: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the specification of an expression; `wrong` are expected answers with what is said to each.

    Raises:
        ValueError: a script works its answer out; the message is for people.
    """
    answer = (response.get("answer") or "").strip()
    if "$" in answer:
        raise ValueError(gettext("its answer is worked out by a script"))
    letters, is_positive = _letters(response.get("samples") or "")
    spec: dict[str, Any] = {"answer": answer, "letters": letters}
    if is_positive:
        spec["domain"] = "positive"
    expected = [{"expression": text, "feedback": told} for text, told in wrong]
    # What cannot be read costs what is said to it, and not the question.
    readable = [entry for entry in expected if _is_sound({**spec, "wrong": [entry]})]
    return {**spec, "wrong": readable} if readable else spec


def _letters(samples: str) -> tuple[list[str], bool]:
    """Return the letters of `x,y@1,1:3,3#10`, and whether no sample value of any is below zero."""
    found = _SAMPLES.fullmatch(samples.strip())
    if found is None:
        return [], False
    letters = [letter.strip() for letter in found[1].split(",") if letter.strip()]
    try:
        lowest = min(float(low) for low in found[2].split(","))
    except ValueError:
        return letters, False
    return letters, lowest >= 0


def _is_sound(spec: dict[str, Any]) -> bool:
    try:
        parse_spec("expression", spec)
    except InvalidSpec:
        return False
    return True
