"""Tables that a spreadsheet opens run nothing, and keep their numbers."""

import pytest

from tutor.domain.cells import FORMULA_STARTS, MARK, write_table


@pytest.mark.parametrize("start", FORMULA_STARTS, ids=[f"{ord(start):x}" for start in FORMULA_STARTS])
def test_no_text_begins_as_a_formula(start):
    cell = write_table([[f"{start}cmd|' /C calc'!A0"]])[len(MARK) :].decode().lstrip('"')
    assert cell.startswith("'")


def test_a_negative_number_stays_one():
    assert write_table([["gain", -2, None]]) == MARK + b"gain,-2,\r\n"
