"""Answers as they are written in other schools and on other keyboards."""

import pytest

from content.questions.expressions.marking import preview_latex
from tests.content.expressions.marks import mark


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        # A Cyrillic keyboard, an equals sign in front, pasted formulas, a sign of times that nobody sees.
        (
            "2x + 2",
            ["2х+2", "2(Х+1)", "= 2x+2", "f(x) = 2x+2", r"\(2x+2\)", r"\[2x+2\]", "2\u2062x+2", "2•x+2"],
        ),
        ("y = 2x + 1", ["f(x) = 2x+1", "g(x)=2x+1"]),
        ("h = 5t", ["h(t) = 5t", "5t = h"]),
        ("v_0 t", ["v0 t", "v0*t", "v₀t", "t v_0"]),
        ("x = 1 or x = -2", ["x_1 = 1, x_2 = -2", "x₁=1; x₂=-2", "x1 = -2, x2 = 1", "x=1 ∨ x=-2"]),
        ("{1, 2}", ["x1=1; x2=2"]),
        ("x < -1 or x > 3", ["x<-1 ∨ x>3", "x > 3, x < -1"]),
        ("1 < x <= 3", ["x>1 ∧ x≤3", "x > 1, x <= 3"]),
        ("x < 0 or 1 < x < 2", ["1<x<2 or x<0"]),
        ("(2, 3)", ["(2|3)", "P(2|3)", "(2 | 3)"]),
    ],
)
def test_habits_of_other_schools_are_read(answer, right):
    assert {given: mark(answer, given) for given in right} == dict.fromkeys(right, True)


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("x < -1 or x > 3", ["3 < x < -1", "x < -1 and x > 3"]),
        ("-1 < x < 3", ["x > -1 or x < 3"]),
        ("0 < x < 1 or 2 < x < 3", ["0 < x < 3 or 2 < x < 1"]),
        ("x = 1 or x = -2", ["x1 = 1, x2 = 2", "x_1 = 1, y_2 = -2"]),
        ("x_1 = 1, x_2 = 2", ["x_1 = 2, x_2 = 1"]),
        ("y = 2x + 1", ["f(x) = 2x", "f(y) = 2x+1"]),
        ("h = 5t", ["h(t) = 4t"]),
        ("2x + 2", ["= 2x", "f(x) = 2x + 1"]),
        ("(2, 3)", ["(3|2)"]),
    ],
)
def test_what_only_looks_alike_stays_wrong(answer, wrong):
    assert {given: mark(answer, given) for given in wrong} == dict.fromkeys(wrong, False)


def test_a_lone_digit_behind_a_letter_is_asked_about():
    assert "x^2 for a power" in mark("x^2 = 4", "x2 = 4")


def test_a_question_in_cyrillic_letters_takes_both():
    assert mark("2ж + х", "х + 2ж") is True
    assert mark("2х + 2", "2x+2") is True
    assert mark("2х + 2", "2х+2", letters=["х"]) is True


def test_an_equals_sign_in_front_is_shown_as_read():
    assert preview_latex("= 2x + 2", letters=["x"]) == preview_latex("2x + 2", letters=["x"])
    assert preview_latex("=", letters=["x"])[1]
    assert preview_latex("== 2", letters=["x"])[1]
