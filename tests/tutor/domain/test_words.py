"""What students type reaches others whole, and nothing hides in it."""

import pytest

from tutor.domain.words import tidy_words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two halves \n", "two halves"),
        ("one\r\ntwo", "one\ntwo"),
        ("one\ttwo", "one two"),
        ("one\n\n \n\n\ntwo", "one\n\ntwo"),
        ("½ ≥ ⅓, 半分, نصف, 👩‍🏫", "½ ≥ ⅓, 半分, نصف, 👩‍🏫"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066\u2069\n \n", ""),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_what_is_seen_stays_and_what_is_not_goes(typed, kept):
    assert tidy_words(typed) == kept
