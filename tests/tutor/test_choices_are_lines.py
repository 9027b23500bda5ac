"""What choices, items and pairs say stands on the page as it was written, not as lists or headings."""

import html
import re

import pytest

from tutor.presenters.questions import present_question

SIGNS = ["+", "-", "*", "2*3*4", "1. one"]
SPECS = {
    "single": {"choices": [{"text": sign, "correct": sign == "+", "feedback": ""} for sign in SIGNS]},
    "ordering": {"items": SIGNS},
    "matching": {"pairs": [{"left": sign, "right": f"# {sign}"} for sign in SIGNS]},
}


def shown(parts: list[dict[str, str]]) -> set[str]:
    return {html.unescape(re.sub(r"<[^>]*>", "", part["html"])).strip() for part in parts}


@pytest.mark.parametrize("kind", SPECS)
def test_a_sign_is_shown_as_it_is(sitting, question, kind):
    question.kind, question.spec = kind, SPECS[kind]
    question.save()
    view = present_question(sitting, question)
    parts = {"single": view.choices, "ordering": view.items, "matching": view.lefts}[kind]
    assert shown(parts) == set(SIGNS)
    assert not any("<" in part["html"] for part in parts)


def test_the_right_side_of_a_pair_is_a_line_too(sitting, question):
    question.kind, question.spec = "matching", SPECS["matching"]
    question.save()
    assert shown(present_question(sitting, question).rights) == {f"# {sign}" for sign in SIGNS}
