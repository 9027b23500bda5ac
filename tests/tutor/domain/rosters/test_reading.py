"""Tables from files: letters, separators, lines, and every fault at once."""

import pytest

from tutor.domain.rosters.lines import read_lines
from tutor.domain.rosters.reading import Unreadable, read_table
from tutor.domain.rosters.wanted import Wanted
from tutor.domain.rosters.words import FAULTS, describe_fault, describe_unreadable

HEAD = "id,given name,family name,class\n"
NAMES = "id,given name,family name,class\n1,Zoë,Müller,6a\n"


def read(text: str, scope: str = "adding"):
    return read_lines(read_table(text.encode()), scope=scope)


def faults_of(text: str) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in read(text).faults]


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_letters_and_separators_are_found(codec, name, separator):
    table = read_table(NAMES.replace(",", separator).encode(codec))
    assert (table.encoding, table.separator) == (name, separator)
    assert table.lines[0].cells == ("1", "Zoë", "Müller", "6a")
    assert table.sample == ("Zoë", "Müller")
    assert read_lines(table, scope="adding").wanted.people[0].given_name == "Zoë"


def test_a_spreadsheets_line_about_its_separator_is_no_head():
    table = read_table(b"sep=;\r\nid;given name\r\n1;A, B\r\n")
    assert table.head.cells == ("id", "given name")
    assert (table.lines[0].number, table.lines[0].cells) == (3, ("1", "A, B"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n \n;;\n", "empty"),
        (b"PK\x03\x04rest", "binary"),
        (b"\x81\x8d\x8f", "letters"),
        (b"id\n" + b"1\n" * 10_002, "long"),
        (b'id\n"' + b"1" * 140_000, "long"),
    ],
    ids=["nothing", "blank", "workbook", "letters", "lines", "cell"],
)
def test_what_is_no_table_is_said_to_be_none(content, why):
    with pytest.raises(Unreadable) as told:
        read_table(content)
    assert told.value.args == (why,)
    assert describe_unreadable(why)


def test_columns_are_found_in_any_order_and_capitals():
    reading = read("CLASS,Surname,First_Name,Student ID,Role,E-mail\n6a,Khan,Amira,7,Teacher,a@b.c\n")
    (person,) = reading.wanted.people
    assert (person.key, person.given_name, person.family_name, person.role) == (
        *("id:7", "Amira", "Khan"),
        "teacher",
    )
    assert reading.wanted.lessons == {("name:6a", "id:7")}
    assert reading.left_out == ("E-mail",)
    assert "a@b.c" not in str(reading)


def test_a_person_may_be_in_several_classes_on_one_line_or_several():
    reading = read(HEAD + "1,Amira,Khan,6a|Chess\n1,Amira,Khan,Choir\n,,,Empty\n")
    assert reading.faults == []
    assert len(reading.wanted.people) == 1
    assert {key for key, _ in reading.wanted.seats} == {"name:6a", "name:chess", "name:choir"}
    assert [one.name for one in reading.wanted.classes] == ["6a", "Chess", "Choir", "Empty"]


def test_all_faults_are_told_at_once_with_line_and_column():
    text = (
        "id,user name,given name,family name,role,class,class id\n"
        "1,ann a,,,boss,6a,\n"
        "1.2E+11,bob,Bob,B,,,9\n"
        ",,Cleo,C,,6a,\n"
        "4,dora,Dora,D,,6a,7\n"
        "4,dora,Dora,Other,,6b,7\n"
        "5,DORA,Eve,E,,6a,,,extra\n"
    )
    assert faults_of(text) == [
        (2, "given name", "no_name"),
        (2, "role", "role"),
        (2, "user name", "username"),
        (3, "class", "no_class_name"),
        (3, "id", "shortened"),
        (4, "id", "no_id"),
        (6, "class", "class_differs"),
        (6, "id", "differs"),
        (7, "", "many_cells"),
        (7, "user name", "same_username"),
    ]
    wanted = read(text).wanted
    assert [person.key for person in wanted.people] == ["id:4"]
    assert Wanted.from_json(wanted.to_json()) == wanted


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        ("given name,family name", [(1, "id", "no_id_column")]),
        ("id,name", [(1, "family name", "no_column"), (1, "given name", "no_column")]),
        ("id,ID,given name,surname", [(1, "ID", "twice")]),
        ("id,given name,surname,Password", [(1, "Password", "password")]),
    ],
    ids=["no-id", "no-names", "twice", "password"],
)
def test_faults_of_the_head_are_told_and_no_line_is_read(head, faults):
    assert faults_of(f"{head}\n1,2,3,secret\n") == faults


def test_a_quotation_mark_that_is_not_closed_is_found_where_it_opens():
    assert faults_of(HEAD + '1,"Amira,Khan,6a\n2,Ben,B,6a\n')[0] == (2, "", "quotation")


def test_a_mark_that_is_open_at_the_end_of_the_file_is_found():
    assert faults_of(HEAD + '1,Amira,"Khan,6a') == [(2, "", "quotation")]
    assert faults_of(HEAD + '1,Amira,O"Neil,6a\n2,Ben,B,6a') == []
    assert faults_of(HEAD + '1,Amira,O"Neil,6a') == []


NOTES = "id,given name,family name,notes,class\n"


@pytest.mark.parametrize("notes", ['"12 High Street\nLondon, UK"', '"a\r\nb"', '"a, ""b"", c\n"'])
def test_what_nobody_reads_may_have_several_lines(notes):
    found = read(f"{NOTES}1,Amira,Khan,{notes},6a\n2,Ben,B,,6a\n")
    assert (found.faults, len(found.wanted.people)) == ([], 2)


@pytest.mark.parametrize("second", ['2,Ben,B,"x",6a', '2,Ben,B,"x, ""y""",6a'])
def test_a_mark_that_is_not_closed_takes_no_line_with_it_unsaid(second):
    assert (2, "", "quotation") in faults_of(f'{NOTES}1,Amira,Khan,"note,6a\n{second}\n')


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_each_fault_says_what_is_wrong_and_what_to_do(code):
    assert all(words and "%" not in words for words in describe_fault(code, "7"))
