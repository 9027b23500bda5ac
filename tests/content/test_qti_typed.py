"""QTI 2 and 3: what is typed, as texts and numbers, and gaps in a text."""

import pytest

from content.questions.tokens import token
from tests.content.qtibank import (
    FEEDBACK,
    MAP_RESPONSE,
    PAIRS,
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

TEXT = '<p>Now is the <textEntryInteraction responseIdentifier="RESPONSE"/> of our discontent.</p>'
NUMBER = response(base="float")
SCORE = outcome("SCORE", "1")


def compare(value, operator="equal", **attributes):
    return asked_value(value, "float", operator, **attributes)


def test_a_text_counts_capitals_where_its_marking_does():
    exact = only(item(TEXT, response("Winter", base="string")))
    assert (exact.kind, exact.spec["text"]) == ("cloze", "Now is the [[1]] of our discontent.")
    assert (mark(exact, text="Winter").is_correct, mark(exact, text="winter").is_correct) == (True, False)
    loose = only(item(TEXT, response(base="string", mapping=entry("Winter", 1)), rules=MAP_RESPONSE))
    assert mark(loose, text="wINTER").is_correct


def test_entries_that_differ_by_capitals_are_told_apart():
    points = entry("York", 1) + entry("york", 0.5)
    source = item(TEXT, response("York", base="string", mapping=points), rules=MAP_RESPONSE)
    question = read(source).steps()[0].questions[0]
    assert (mark(question, text="York").is_correct, mark(question, text="york").is_correct) == (True, False)


def test_a_text_that_may_stand_within_another_has_asterisks():
    within = "<substring caseSensitive='false'><baseValue baseType='string'>king</baseValue>"
    scored = condition(f"{within}<variable identifier='RESPONSE'/></substring>", SCORE)
    question = only(item(TEXT, response(base="string"), rules=rules(scored)))
    assert mark(question, text="The wicked King of old").is_correct
    assert not mark(question, text="queen").is_correct


def test_wrong_texts_that_are_expected_have_their_feedback():
    told = condition(asked_value("summer", "string"), outcome("FEEDBACK", "hot", "identifier"))
    scored = condition(asked_value("winter", "string"), SCORE)
    source = item(
        TEXT,
        response("winter", base="string"),
        FEEDBACK,
        feedback("hot", "Too warm."),
        rules=rules(scored, told),
    )
    question = only(source)
    assert mark(question, text="summer").feedback == "Too warm."
    assert mark(question, text="spring").feedback != "Too warm."


@pytest.mark.parametrize(
    ("test", "right", "wrong"),
    [
        (compare("2", toleranceMode="exact"), ["2"], ["2.01", "1.99"]),
        (compare("2", toleranceMode="absolute", tolerance="0.5 0.1"), ["1.9", "2.5"], ["1.8"]),
        (compare("200", toleranceMode="relative", tolerance="10"), ["182", "222"], ["181"]),
        (compare("3.14", "equalRounded", roundingMode="decimalPlaces", figures="2"), ["3.141"], ["3.15"]),
        (f"<and>{compare('1', 'gte')}{compare('4', 'lte')}</and>", ["1", "4"], ["0.9", "4.1"]),
        (f"<or>{compare('1')}{compare('4')}</or>", ["1", "4"], ["2"]),
    ],
    ids=["exact", "absolute", "relative", "rounded", "range", "either"],
)
def test_a_number_has_the_tolerance_of_its_marking(test, right, wrong):
    question = only(item(TEXT, NUMBER, rules=rules(condition(test, SCORE))))
    assert [gap["kind"] for gap in question.spec["gaps"]] == ["number"]
    assert all(mark(question, number=value).is_correct for value in right)
    assert not any(mark(question, number=value).is_correct for value in wrong)


def test_a_number_that_any_larger_one_may_replace_is_named():
    scored = condition(asked_value("2", "float", "gte"), SCORE)
    source = item(TEXT, response("2", base="float"), rules=rules(scored))
    assert "no range around an answer" in reason(source)


def test_gaps_of_a_text_are_one_question():
    inline = choices("a", "an", kind="inlineChoiceInteraction", name="R1")
    text = '<textEntryInteraction responseIdentifier="R2"/>'
    source = item(
        f"<p>Fill in.</p><p>I ate {inline} apple and {text}, not [[1]].</p>",
        response("B", name="R1"),
        response("2", base="integer", name="R2"),
        rules=rules(),
    )
    question = only(source)
    assert (question.kind, question.prompt) == ("cloze", "Fill in.")
    assert question.spec["text"] == "I ate [[1]] apple and [[2]], not &#91;[1]]."
    assert [gap["kind"] for gap in question.spec["gaps"]] == ["single", "number"]
    assert mark(question, first=token("an"), second="2").is_correct


def test_a_field_by_itself_is_a_plain_question():
    source = item(
        '<p>1+1?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>', response("2", base="float")
    )
    assert (only(source).kind, only(source).prompt) == ("number", "1+1?")


def test_gaps_that_are_filled_from_a_list_are_choices_from_it():
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W">winter</gapText>'
        '<gapText identifier="S">summer</gapText>'
        '<p>Now is the <gap identifier="G1"/>, made <gap identifier="G2"/>.</p></gapMatchInteraction>'
    )
    question = only(item(body, response("W G1", "S G2", **PAIRS)))
    assert question.spec["text"] == "Now is the [[1]], made [[2]]."
    assert mark(question, first=token("winter"), second=token("summer")).is_correct
    assert not mark(question, first=token("summer"), second=token("winter")).is_correct


