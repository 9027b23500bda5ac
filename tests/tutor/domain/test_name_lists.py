"""A list of names is read as teachers paste it, and each fault names its line."""

import pytest

from tutor.domain.name_lists import MOST_NAMES, read_names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Amira Khan", ("Amira", "Khan")),
        ("Khan, Amira", ("Amira", "Khan")),
        ("حداد، ليلى", ("ليلى", "حداد")),
        ("王，小明", ("小明", "王")),
        ("Amira\tKhan\t2015-03-01", ("Amira", "Khan")),
        ("Ana Maria;de la Cruz", ("Ana Maria", "de la Cruz")),
        ("  3. Ben   Okafor ", ("Ben", "Okafor")),
        ("Zoë", ("Zoë", "")),
        ("Ana Maria de la Cruz", ("Ana Maria", "de la Cruz")),
        ("Zoë Ó Briain", ("Zoë", "Ó Briain")),
        ("Mary Jane Watson", ("Mary Jane", "Watson")),
        ("De Andre", ("De", "Andre")),
        ("李 小龙", ("李", "小龙")),
        ("Khan,", ("Khan", "")),
    ],
    ids=[
        "words",
        "comma",
        "arabic comma",
        "chinese comma",
        "cells",
        "semicolon",
        "numbered",
        "one-word",
        "particles",
        "irish",
        "two-given",
        "particle-first",
        "chinese",
        "comma-alone",
    ],
)
def test_a_line_is_a_name(line, name):
    (read,) = read_names(line).names
    assert (read.given, read.family) == name


def test_faults_name_their_lines_and_empty_lines_are_none():
    read = read_names("Amira Khan\n\n???\nKhan, amira\n")
    assert read.faults == [
        "Line 3 has no name: “???”.",
        "Line 4, “Khan, amira”, is line 1 again. If they are two, add something that tells them apart.",
    ]


def test_too_many_are_refused_whole():
    text = "\n".join(f"Pupil {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(MOST_NAMES + 1))
    assert read_names(text).faults == ["61 names are too many at once: at most 60."]
