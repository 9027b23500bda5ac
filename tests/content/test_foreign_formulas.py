"""Formulas of other systems' texts come back where they stood, whatever letters stand around them."""

import pytest

from content.texts.foreign.html import markdown_of_html
from content.texts.rendering import render_markdown


@pytest.mark.parametrize("own", ["\ue1000\ue101", "\ue1007\ue101", "\ue100", "\ue101"])
def test_a_texts_own_private_letters_are_no_formula(own):
    assert markdown_of_html(f"A {own} and $x$ and {own}.").text == f"A {own} and $x$ and {own}."


@pytest.mark.parametrize("own", ["&#xE100;0&#xe101;", "&#57600;0&#057601;", "<b>&#xE100;</b>7&#xE101;"])
def test_private_letters_written_by_number_are_no_formula(own):
    shown = markdown_of_html(f"A {own} and $x$.").text.replace("**", "")
    assert shown.removeprefix("A \ue100").removesuffix("\ue101 and $x$.") in ("0", "7")
    assert markdown_of_html("&amp;#xE100;").text == "&#xE100;"


FRACTION = "<mfrac><mn>1</mn><mi>x</mi></mfrac><mo>&lt;</mo><mi>y</mi>"


@pytest.mark.parametrize(
    "formula",
    [
        f'<math xmlns="http://www.w3.org/1998/Math/MathML">{FRACTION}</math>',
        f"<math>{FRACTION}</math>",
        "«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»"
        "«mfrac»«mn»1«/mn»«mi»x«/mi»«/mfrac»«mo»§lt;«/mo»«mi»y«/mi»«/math»",
    ],
)
def test_a_formula_in_mathml_is_written_in_tex(formula):
    shown = markdown_of_html(f"<p>Solve {formula} for <b>x</b>.</p>")
    assert (shown.text, shown.dropped) == ("Solve $\\frac{1}{x} < y$ for **x**.", ())


@pytest.mark.parametrize("lost", ["<math><mfoo>x</mfoo></math>", "<math><mi>x</math>", "<math>x</p>"])
def test_a_formula_that_has_no_tex_is_named(lost):
    assert markdown_of_html(f"<p>Solve {lost}.</p>").dropped == ("math",)


def test_a_drawing_in_a_text_is_named():
    assert markdown_of_html("<p>See <svg><path d=''/></svg> here.</p>").dropped == ("svg",)


def test_a_bar_in_a_formula_parts_no_cells():
    cells = r"<td>P</td><td>\(P(A|B)\) or $\|x\|$</td>"
    shown = render_markdown(markdown_of_html(f"<table><tr>{cells}</tr><tr>{cells}</tr></table>").text)
    assert shown.count("<th>") == shown.count("<td>") == 2
    assert shown.count("<math>") == 4
    assert "‖" in shown


@pytest.mark.parametrize("own", ["\ue1000\ue102", "&#57602;"])
def test_a_bar_between_private_letters_stays(own):
    assert markdown_of_html(f"<p>{own} and $x$</p>").text.endswith(" and $x$")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[tex]x^2[/tex] is", "$x^2$ is"),
        ("<tex>x<y</tex> is", "$x<y$ is"),
        ("[tex]x^2 is", "[tex]x^2 is"),
        (r"So \begin{equation}a=b\label{one}\end{equation}", "So $$a=b$$"),
        (
            "<p>\\begin{align*}a&amp;=b\\\\<br>c&amp;=d\\nonumber\\end{align*}</p>",
            r"$$\begin{aligned}a&=b\\ c&=d \end{aligned}$$",
        ),
        (
            r"$$\begin{multline}a\\b\end{multline}$$",
            r"$$\begin{gathered}a\\b\end{gathered}$$",
        ),
        (r"\begin{pmatrix}1&2\end{pmatrix}", r"$$\begin{pmatrix}1&2\end{pmatrix}$$"),
        (r"\begin{align}a", r"\begin{align}a"),
        (r"\begin{itemize}a\end{itemize}", r"\begin{itemize}a\end{itemize}"),
    ],
)
def test_formulas_as_filters_of_other_systems_find_them(written, shown):
    text = markdown_of_html(written).text
    assert text == shown
    assert render_markdown(text).count("<math") == shown.count("$$") // 2 + shown.count("$x")
