"""Numbers of OATutor that change: drawn anew for each student, all from one place of their lists."""

import pytest

from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.questions import check, parse_spec
from content.questions.variables import draw_values, fill
from tests.content.oatutortree import checkout, choice, hint, problem, step

LISTS = {"k": ["2", "3", "5"], "ans": ["4", "6", "10"]}


def read(*steps, **changes):
    return read_source(Source("oatutor", checkout(problem("sum1", *steps, **changes))), Wanted())


def only_question(*steps, **changes):
    reading = read(*steps, **changes)
    assert not reading.skipped
    return reading.steps()[0].questions[0]


def versions(question, seeds=range(12)):
    """Yield a few versions of a question, each with its values."""
    for seed in seeds:
        values = draw_values(question.variables, seed)
        yield fill(question.as_written(), values), values


def test_lists_are_drawn_from_one_place():
    question = only_question(
        step("$$@{ans}$$", stepTitle="Twice $$@{k}$$ or @{k}?", variabilization=LISTS),
        hints={"a": [hint("h1", "Add $$@{k}$$ and $$@{k}$$.")]},
    )
    assert question.variables == {"k": ["2", "3", "5"], "ans": ["4", "6", "10"], "together": [["k", "ans"]]}
    seen = set()
    for version, values in versions(question):
        seen.add(values["k"])
        assert f"or {values['k']}?" in version.prompt
        assert str(values["k"]) in version.hints[0]
        assert check(parse_spec(version.kind, version.spec), {"number": [str(2 * values["k"])]}).is_correct
    assert len(seen) == 3


def test_a_shorter_list_begins_again():
    question = only_question(
        step("@{a}", stepTitle="@{b}", variabilization={"a": ["1", "2"], "b": ["1", "2", "3"]})
    )
    assert question.variables["a"] == ["1", "2", "1"]


def test_a_fraction_of_changing_numbers_is_a_number():
    question = only_question(step(r"$$\frac{1}{@{k}}$$", variabilization=LISTS))
    for version, values in versions(question):
        assert check(parse_spec(version.kind, version.spec), {"number": [f"1/{values['k']}"]}).is_correct


def test_an_expression_and_choices_may_change():
    question = only_question(step("$$@{k}x+1$$", stepTitle="Which?", variabilization=LISTS))
    assert question.kind == "expression"
    for version, values in versions(question):
        spec = parse_spec(version.kind, version.spec)
        assert check(spec, {"expression": [f"1+{values['k']}x"]}).is_correct
    chosen = only_question(choice("$$@{k}$$", "none", right="$$@{k}$$", variabilization=LISTS))
    assert [one["correct"] for one in chosen.spec["choices"]] == [True, False]


def test_what_no_variable_is_called_stays_as_it_stands():
    question = only_question(step(stepTitle="Mail @{home}"))
    assert (question.prompt, question.variables) == (r"Mail @\{home\}", {})


def test_a_variable_with_the_name_of_a_function_is_called_by_its_number():
    question = only_question(step("@{numerator}", variabilization={"numerator": ["2", "3"]}))
    assert question.variables == {"number1": ["2", "3"]}


def test_a_problem_whose_text_changes_asks_with_it():
    reading = read(step("@{ans}"), body="Take $$@{k}$$.", title="Twice @{k}", variabilization=LISTS)
    found = reading.steps()[0]
    assert (found.title, found.body) == ("Twice …", "")
    assert found.questions[0].prompt.startswith("Twice {{k}}\n\nTake")


def test_a_changing_text_with_several_questions_is_named():
    reading = read(step("@{ans}"), step("@{k}"), body="Take $$@{k}$$.", variabilization=LISTS)
    assert not reading.steps()
    assert "several questions about them" in reading.skipped[0].reason


@pytest.mark.parametrize("bad", [[], {"k": "2"}, {"k": [["2"]]}])
def test_variables_that_are_no_lists_of_texts_are_named(bad):
    reading = read(step("@{k}", variabilization=bad), step())
    assert len(reading.steps()[0].questions) == 1
    assert reading.skipped[0].where.endswith("sum1a.json")
