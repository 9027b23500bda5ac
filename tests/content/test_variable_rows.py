"""Variables as rows of a form: what is left alone stays as it is stored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.admin.questions.course import CourseParts
from content.admin.questions.fields import render_fields
from content.admin.questions.whole import read_variables, stored_variables
from content.questions.editing import VARIABLES, typed_from
from tests.content.admin.browserform import sent_from

LISTS = st.lists(st.sampled_from(["2", "3", "1/2", "Ana", "a, b"]), min_size=1, max_size=4)
SOURCES = st.one_of(st.sampled_from(["2..9", "-9..9 except 0", "0.5..3 step 0.25", "= 2 + 3"]), LISTS)


@st.composite
def written(draw):
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
    variables = {name: draw(SOURCES) for name in names}
    if draw(st.booleans()):
        variables["where"] = [f"{names[0]} == {names[0]}"]
    same = [name for name in names if isinstance(variables[name], list)]
    if len(same) > 1 and draw(st.booleans()):
        for name in same:
            variables[name] = (variables[name] * 4)[:4]
        variables["together"] = [same]
    return variables


def posted(variables, **changes):
    """Return what comes back from the fields of a question's variables, and what is wrong with it."""
    filled = stored_variables(variables)
    sent = {**sent_from(render_fields(filled, "q", {}, CourseParts())), **changes}
    again = type(filled)(
        "", VARIABLES, typed_from(VARIABLES, lambda name: sent.get(name, []), "q"), filled.stored
    )
    found, read = read_variables(again, variables, CourseParts())
    return found, read.faults


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(variables=written())
def test_variables_survive_opening_and_saving(variables):
    assert posted(variables) == (variables, {})


def test_a_value_a_line_makes_a_list_and_a_single_line_a_range():
    new = {"q-variables": ["0", "n0"], "q-variables-n0-name": ["b"], "q-variables-n0-values": ["2\r\n3\r\n5"]}
    found, faults = posted({"a": "2..9"}, **new, **{"q-variables-0-values": ["2..5"]})
    assert (found, faults) == ({"a": "2..5", "b": ["2", "3", "5"]}, {})


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"q-variables-0-values": ["9..2"]}, "variables-0-values", "The range ends before it begins."),
        ({"q-variables-0-name": ["where"]}, "variables-0-name", "the name is taken"),
        ({"q-variables-0-name": ["b"]}, "variables-1-name", "the name is taken"),
        ({"q-where": ["n0"], "q-where-n0-condition": ["a =< b"]}, "where-n0-condition", "a"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(changes, place, words):
    _, faults = posted({"a": "2..9", "b": "1..3"}, **changes)
    assert list(faults) == [place]
    assert words in faults[place][0]
