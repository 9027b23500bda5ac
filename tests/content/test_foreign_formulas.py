"""Formulas of other systems' texts come back where they stood, whatever letters stand around them."""

import pytest

from content.texts.foreign.html import markdown_of_html


@pytest.mark.parametrize("own", ["\ue1000\ue101", "\ue1007\ue101", "\ue100", "\ue101"])
def test_a_texts_own_private_letters_are_no_formula(own):
    assert markdown_of_html(f"A {own} and $x$ and {own}.").text == f"A {own} and $x$ and {own}."


@pytest.mark.parametrize("own", ["&#xE100;0&#xe101;", "&#57600;0&#057601;", "<b>&#xE100;</b>7&#xE101;"])
def test_private_letters_written_by_number_are_no_formula(own):
    shown = markdown_of_html(f"A {own} and $x$.").text.replace("**", "")
    assert shown.removeprefix("A \ue100").removesuffix("\ue101 and $x$.") in ("0", "7")
    assert markdown_of_html("&amp;#xE100;").text == "&#xE100;"
