"""Questions of Brightspace (D2L): QTI 1.2 with names and counts of its own."""

import pytest

from content.questions.tokens import token
from tests.content.oldqti import fib, labels, material, told
from tests.content.qtibank import mark, only, reason

NAME = "QUES_1"
COUNTED = '<setvar varname="que_score" action="Set">D2L_Correct</setvar>'
BOXES = 'xmlns:d2l="http://desire2learn.com/xsd/d2lcp_v2p0" d2l:input_boxes="3"'


def field(name, boxes=""):
    shown = (
        f'<render_fib prompt="Box" fibtype="String" {boxes}><response_label ident="{name}_ANS"/></render_fib>'
    )
    return f'<response_str ident="{name}_STR" rcardinality="Single">{shown}</response_str>'


def listed(named, *, given, kind="response_grp", cardinality="Single", line=""):
    said = material(line) if line else ""
    shown = f'<render_choice shuffle="yes">{labels(named)}</render_choice>'
    return f'<{kind} {given} rcardinality="{cardinality}">{said}{shown}</{kind}>'


def when(response, value, change, *, goes_on="No"):
    # Its values stand on lines of their own.
    test = f'<varequal respident="{response}" case="no">\n  {value}\n</varequal>'
    return f'<respcondition continue="{goes_on}"><conditionvar>{test}</conditionvar>{change}</respcondition>'


def points(value):
    return f'<setvar action="Set">{value}.000000000</setvar>'


def counts(name):
    return f'<setvar varname="D2L_{name}" action="Add">1</setvar>'


def question(kind, text, responses, *conditions, beside=""):
    named = f"<fieldlabel>qmd_questiontype</fieldlabel><fieldentry>{kind}</fieldentry>"
    data = f"<qtimetadata><qti_metadatafield>{named}</qti_metadatafield></qtimetadata>"
    other = f"<respcondition><conditionvar><other/></conditionvar>{COUNTED}</respcondition>"
    end = other if any("D2L_" in one for one in conditions) else ""
    return (
        f'<questestinterop><objectbank><section title="S"><item ident="OBJ_1" label="{NAME}" title="Q">'
        f"<itemmetadata>{data}</itemmetadata><presentation><flow>{material(text)}{responses}</flow>"
        f"</presentation><resprocessing>{''.join(conditions)}{end}</resprocessing>{beside}</item></section>"
        "</objectbank></questestinterop>"
    )


def test_conditions_name_the_field_within_a_response():
    conditions = (when("a_ANS", "France", points(50)), when("b_ANS", "Italy", points(50)))
    asked = only(question("Fill in the Blanks", "Paris, Rome:", field("a") + field("b"), *conditions))
    assert [gap["accepted"] for gap in asked.spec["gaps"]] == [["France"], ["Italy"]]


def test_a_field_may_have_the_name_of_another_response():
    fields = fib("r1").replace('ident="a"', 'ident="r2"') + fib("r2").replace('ident="a"', 'ident="r1"')
    conditions = (when("r1", "France", points(50)), when("r2", "Italy", points(50)))
    asked = only(question("Fill in the Blanks", "Paris, Rome:", fields, *conditions))
    assert [gap["accepted"] for gap in asked.spec["gaps"]] == [["France"], ["Italy"]]


def test_choices_are_counted_as_right_and_wrong_and_keep_what_is_said_to_them():
    named = {"Q_A1": "2", "Q_A2": "3", "Q_A3": "4"}
    offered = listed(named, given='ident="L"', kind="response_lid", cardinality="Multiple")
    rights = {"Q_A1": "Correct", "Q_A2": "Incorrect", "Q_A3": "Correct"}
    conditions = [when("L", name, counts(right), goes_on="yes") for name, right in rights.items()]
    beside = told("Q_IF2", "Odd.") + told(NAME, "In all.")
    asked = only(question("Multi-Select", "Even?", offered, *conditions, beside=beside))
    assert mark(asked, choice=[token("2"), token("4")]).feedback == "That is it.\n\nIn all."
    assert "Odd." in mark(asked, choice=[token("3")]).feedback
    assert not mark(asked, choice=[token("2"), token("3"), token("4")]).is_correct


def test_pairs_are_counted_as_right_and_wrong():
    lines, cities = {"c1": "France", "c2": "Italy"}, {"a1": "Rome", "a2": "Paris"}
    responses = "".join(
        listed(cities, given=f'respident="{name}"', line=line) for name, line in lines.items()
    )
    rights = {("c1", "a2"), ("c2", "a1")}
    conditions = [
        when(line, city, counts("Correct" if (line, city) in rights else "Incorrect"))
        for line in lines
        for city in cities
    ]
    asked = only(question("Matching", "Match.", responses, *conditions))
    assert asked.spec["pairs"] == [
        {"left": "France", "right": "Paris"},
        {"left": "Italy", "right": "Rome"},
    ]


def test_an_order_has_a_place_for_each_thing():
    things, places = {"O1": "two", "O2": "one", "O3": "three"}, {"O1": 2, "O2": 1, "O3": 3}
    response = listed(things, given='ident="O"', cardinality="Ordered")
    conditions = [when(name, place, counts("Correct")) for name, place in places.items()]
    asked = only(question("Ordering", "Order.", response, *conditions))
    assert asked.spec["items"] == ["one", "two", "three"]


def test_a_hint_beside_a_question_is_one_of_its_hints():
    hint = f"<hint><hintmaterial><flow_mat>{material('Think.')}</flow_mat></hintmaterial></hint>"
    asked = only(question("Short Answer", "A:", field("a"), when("a_ANS", "b", points(100)), beside=hint))
    assert asked.hints == ("Think.",)


FORMULA = "<respcondition><respcond_extension><formula>2 * {x}</formula></respcond_extension></respcondition>"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (question("Long Answer", "Write.", field("a")), "essay"),
        (question("Arithmetic", "Solve.", fib(), FORMULA), "formula"),
        (
            question("Multi-Short Answer", "Three?", field("a", BOXES), when("a_ANS", "b", points(33))),
            "depends",
        ),
    ],
)
def test_what_cannot_be_taken_is_named(source, why):
    assert why in reason(source)
