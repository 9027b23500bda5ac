"""QTI 2 and 3: each interaction is marked here as its item marks it, or named with the reason why not."""

import pytest

from content.coursefiles import BadCourseFiles
from content.exchange.readers.qti.tree import DEEPEST
from tests.content.qtibank import (
    FEEDBACK,
    MAP_RESPONSE,
    MATCH_CORRECT,
    PAIRS,
    as_version_3,
    asked_value,
    choices,
    condition,
    entry,
    feedback,
    item,
    mark,
    only,
    outcome,
    read,
    reason,
    response,
    rules,
)
from tests.growth import LINEAR, cost_of_doubling

ONE_OF_THREE = choices("One", "Two", "Three", prompt="Which?")
TEXT = '<p>Now is the <textEntryInteraction responseIdentifier="RESPONSE"/> of our discontent.</p>'
SCORE = outcome("SCORE", "1")
ANSWERED = "<not><isNull><variable identifier='RESPONSE'/></isNull></not>"


def many_choices(count):
    options = "".join(f'<simpleChoice identifier="C{n}">{n}</simpleChoice>' for n in range(count))
    return f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{options}</choiceInteraction>'


def right_choices(question):
    return [choice["text"] for choice in question.spec["choices"] if choice["correct"]]


def test_a_choice_is_asked_with_the_text_before_it():
    question = only(item(f"<p>Look.</p>{ONE_OF_THREE}", response("B")))
    assert (question.kind, question.prompt) == ("single", "Look.\n\nWhich?")
    assert [mark(question, choice=place).is_correct for place in (0, 1, 2)] == [False, True, False]


def test_version_3_is_read_as_version_2_is():
    source = item(f"<p>Look.</p>{ONE_OF_THREE}", response("B"))
    assert "<qti-simple-choice identifier=" in as_version_3(source)
    assert only(as_version_3(source)) == only(source)


@pytest.mark.parametrize(
    ("shuffle", "fixed", "is_kept"), [(True, (), False), (False, (), True), (True, ("C",), True)]
)
def test_choices_keep_their_order_where_the_item_says_so(shuffle, fixed, is_kept):
    source = item(choices("1", "2", "3", prompt="Which?", shuffle=shuffle, fixed=fixed), response("A"))
    assert read(source).steps()[0].questions[0].spec.get("keep_order", False) is is_kept


def test_of_several_choices_all_that_gain_points_are_right():
    points = entry("A", 1) + entry("B", 1) + entry("C", -2)
    source = item(
        choices("H", "O", "Cl", prompt="Water?", most=0),
        response(cardinality="multiple", mapping=points),
        rules=MAP_RESPONSE,
    )
    question = read(source).steps()[0].questions[0]
    assert (question.kind, right_choices(question)) == ("multiple", ["H", "O"])


def test_several_choices_of_the_most_points_are_each_right():
    points = entry("A", 1) + entry("B", 1) + entry("C", 0.5)
    source = item(ONE_OF_THREE, response("A", mapping=points), rules=MAP_RESPONSE)
    reading = read(source)
    question = reading.steps()[0].questions[0]
    assert (right_choices(question), question.spec["any_correct"]) == (["One", "Two"], True)
    assert any("part of the points is wrong here" in note for note in reading.notes)


def test_what_an_items_own_rules_count_is_right_whatever_shape_they_have():
    scored = condition(
        f"<and><not><isNull><variable identifier='RESPONSE'/></isNull></not>{asked_value('C')}</and>",
        outcome("SCORE", "2"),
    )
    question = only(item(ONE_OF_THREE, response(), rules=rules(scored)))
    assert right_choices(question) == ["Three"]


def test_sets_of_choices_are_tried_where_nothing_declares_the_right_one():
    chosen = "<baseValue baseType='identifier'>{}</baseValue><variable identifier='RESPONSE'/>"
    both = "".join(f"<member>{chosen.format(name)}</member>" for name in "AC")
    scored = condition(f"<and>{both}</and>", SCORE)
    source = item(
        choices("1", "2", "3", prompt="Odd?", most=0), response(cardinality="multiple"), rules=rules(scored)
    )
    assert right_choices(only(source)) == ["1", "3"]


def test_feedback_goes_to_the_answers_that_show_it():
    told = "".join(condition(asked_value(name), outcome("FEEDBACK", name, "identifier")) for name in "ABC")
    scored = condition(asked_value("B"), SCORE)
    texts = [feedback(name, f"<p>This is {name}.</p>") for name in "ABC"]
    question = only(item(ONE_OF_THREE, response("B"), FEEDBACK, *texts, rules=rules(scored, told)))
    said = [mark(question, choice=place).feedback for place in (0, 1, 2)]
    assert said == ["This is A.", "This is B.", "This is C."]


