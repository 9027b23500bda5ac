r"""Formulas are found between $, $$, \( \) and \[ \]; prices, products and lone signs stay what they are."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.texts.rendering import LONGEST_TEXT, formulas_in, render_inline, render_markdown
from tests.growth import LINEAR, cost_of_doubling


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$$a$$ and $$b$$", ["a", "b"]),
        ("$$a$$ $$b$$ $$c$$", ["a", "b", "c"]),
        (r"\(a\), \[b\] and $c$", ["a", "b", "c"]),
        ("\\[\na\n- b\n\\]", ["\na\n- b\n"]),
        ("$$\na\n= b\n+ c\n$$", ["\na\n= b\n+ c\n"]),
        ("> $$\n> a\n> $$", ["\na\n"]),
        ("Costs $5, and $x$ is 6.", ["x"]),
        (r"$\text{costs \$5}$", [r"\text{costs \$5}"]),
        (r"\(a \\\) b\)", [r"a \\"]),
        ("2 $x$ and 3$y$", ["x", "y"]),
        ("`$a$` and `\\(b\\)`", []),
        (r"\$a\$ \\(b\\)", []),
    ],
)
def test_formulas_are_found(text, formulas):
    assert [latex for _, latex in formulas_in(text)] == formulas


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$48-$31", "<p>$48-$31</p>"),
        ("**$4** or **$6**", "<p><strong>$4</strong> or <strong>$6</strong></p>"),
        ("$5 and $6", "<p>$5 and $6</p>"),
        ("$5, US$ 6 and A$7", "<p>$5, US$ 6 and A$7</p>"),
        ("($4)/($5)", "<p>($4)/($5)</p>"),
        ("$4 or more*$", "<p>$4 or more*$</p>"),
        ("$1,000.50 is more than $999", "<p>$1,000.50 is more than $999</p>"),
        ("$", "<p>$</p>"),
        ("$$", "<p>$$</p>"),
        ("$$$5", "<p>$$$5</p>"),
        (r"\( and \[", "<p>( and [</p>"),
    ],
)
def test_prices_and_lone_signs_stay(text, shown):
    assert render_markdown(text).strip() == shown


@pytest.mark.parametrize("text", ["2*3*4", "a*b*c", "2**3**4", "(x+1)*(x+2)*3", "2*x*(3)", "x*y and z*w"])
def test_a_product_stays_a_product(text):
    assert render_markdown(text).strip() == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text", ["+", "-", "*", "2.", "#", ">", "- 3", "+ 4", "1) a", "---", "    x", "2*3*4"]
)
def test_a_choice_is_no_list_and_no_heading(text):
    assert re.sub(r"<[^>]*>", "", render_inline(text)) == text.strip().replace(">", "&gt;")
    assert "<" not in render_inline(text)


def test_a_choice_keeps_what_stands_within_a_line():
    html = render_inline("**Half**, $\\frac12$ ![Pie](images/a.svg)", images={"images/a.svg": "/i/1"})
    assert html.startswith("<strong>Half</strong>, <math><mfrac>")
    assert '<img src="/i/1" alt="Pie">' in html


def test_a_formula_is_told_with_the_line_that_it_begins_in():
    text = "a $x$\nb $y$\n\n$$z\n$$ c $w$\n\n- $u$\n  $v$"
    assert formulas_in(text) == [(0, "x"), (1, "y"), (3, "z\n"), (4, "w"), (6, "u"), (7, "v")]


@given(st.text(alphabet="ab1 .,;:!?_~`#>-+=|()[]<&\"'\n", max_size=120))
def test_a_text_without_dollars_backslashes_and_stars_is_plain_markdown(text):
    plain = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    ours, theirs = (re.sub(r"<[^>]*>|\s", "", html) for html in (render_markdown(text), plain.render(text)))
    assert ours.replace("&nbsp;", "") == theirs.replace("&quot;", '"')


@given(
    st.lists(st.integers(0, 9999), min_size=1, max_size=6),
    st.sampled_from([" and ", "-", ", ", " or **", "/"]),
)
def test_prices_alone_are_never_formulas(amounts, between):
    assert "<math" not in render_markdown("It is " + between.join(f"${amount}" for amount in amounts) + ".")


HOSTILE = {
    "dollars": lambda n: "$" * n,
    "dollars and letters": lambda n: "$a " * n,
    "dollars that open": lambda n: " $a" * n,
    "double dollars": lambda n: "$$a\n" * n,
    "lines of an open formula": lambda n: "\\[a\n" * n,
    "lines of a formula that text follows": lambda n: "\\[a\n" * n + "\\] b",
    "round ones": lambda n: "\\( " * n,
    "round ones that images part": lambda n: "\\( ![a](b) " * n,
    "backslashes": lambda n: "$" + "\\" * n,
    "stars": lambda n: "2*3" * n,
    "links": lambda n: "[$a](" * n,
    "an amount and spaces": lambda n: "$4" + " a" * n + "$",
    "formulas": lambda n: "$x$ " * n,
    "an item that ends within a formula": lambda n: "- \\[a\n" + "  \\[a\n" * n + "b\\]\n",
    "quotations": lambda n: "> $$\n" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_text_that_is_twice_as_long_costs_twice_as_much(kind):
    make = HOSTILE[kind]
    size = 800
    assert len(make(2 * size)) <= LONGEST_TEXT
    count = itertools.count()  # What was rendered before is remembered.
    assert (
        cost_of_doubling(lambda text: render_markdown(f"{next(count)}\n\n{text}"), make, size=size) < LINEAR
    )
