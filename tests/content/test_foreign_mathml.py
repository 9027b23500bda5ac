"""MathML of other systems as TeX: it is shown as it was there, and what has no TeX is refused by name."""

from xml.etree.ElementTree import fromstring

import pytest

from content.texts.foreign.mathml import DEEPEST, MOST_ELEMENTS, NotConvertible, tex_of_mathml
from content.texts.formulas import math_problem
from tests.growth import LINEAR, cost_of_doubling


def tex(inside):
    return tex_of_mathml(fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math>'))


X, TWO = "<mi>x</mi>", "<mn>2</mn>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"<mfrac>{X}{TWO}</mfrac>", r"\frac{x}{2}"),
        (f"<msqrt>{X}<mo>+</mo>{TWO}</msqrt>", r"\sqrt{x + 2}"),
        (f"<mroot>{X}<mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        (f"<msup>{X}{TWO}</msup>", "x^{2}"),
        (f"<msup><mrow>{X}<mi>y</mi></mrow>{TWO}</msup>", "{x y}^{2}"),
        (f"<msubsup>{X}<mn>0</mn>{TWO}</msubsup>", "x_{0}^{2}"),
        ("<msup><mi>f</mi><mo>′</mo></msup>", "f'"),
        (f"<mo>(</mo><mfrac>{X}{TWO}</mfrac><mo>)</mo>", r"\left( \frac{x}{2} \right)"),
        (f"<mo>[</mo><mo>(</mo>{X}<mo>)</mo><mo>)</mo>", "[ ( x ) )"),
        ("<mi>y</mi><mo>'</mo><mo>'</mo><mo>=</mo><mi>x</mi><mo>'</mo>", "y'' = x'"),
        (f"<msup>{X}{TWO}</msup><mo>'</mo>", "{x^{2}}'"),
        ("<msup><mn>90</mn><mo>°</mo></msup>", r"{90}^{\circ}"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", r"\sum_{i}^{n}"),
        ("<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>", r"\lim_{x \to 0}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", r"\vec{v}"),
        ("<mover><mi>AB</mi><mo>¯</mo></mover>", r"\overline{\mathrm{AB}}"),
        (f"<mi>sin</mi><mo>&#x2061;</mo>{X}", r"\sin x"),
        ("<mi>α</mi><mo>≤</mo><mi>π</mi>", r"\alpha \le \pi"),
        ("<mi mathvariant='double-struck'>R</mi>", r"\mathbb{R}"),
        ("<mn>1,234.5</mn>", "1{,}234.5"),
        ("<mtext>if 5% &amp; </mtext>", r"\text{if 5\% \& }"),
        ("<mfenced open='[' close=')'><mn>1</mn><mn>2</mn></mfenced>", r"\left[ 1, 2 \right)"),
        (f"<mtable><mtr><mtd>{X}</mtd><mtd>{TWO}</mtd></mtr></mtable>", r"\begin{matrix} x & 2 \end{matrix}"),
        ("<mo>{</mo><mn>1</mn><mo>}</mo>", r"\{ 1 \}"),
        (f"<semantics>{X}<annotation encoding='application/x-tex'>x_1</annotation></semantics>", "x_1"),
        (f"<menclose notation='updiagonalstrike'>{X}</menclose>", r"\cancel{x}"),
    ],
)  # fmt: skip
def test_a_formula_becomes_tex_that_is_shown(source, expected):
    assert tex(source) == expected
    assert math_problem(expected) is None


@pytest.mark.parametrize(
    "source",
    [
        "<apply><plus/><ci>x</ci></apply>",
        "<mfrac><mn>1</mn></mfrac>",
        "<menclose notation='actuarial'><mi>x</mi></menclose>",
        "<mfenced open='a' close='b'><mn>1</mn></mfenced>",
        "<mrow>" * (DEEPEST + 1) + "</mrow>" * (DEEPEST + 1),
        "<mi>x</mi>" * MOST_ELEMENTS,
    ],
    ids=["content", "half a fraction", "enclosure", "brackets", "deep", "long"],
)
def test_what_has_no_counterpart_is_refused(source):
    with pytest.raises(NotConvertible):
        tex(source)


def test_a_formula_of_twice_the_size_costs_twice_as_much():
    assert (
        cost_of_doubling(lambda parts: tex("".join(parts)), lambda n: ["<mi>x</mi>"] * n, size=200) < LINEAR
    )
