r"""Formulas become MathML that browsers draw alike, or are refused by name with what to use instead."""

import re
from html import unescape

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.texts.formulas import MATHS_CLASSES, math_problem, mathml_of
from content.texts.rendering import render_markdown
from content.texts.tex import LONGEST_FORMULA, BadFormula
from content.texts.tex_words import COMMANDS, ENVIRONMENTS, KNOWN_ENVIRONMENTS
from tests.growth import LINEAR, cost_of_doubling


def letters_of(mathml: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", mathml))


def attributes_of(mathml: str) -> list[str]:
    return sorted(re.findall(r' [\w-]+="[^"]*"', mathml))


def rows_of(latex: str) -> int:
    return mathml_of(latex).count("<mtr>")


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\text{20\% off}", "<mtext>20%\u00a0off</mtext>"),
        (r"\text{\$5 or \& more}", "<mtext>$5\u00a0or\u00a0&amp;\u00a0more</mtext>"),
        ("3{,}14", '<mn>3</mn><mo rspace="0">,</mo><mn>14</mn>'),
        (r"\sqrt23", "<msqrt><mn>2</mn></msqrt><mn>3</mn>"),
        (r"\frac{1}23", "<mfrac><mn>1</mn><mn>2</mn></mfrac><mn>3</mn>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\sqrt[3]8", "<mroot><mn>8</mn><mn>3</mn></mroot>"),
        (r"\cancel{5}", '<mrow class="math-strike-up"><mn>5</mn></mrow>'),
        (r"\boxed{x}", '<mrow class="math-box"><mi>x</mi></mrow>'),
        (r"\textcolor{red}{x}", '<mrow class="math-red"><mi>x</mi></mrow>'),
        ("2 = ___", "<mo>=</mo><mi>_</mi><mi>_</mi><mi>_</mi>"),
        (r"\pi*2", "<mi>π</mi><mo"),
        (r"\left(\frac12\right)^2 x", '<mpadded class="math-thin-right">'),
        (r"\mathbf{v}", "<mi>𝐯</mi>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\mathfrak{g}", "<mi>𝔤</mi>"),
    ],
)
def test_a_formula_reads_as_in_tex(latex, shown):
    assert shown in mathml_of(latex).replace(" off", "\u00a0off")
    assert shown in render_markdown(f"${latex}$").replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize("name", sorted(KNOWN_ENVIRONMENTS))
def test_every_known_environment_breaks_lines_and_shows_no_tex(name):
    columns = {"array": "{rl}", "subarray": "{c}"}.get(name, "")
    mathml = mathml_of(rf"\begin{{{name}}}{columns}x\\y\end{{{name}}}")
    assert mathml.count("<mtr>") == 2
    assert letters_of(mathml).strip("{}()[]|‖\u2063") == "xy"


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"x \\ y", 2),
        (r"x \newline y \\[1em] z", 3),
        (r"\begin{aligned}x&=1\\[2pt]y&=2\end{aligned}", 2),
        (r"\begin{align*}x&=1\\y&=2\end{align*}", 2),
        (r"\sum_{\substack{i<n\\j<m}} x", 2),
    ],
)
def test_two_backslashes_break_lines(latex, rows):
    assert rows_of(latex) == rows


def test_columns_are_aligned_and_ruled_by_classes():
    mathml = mathml_of(r"\begin{array}{l|r}\hline a&b\\ \hline c&d\\ \hline \end{array}")
    assert '<mtd class="math-left math-rule-right"><mi>a</mi></mtd><mtd class="math-right">' in mathml
    last = mathml.rpartition("<mtr>")[2]
    assert last.count('class="math-rule-top') == 2
    assert " style=" not in mathml


def test_every_class_of_a_formula_is_drawn():
    sheet = (settings.BASE_DIR / "tutor/static/tutor/css/maths.css").read_text(encoding="utf-8")
    classes = set().union(*MATHS_CLASSES.values())
    assert len(classes) >= 30
    assert [name for name in sorted(classes) if f".{name}" not in sheet] == []


