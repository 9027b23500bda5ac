"""What is typed is shown as it is read, and what is shown is read as the same."""

import pytest
from hypothesis import given

from content.questions.expressions.algebra.equality import Judge
from content.questions.expressions.comparing import matches
from content.questions.expressions.notation.answers import read_expression
from content.questions.expressions.notation.latex import latex_of
from content.texts.formulas import mathml_of
from tests.content.expressions.random_expressions import has_value_somewhere, higher


@pytest.mark.parametrize(
    ("typed", "tex"),
    [
        ("1/2x", r"\frac{1}{2} x"),
        ("1/(2x)", r"\frac{1}{2 x}"),
        ("3 1/2", r"3\frac{1}{2}"),
        ("2*3", r"2 \cdot 3"),
        ("2(x+1)", r"2 \left(x + 1\right)"),
        ("x-(-3)", r"x -\left(-3\right)"),
        ("e^2x", r"\mathrm{e}^{2} x"),
        ("(x+1)^2", r"\left(x + 1\right)^{2}"),
        ("-x^2", r"-x^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("sin^2 x cos x", r"\sin^{2}\left(x\right) \cos\left(x\right)"),
        ("log_2 8", r"\log_{2}\left(8\right)"),
        ("|x|", r"\left|x\right|"),
        ("∛x", r"\sqrt[3]{x}"),
        ("v_0 t", r"v_{0} t"),
        ("x<=3", r"x \le 3"),
        ("x=1 or x=2", r"x = 1\text{ or }x = 2"),
        ("(1,2]", r"\left(1;\, 2\right]"),
        ("{}", r"\emptyset"),
        ("{1,2}", r"\left\{1;\, 2\right\}"),
        ("(-inf,1) U [2,3]", r"\left(-\infty;\, 1\right) \cup \left[2;\, 3\right]"),
        ("45°", r"\frac{45 \pi}{180}"),
    ],
)
def test_an_answer_is_shown_as_it_is_read(typed, tex):
    answer = read_expression(typed)
    assert latex_of(answer) == tex
    assert mathml_of(tex).startswith("<math")
    assert matches(read_expression(tex), answer, Judge()) is True


@pytest.mark.slow
@given(higher)
def test_what_is_shown_means_what_was_read(node):
    shown = latex_of(node)
    assert mathml_of(shown)
    if len(shown) <= 200 and has_value_somewhere(node):
        assert matches(read_expression(shown), node, Judge()) is not False
