"""Emphasis of other systems' texts is seen as such, or its words stand alone; its marks are never seen."""

import pytest

from content.texts.foreign.html import markdown_of_html
from content.texts.rendering import render_inline


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("2<i>x</i> + 3", "2x + 3"),
        ("f(<i>x</i>) = <i>x</i>2", "f(<em>x</em>) = x2"),
        ("the <i>re</i>port", "the report"),
        ("play<b>ed</b>", "play<strong>ed</strong>"),
        ("<b>Note:</b>more", "<strong>Note</strong>:more"),
        ("日本<b>「語」</b>です", "日本「<strong>語</strong>」です"),
        ("<b>(x)</b> and <b>(x)</b>y", "<strong>(x)</strong> and (<strong>x</strong>)y"),
        ("x<b>2</b>", "x2"),
        ("a<b>-</b>b", "a-b"),
        ("price<b>$x$</b>", "price<math><mi>x</mi></math>"),
        ("<b>a <i>b</i></b> <b><i>c</i></b>", "<strong>a <em>b</em></strong> <em><strong>c</strong></em>"),
        ("<b>a_b*</b>c", "a_b*c"),
        ("\ue0f1x\ue0f4", "x"),
        ("x<sup><b>2</b></sup>", "x²"),
    ],
)
def test_its_marks_are_never_seen(html, shown):
    assert render_inline(markdown_of_html(f"<p>{html}</p>").text) == shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("un<u>happi</u>ness", "un**happi**ness"),
        ("<ins>new</ins>", "**new**"),
        ('<span style="text-decoration: underline;">runs</span>', "**runs**"),
        ('<span style="color: red; font-weight: 700">runs</span>', "**runs**"),
        ("<span style='FONT-STYLE:italic'>runs</span>", "*runs*"),
        ('<span style="text-decoration-line: line-through; font-weight: bold">old</span>', "~~**old**~~"),
        ('<span style="font-weight: normal; color: red">runs</span>', "runs"),
        ("<span>runs</span>", "runs"),
    ],
)
def test_what_editors_underline_or_style_is_emphasised(html, shown):
    assert markdown_of_html(f"<p>It {html}.</p>").text == f"It {shown}."


def test_in_code_it_is_left_out():
    assert markdown_of_html("<pre>if <b>x</b>:\n  y</pre>").text == "```\nif x:\n  y\n```"
    assert markdown_of_html("<p><code>a <i>b</i></code></p>").text == "`a b`"