@pytest.mark.parametrize("kind", ["modalFeedback", "feedbackBlock", "feedbackInline"])
def test_feedback_of_right_and_of_wrong_answers_is_kept_out_of_the_question(kind):
    branches = condition(
        "<match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>",
        SCORE,
        outcome("FEEDBACK", "yes", "identifier"),
        otherwise=outcome("FEEDBACK", "no", "identifier"),
    )
    texts = [feedback("yes", "Well done.", kind), feedback("no", "Look again.", kind)]
    inside = "" if kind == "modalFeedback" else "".join(f"<div>{text}</div>" for text in texts)
    behind = texts if kind == "modalFeedback" else []
    question = only(item(ONE_OF_THREE + inside, response("B"), FEEDBACK, *behind, rules=rules(branches)))
    assert question.prompt == "Which?"
    assert mark(question, choice=1).feedback == "Well done."
    assert mark(question, choice=0).feedback == "Look again."


def test_things_are_put_in_the_declared_order():
    source = item(
        choices("Bee", "Cat", "Ant", kind="orderInteraction", prompt="By size."),
        response("C", "A", "B", cardinality="ordered"),
    )
    question = only(source)
    assert (question.kind, question.spec["items"]) == ("ordering", ["Ant", "Bee", "Cat"])


def sets(left, right):
    one, other = (
        listed(zip(names, texts, strict=False)) for names, texts in (("ABCDE", left), ("PQRST", right))
    )
    return (
        '<matchInteraction responseIdentifier="RESPONSE"><prompt>Match.</prompt>'
        f"<simpleMatchSet>{one}</simpleMatchSet><simpleMatchSet>{other}</simpleMatchSet></matchInteraction>"
    )


def listed(named):
    tag = "simpleAssociableChoice"
    return "".join(f'<{tag} identifier="{name}" matchMax="0">{text}</{tag}>' for name, text in named)


def test_pairs_have_one_partner_each_and_partners_of_none():
    question = only(item(sets(["2+2", "2*3"], ["6", "4", "9"]), response("A Q", "B P", **PAIRS)))
    assert question.spec == {
        "pairs": [{"left": "2+2", "right": "4"}, {"left": r"2\*3", "right": "6"}],
        "others": ["9"],
    }


def test_signs_at_the_start_of_a_line_begin_no_list_and_no_quotation():
    steps = "<p>In order:<br/>1. boil<br/>2. cool<br/>- or not</p><p>1. first<br/>+ more</p>"
    question = only(item(steps + choices("a", "b", prompt="&gt;1"), response("A")))
    lines = [
        "In order:\\",
        "1\\. boil\\",
        "2\\. cool\\",
        "\\- or not",
        "",
        "1\\. first\\",
        "\\+ more",
        "",
        "\\>1",
    ]
    assert question.prompt.split("\n") == lines


def test_things_with_several_partners_are_a_choice_for_each():
    source = item(sets(["even", "odd"], ["2", "3", "4"]), response("A P", "A R", "B Q", **PAIRS))
    pairs = read(source).steps()[0].questions[0]
    # Each number belongs to one of the two: they are the ones to be given a partner.
    assert [pair["right"] for pair in pairs.spec["pairs"]] == ["even", "odd", "even"]
    both = item(sets(["even", "prime"], ["2", "3", "4"]), response("A P", "A R", "B P", "B Q", **PAIRS))
    questions = read(both).steps()[0].questions
    assert [right_choices(question) for question in questions] == [["2", "4"], ["2", "3"]]
    assert [question.prompt for question in questions] == ["Match.\n\neven", "Match.\n\nprime"]


def test_pairs_out_of_one_list_have_one_of_each_on_the_left():
    options = listed((name, name.lower()) for name in "ABCDE")
    given = 'responseIdentifier="RESPONSE"'
    body = f"<associateInteraction {given}><prompt>Pair.</prompt>{options}</associateInteraction>"
    source = item(body, response("C A", "B D", base="pair", cardinality="multiple"))
    question = read(source).steps()[0].questions[0]
    assert question.spec["pairs"] == [{"left": "a", "right": "c"}, {"left": "b", "right": "d"}]
    assert question.spec["others"] == ["e"]


def test_texts_to_choose_where_they_stand_are_shown_in_bold_and_told_apart():
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which verb?</prompt>'
        '<p>It <hottext identifier="A">is</hottext> what it <hottext identifier="B">is</hottext>.</p>'
        "</hottextInteraction>"
    )
    question = only(item(body, response("B")))
    assert question.prompt == "Which verb?\n\nIt **is (1)** what it **is (2)**."
    assert right_choices(question) == ["is (2)"]


