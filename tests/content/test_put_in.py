"""Values in texts, as one would write them by hand."""

from fractions import Fraction

import pytest

from content.questions.variables.texts import put_in
from content.questions.variables.values import BadExpression
from content.texts.formulas import math_problem
from content.texts.rendering import formulas_in


def values(**numbers):
    return {
        name: value if isinstance(value, str) else Fraction(value).limit_denominator(1000)
        for name, value in numbers.items()
    }


VALUES = values(a=5, b=-3, i=1, j=-1, n=12, h=0.5, t=2 / 3, s=7 / 3, w="Ana")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{w}} has {{a}}, {{ a + n }} or {{h}}.", "Ana has 5, 17 or 0.5."),
        ("{{t}}, {{s|mixed}}, {{h|fraction}}, {{a|mixed}}", "2/3, 2 1/3, 1/2, 5"),
        ("{{h|2}}, {{t|3}}, {{a|1}}, {{b|0}}, {{-t|2}}", "0.50, 0.667, 5.0, -3, -0.67"),
        (
            "{{a|signed}} {{b|signed}} {{j|coefficient}}x {{i|coefficient}}x {{n|coefficient}}x",
            "+5 -3 -x x 12x",
        ),
        ("{{a}} + {{b}} and {{a}} - {{b}}, so {{b}}", "5 - 3 and 5 - (-3), so -3"),
        ("- {{b}} degrees", "- -3 degrees"),
        ("{{b}}^2 and {{t}}^2 and {{a}}^2", "(-3)^2 and (2/3)^2 and 5^2"),
        ("It costs ${{a}} and ${{h|2}}.", "It costs $5 and $0.50."),
        ("It costs ${{t}}-${{h}}.", "It costs $2/3-$0.5."),
        ("`{{t}}` $x$", "`2/3` $x$"),
        ("$3x + {{b}} = {{b}}$", "$3x - 3 = -3$"),
        ("$3x - {{b}}$", "$3x - (-3)$"),
        ("$a +{{b}}^2$", "$a +(-3)^2$"),
        ("$3 \\cdot {{b}} \\times {{b}}$", "$3 \\cdot (-3) \\times (-3)$"),
        ("$2{{b}}$, $({{b}})$, $[{{b}}; {{a}}]$, $x \\le {{b}}$", "$2(-3)$, $(-3)$, $[-3; 5]$, $x \\le -3$"),
        ("$\\text{is }{{b}}$, $\\frac{1}{2}{{b}}$", "$\\text{is }-3$, $\\frac{1}{2}(-3)$"),
        ("${{i}}x + {{j}}y - {{i}}z$", "$x - y - z$"),
        ("${{j}}x^2$, ${{i}}(x + 1)$, ${{i}}\\sqrt{2}$", "$-x^2$, $(x + 1)$, $\\sqrt{2}$"),
        ("${{i}}\\text{ cm}$, ${{i}} + x$, $2{{i}}x$", "$1\\text{ cm}$, $1 + x$, $21x$"),
        ("$2 \\cdot {{j}}x$", "$2 \\cdot (-1)x$"),
        ("${{i|plain}}x$", "$1x$"),
        ("$x^{{n}}$, $x^{{{n}}}$, $x_{{n}}$, $10^{{b}}x$", "$x^{12}$, $x^{12}$, $x_{12}$, $10^{-3}x$"),
        ("$\\frac{{a}}{{n}}$, $\\frac{{{b}}}{{{n}}}$", "$\\frac{5}{12}$, $\\frac{-3}{12}$"),
        ("$\\sqrt{{n}} + \\sqrt[3]{{b}}$", "$\\sqrt{12} + \\sqrt[3]{-3}$"),
        (
            "$x = {{t}}$, ${{t}}^2$, ${{s|mixed}}$",
            "$x = \\frac{2}{3}$, $\\left(\\frac{2}{3}\\right)^2$, $2\\frac{1}{3}$",
        ),
        (
            "\\({{t}}\\), \\[{{-t}}\\] and $$\n{{t}}\n$$",
            "\\(\\frac{2}{3}\\), \\[-\\frac{2}{3}\\] and $$\n\\frac{2}{3}\n$$",
        ),
        ("\\${{t}} and ${{t}}$", "\\$2/3 and $\\frac{2}{3}$"),
        ("{{ 'x' }} { {a} } {{a}", "x { {a} } {{a}"),
    ],
)
def test_a_value_is_written_as_by_hand(text, written):
    found = put_in(text, VALUES)
    assert found == written
    assert not any(math_problem(latex) for _, latex in formulas_in(found))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{a}}x + {{b}}", "5x + (-3)"),
        ("{{b}}", "-3"),
        ("x - {{b}}", "x - (-3)"),
        ("{{t}}x^2", "(2/3)x^2"),
        ("{{h}}x", "0.5x"),
        ("$x$ = {{b}}", "$x$ = (-3)"),
    ],
)
def test_in_an_algebraic_answer_signs_and_fractions_stand_in_brackets(text, written):
    assert put_in(text, VALUES, is_answer=True) == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{}}", "something is missing"),
        ("{{x}}", "no variable called x"),
        ("{{a|10}}", "no format '10'"),
        ("{{pi}}", "round it"),
        ("{{10^16}}", "round it"),
        ("{{a > b}}", "true or false"),
    ],
)
def test_a_placeholder_that_comes_to_nothing_is_refused(text, reason):
    with pytest.raises(BadExpression, match=reason):
        put_in(text, VALUES)


def test_a_text_does_not_grow_without_bounds():
    with pytest.raises(BadExpression, match="too long"):
        put_in("{{w}}" * 100, {"w": "x" * 1000})