def test_questions_between_texts_take_the_text_before_them():
    first, second = choices("1", "2", prompt="Odd?", name="R1"), choices("3", "4", prompt="Even?", name="R2")
    gap = '<p>The first is <textEntryInteraction responseIdentifier="R3"/>.</p>'
    declared = (response("A", name="R1"), response("B", name="R2"), response("1", base="string", name="R3"))
    (step,) = read(item(f"<p>Numbers.</p>{first}<p>Now:</p>{second}{gap}", *declared, rules=rules())).steps()
    assert step.body == "Numbers."
    kinds = [(question.slug, question.kind, question.prompt) for question in step.questions]
    assert kinds[:2] == [("r1", "single", "Odd?"), ("r2", "single", "Now:\n\nEven?")]
    assert step.questions[2].spec["text"] == "The first is [[1]]."


def test_fields_that_are_right_only_together_are_named():
    def said(place, town):
        given = f"<variable identifier='R{place}'/><baseValue baseType='string'>{town}</baseValue>"
        return f"<match>{given}</match>"

    towns = ("Bonn", "Ulm")
    declared = [response(town, base="string", name=f"R{place}") for place, town in enumerate(towns)]
    fields = "".join(f'<textEntryInteraction responseIdentifier="R{place}"/> ' for place in range(2))
    # Each of the two counts wherever it stands, and once.
    total = "<sum><variable identifier='SCORE'/><baseValue baseType='float'>1</baseValue></sum>"
    more = f"<setOutcomeValue identifier='SCORE'>{total}</setOutcomeValue>"
    counted = [condition(f"<or>{said(0, town)}{said(1, town)}</or>", more) for town in towns]
    assert "depends on the others" in reason(item(f"<p>{fields}.</p>", *declared, rules=rules(*counted)))


@pytest.mark.parametrize("tolerance", ["NaN", "INF", "1 nan"])
def test_a_tolerance_that_is_not_finite_is_named(tolerance):
    test = compare("2", toleranceMode="absolute", tolerance=tolerance)
    assert "tolerance is no number" in reason(item(TEXT, NUMBER, rules=rules(condition(test, SCORE))))


@pytest.mark.parametrize("figures", ["NaN", "INF"])
def test_figures_that_are_not_finite_are_the_usual_ones(figures):
    test = compare("3.14", "equalRounded", figures=figures)
    question = only(item(TEXT, NUMBER, rules=rules(condition(test, SCORE))))
    assert mark(question, number="3.141").is_correct
    assert not mark(question, number="3.15").is_correct


@pytest.mark.parametrize("declared", ["NaN", "sNaN", "INF"])
def test_a_right_answer_that_is_no_number_does_not_end_the_reading(declared):
    source = item(TEXT, response(declared, base="float"), rules=rules(condition(compare("2"), SCORE)))
    assert mark(only(source), number="2").is_correct