@pytest.mark.parametrize("name", ["multline", "foo", "alignat", "tabular", "smallmatrix", "aligned*"])
def test_an_unknown_environment_is_refused_by_name(name):
    latex = rf"\begin{{{name}}}a & b \\ c\end{{{name}}}"
    assert f"no environment {name}: " in str(math_problem(latex))
    assert "<math" not in render_markdown(f"$${latex}$$")


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (r"\foo{x}", r"no command \\foo: the guide"),
        (r"\ce{H2O}", r"no command \\ce: use \\mathrm"),
        (r"\newcommand{\a}{b}\a", r"no command \\newcommand: .* of its own"),
        (r"\href{javascript:alert(1)}{x}", r"no command \\href: put it into the text"),
        (r"\textcolor{pink}{x}", "no colour pink: use red, blue"),
        ("a & b", "& stands outside of an environment"),
        ("50% of 3", r"% begins a comment in TeX: write \\%"),
        (r"\text{if $x$}", r"a \$ stands within a formula"),
        (r"{a \\ b}", r"\\\\ breaks no line within braces"),
        (r"\begin{array}{p{3cm}}a\end{array}", "columns of an array are l, c and r"),
        (r"\begin{aligned}x", r"\\begin{aligned} has no \\end"),
        (r"\left(x", r"\\left has no \\right"),
        (r"x\right)", r"\\right closes what nothing opens"),
        (r"\hspace{-1em}", "not shown alike by all browsers"),
        ("{x", "braces do not match"),
        ("x\\", "ends in a backslash"),
        (r"\operatorname{log_b} x", r"operatorname takes letters alone"),
        ("x_^2", "two scripts follow one another"),
        ("√9", r"write \\sqrt"),
        ("x^2^3", "Duplicate subscript or superscript"),
        ("{" * 60 + "}" * 60, "nested too deep"),
        (r"\sqrt" * 100 + "2", "nested too deep"),
        ("x" * 3000, "more than 2,000 characters"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_use_instead(latex, told):
    assert re.search(told, str(math_problem(latex)))


@pytest.mark.parametrize("name", [*COMMANDS, *ENVIRONMENTS])
def test_what_the_table_refuses_is_refused(name):
    latex = rf"\begin{{{name}}}x\end{{{name}}}" if name in ENVIRONMENTS else rf"\{name}{{x}}"
    problem = str(math_problem(latex))
    assert name in problem
    assert str({**COMMANDS, **ENVIRONMENTS}[name]) in problem


def test_a_bad_formula_of_a_file_is_told_with_its_line():
    faults = FaultList()
    text = "One.\n\nTwo $x$\nthree $\\foo$."
    TextChecker((), faults).check(text, file="a.md", line=10)
    assert [(fault.line, r"\foo" in fault.reason) for fault in faults.faults] == [(13, True)]


ATOMS = st.sampled_from(
    ["x", "2", "+", "=", "3{,}14", r"\pi", r"\le", r"\text{20\% off}", r"\sin x", r"\mathbf{v}", "(a)", r"\%"]
)
COMPOUNDS = [r"\frac{%s}{%s}", r"\sqrt{%s %s}", "{%s}^{%s}", r"\left(%s\right)%s", r"\cancel{%s}\boxed{%s}"]
COMPOUNDS += [
    r"\begin{aligned}%s&=%s\end{aligned}",
    r"\overline{%s}\hat{%s}",
    r"\begin{cases}%s\\%s\end{cases}",
]
COMPOUNDS += [r"\dfrac{%s}{%s}", r"\left(%s\right)^2 %s", r"\textcolor{red}{%s}\hspace{1em}%s"]
COMPOUNDS += [r"\begin{array}{|l|r|}\hline %s&%s\\ \hline\end{array}", r"\big(%s\big)\binom{%s}{2}"]
SOUND = st.recursive(
    ATOMS,
    lambda inner: st.builds(lambda form, *parts: form % parts, st.sampled_from(COMPOUNDS), inner, inner),
)
PARTS = [
    *"abx12+-=^_{}&%$ []()",
    r"\frac",
    r"\begin{",
    r"\end{",
    "aligned}",
    r"\sqrt",
    r"\foo",
    r"\\",
    r"\text{",
]
ANY = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)


@given(SOUND)
def test_a_sound_formula_is_shown_whole_without_tex(latex):
    html = render_markdown(f"${latex}$")
    assert html.startswith("<p><math>")
    assert "\\" not in letters_of(html)
    assert not re.search("frac|sqrt|begin|text|cancel|over|left|hat", letters_of(html))
    assert " style=" not in html
    # Cleaning takes nothing away.
    assert attributes_of(html) == attributes_of(mathml_of(latex))


@given(ANY)
def test_a_formula_is_shown_whole_or_refused(latex):
    problem = math_problem(latex)
    if problem is not None:
        with pytest.raises(BadFormula):
            mathml_of(latex)
        return
    mathml = mathml_of(latex)
    assert "\\" not in letters_of(mathml)
    cleaned = render_markdown(rf"\({latex}\)")
    assert cleaned.count("<m") in (0, mathml.count("<m"))


DEEP = {
    "roots": lambda n: r"\sqrt{" * n + "x" + "}" * n,
    "braces": lambda n: "{" * n + "}" * n,
    "environments": lambda n: r"\begin{matrix}" * n,
    "brackets": lambda n: r"\left(" * n,
    "commands": lambda n: r"\frac" * n,
    "texts": lambda n: r"\text{" * n + "}" * n,
}


@pytest.mark.parametrize("kind", DEEP)
def test_a_formula_that_is_nested_deep_is_refused_and_ends_no_process(kind):
    for size in (50, 300, 100_000):
        assert math_problem(DEEP[kind](size))


FLAT = {
    "fractions": lambda n: r"\frac12" * n,
    "primes": lambda n: "x'" * n,
    "rows": lambda n: r"\begin{matrix}" + r"1&2\\" * n + r"\end{matrix}",
    "colours": lambda n: r"\textcolor{red}{x}" * n,
    "texts": lambda n: r"\text{a \% b}" * n,
    "brackets": lambda n: r"\left(x\right)" * n,
    "scripts": lambda n: "x_1^2" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLAT)
def test_a_formula_that_is_twice_as_long_costs_twice_as_much(kind):
    make = FLAT[kind]
    assert len(make(100)) <= LONGEST_FORMULA
    assert cost_of_doubling(mathml_of, make, size=25) < LINEAR
    assert math_problem(make(100)) is None
