"""Texts become safe HTML with MathML."""

import re

import pytest

from content.texts.formulas import math_problem
from content.texts.images import InvalidImage, read_image
from content.texts.rendering import images_in, render_markdown

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


def test_maths_is_served_as_mathml_and_needs_no_script():
    html = render_markdown("A half is $\\frac{1}{2}$.")
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in html
    assert "$" not in html


def test_prices_are_not_formulas():
    assert "<math" not in render_markdown("It costs $5 today and $6 tomorrow.")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "$\\style{background:url(//x)}{x}$",
        "![x](https://elsewhere.example/spy.png)",
        '![x" onerror="alert(1)](images/a.svg)',
        "```html onload=x\n<b>\n```",
    ],
)
def test_nothing_in_a_text_can_act_or_load(text):
    html = render_markdown(text, images={"images/a.svg": "/content/images/1/a.svg"})
    for danger in (
        "<script",
        "<img src=x",
        'onerror="',
        'javascript:alert(1)"',
        "elsewhere",
        "style=",
        'data:text/html;base64,AAAA"',
    ):
        assert danger not in html
    # A refused formula is shown as it was typed: as text, and in no attribute.
    assert not re.search(r"<[^>]*url\(", html)


def test_a_courses_own_picture_is_shown_with_its_alternative_text():
    html = render_markdown("![Four slices](images/p.svg)", images={"images/p.svg": "/content/images/1/p.svg"})
    assert '<img src="/content/images/1/p.svg" alt="Four slices">' in html


def test_another_picture_is_left_out_and_its_text_stays():
    assert "<img" not in render_markdown("![Four slices](images/p.svg)")
    assert "Four slices" in render_markdown("![Four slices](images/p.svg)")


def test_headings_stand_below_the_pages_own():
    assert render_markdown("# Halves\n\n###### Deep") == "<h2>Halves</h2>\n<h6>Deep</h6>\n"


def test_tables_are_aligned_without_inline_style():
    html = render_markdown("| a |\n|--:|\n| 1 |")
    assert '<td class="align-right">1</td>' in html


@pytest.mark.parametrize("latex", ["\\frac{1", "a^", "\\begin{x}", "\\foo", "\\left(", "x" * 3000])
def test_a_bad_formula_is_told_and_shown_as_it_was_typed(latex):
    assert math_problem(latex)
    assert "<math" not in render_markdown(f"${latex}$")


def test_a_good_formula_has_no_problem():
    assert math_problem("\\frac{1}{2} \\times \\sqrt{x_1} \\le 3") is None


def test_pictures_are_found_with_line_name_and_alternative_text():
    assert images_in("a\n\n![Pie](images/a.svg)\n\n![](images/b.svg)") == [
        (2, "images/a.svg", "Pie"),
        (4, "images/b.svg", ""),
    ]


def test_an_svg_loses_all_that_could_act_or_load():
    bad = (
        b"<script>x</script><foreignObject/><a href='https://x'/><image href='https://x'/>"
        b"<rect onclick='x' fill='url(https://x)'/><use href='https://x#a'/><style>@import 'x';</style>"
    )
    clean = read_image("a.svg", SVG % bad).data
    assert clean == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect /><use /></svg>'


def test_the_style_of_a_drawings_part_is_spelled_out_and_can_do_no_more_than_its_attributes():
    style = (
        b"fill: red !important;stroke-width:2; mask: url(https://x);onclick:x; href: //x; style: a:b;--x:y"
    )
    clean = read_image("a.svg", SVG % (b'<rect style="%b"/>' % style)).data
    assert b'<rect fill="red" stroke-width="2" />' in clean


def test_a_clean_svg_keeps_its_drawing_and_cleaning_twice_changes_nothing():
    once = read_image(
        "a.svg",
        SVG % b"<style>.a{fill:red}</style><g id='g'><path class='a' d='M0 0h9'/></g><use href='#g'/>",
    )
    assert b"M0 0h9" in once.data
    assert b'href="#g"' in once.data
    assert read_image("a.svg", once.data) == once


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.svg", b"<!DOCTYPE svg []><svg/>", "document type"),
        ("a.svg", b"<svg", "not well-formed"),
        ("a.svg", b"<svg/>", "outermost"),
        ("a.png", SVG % b"", "must end in .svg"),
        ("a.svg", b"GIF89a", "must end in .gif"),
        ("a.exe", b"MZ", "no SVG, PNG"),
        ("../a.svg", SVG % b"", "letters, digits"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_001, "kB"),
    ],
)
def test_what_is_no_picture_is_refused(name, data, reason):
    with pytest.raises(InvalidImage, match=reason):
        read_image(name, data)