def test_formulas_in_mathml_are_written_in_tex():
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mi>x</mi></mfrac>'
        "<mo>&lt;</mo><mn>2</mn></math>"
    )
    assert only(item(f"<p>When is {formula}?</p>{ONE_OF_THREE}", response("A"))).prompt.startswith(
        r"When is $\frac{1}{x} < 2$?"
    )


def test_words_for_students_are_shown_and_those_for_markers_are_not():
    shown = '<rubricBlock view="candidate"><p>Read well.</p></rubricBlock>'
    kept_back = '<rubricBlock view="scorer">B.</rubricBlock>'
    question = only(item(shown + kept_back + ONE_OF_THREE, response("A")))
    assert question.prompt == "Read well.\n\nWhich?"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("extendedTextInteraction", "it is an essay"),
        ("uploadInteraction", "it asks for a file"),
        ("selectPointInteraction", "it asks for a point on a picture"),
        ("graphicOrderInteraction", "places on a picture in their order"),
        ("portableCustomInteraction", "a program of its own"),
        ("strangeInteraction", "there is no kind like"),
    ],
)
def test_what_cannot_be_asked_is_named(kind, why):
    assert why in reason(item(f'<p>Do.</p><{kind} responseIdentifier="RESPONSE"/>', response()))


def test_a_part_that_cannot_be_asked_costs_the_others_nothing():
    essay = '<extendedTextInteraction responseIdentifier="R2"><prompt>Why?</prompt></extendedTextInteraction>'
    reading = read(item(ONE_OF_THREE + essay, response("B"), response(base="string", name="R2")))
    assert [question.kind for question in reading.steps()[0].questions] == ["single"]
    assert "one of its parts cannot be taken: it is an essay" in reading.skipped[0].reason


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (item(ONE_OF_THREE, response("B")).replace('adaptive="false"', 'adaptive="true"'), "it is adaptive"),
        (
            item(ONE_OF_THREE, response("B"), rules="<templateProcessing/>" + MATCH_CORRECT),
            "worked out anew each time",
        ),
        (item("<p><printedVariable identifier='x'/></p>" + ONE_OF_THREE, response("B")), "worked out anew"),
        (item(ONE_OF_THREE, response(), rules=""), "none of its choices is right"),
        (item(TEXT, response(base="string")), "nothing declares which answer is right"),
        (item(choices("1", "1", prompt="x"), response("A")), "two choices are the same"),
        (item(choices("1", prompt="x"), response("A")), "fewer than two choices"),
        (item(ONE_OF_THREE * 101, response("A")), "more than 100 things"),
        (item(many_choices(101), response("A")), "more than 100 things to choose from"),
        (
            item(TEXT, response("a", base="string"), rules=rules(condition("<random/>", SCORE))),
            "its response processing uses 'random'",
        ),
        (
            item(TEXT, response("a", base="string"), rules=rules(condition(ANSWERED, SCORE))),
            "any answer as right",
        ),
    ],
)
def test_what_makes_no_sense_here_is_named(source, why):
    assert why in reason(source)


def test_rules_that_cannot_be_followed_leave_what_is_declared_right():
    odd = rules(condition("<customOperator/>", SCORE))
    reading = read(item(ONE_OF_THREE, response("B"), rules=odd))
    assert right_choices(reading.steps()[0].questions[0]) == ["Two"]
    assert any("what is declared right counts" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("<assessmentItem>\n<itemBody>\n</assessmentItem>", r"item\.xml:3: this is no sound XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><assessmentItem>&b;</assessmentItem>', "declares entities"),
        (f"<assessmentItem>{'<a>' * DEEPEST}{'</a>' * DEEPEST}</assessmentItem>", "nest more than"),
        ('<?xml version="1.0" encoding="nonsense"?><assessmentItem/>', "no sound XML"),
    ],
)
def test_xml_that_is_hostile_or_broken_is_refused(data, why):
    with pytest.raises(BadCourseFiles, match=why):
        read(data)


def test_a_file_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr("content.exchange.readers.qti.tree.MOST_ELEMENTS", 10)
    with pytest.raises(BadCourseFiles, match="more than 10 elements"):
        read(item(ONE_OF_THREE, response("B")))


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "<p>a</p>" * n,
        lambda n: '<textEntryInteraction responseIdentifier="RESPONSE"/>' * n,
        lambda n: "<math><mi>x</mi></math>" * n,
    ],
    ids=["paragraphs", "gaps", "formulas"],
)
def test_a_body_of_twice_the_size_costs_twice_as_much(make):
    def source(body):
        return read(item(f"<p>Start</p>{body}", response("a", base="string")))

    assert cost_of_doubling(source, make, size=100) < LINEAR
