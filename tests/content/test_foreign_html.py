"""HTML of other systems keeps what a reader of theirs saw, and loses no word to a tag that is not known."""

import pytest

from content.texts.foreign.html import markdown_of_html
from content.texts.rendering import render_markdown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<ol start="3"><li>three</li><li>four</li></ol>', "3. three\n4. four"),
        ('<ol start="0"><li>zero</li></ol>', "0. zero"),
        ('<ol start="-2"><li>one</li></ol>', "1. one"),
        (
            '<ol start="3"><li>three<ol><li>inner</li></ol></li><li>four</li></ol>',
            "3. three\n   1. inner\n4. four",
        ),
    ],
)
def test_a_list_begins_with_its_number(written, shown):
    assert markdown_of_html(written).text == shown


def test_a_list_is_shown_from_its_number():
    assert '<ol start="3">' in render_markdown(markdown_of_html("<ol start=3><li>three</li></ol>").text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>", "漢(kan)字(ji)"),
        ("He said <q>no</q>.", 'He said "no".'),
        ("<details><summary>More</summary>Text</details>", "More\n\nText"),
        ("<header>Top</header><main>Body</main>", "Top\n\nBody"),
        ("Long<wbr>word, <dfn>named</dfn>", "Longword, named"),
        ("Read.<button type='button'>Next</button>", "Read."),
        ("#include &lt;map&gt; and if (a<b && c>d)", "#include <map> and if (a<b && c>d)"),
    ],
)
def test_no_tag_is_shown_as_words(written, shown):
    assert markdown_of_html(written).text == shown
