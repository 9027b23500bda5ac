"""Problems of Open edX: each kind is marked here as it is there, or is named with the reason why not."""

import pytest

from content.texts.rendering import render_markdown
from tests.content.olxtree import is_right, mark, notes_of, only, problem, read, refusal, steps_of, tree
from tests.growth import LINEAR, cost_of_doubling


def choices(*parts, tag="choicegroup", response="multiplechoiceresponse", **attributes):
    named = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<{response}><label>Which?</label><{tag}{named}>{''.join(parts)}</{tag}></{response}>"


def choice(text, correct="false", hint="", **attributes):
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<choice correct="{correct}"{named}>{text}{hint}</choice>'


def number(answer, *inside, field="<formulaequationinput/>"):
    within = f"<label>How many?</label>{''.join(inside)}{field}"
    return f'<numericalresponse answer="{answer}">{within}</numericalresponse>'


def tolerance(amount):
    return f'<responseparam type="tolerance" default="{amount}"/>'


def options(listed):
    return (
        f'<optionresponse><label>Which?</label><optioninput options="{listed}" correct="a"/></optionresponse>'
    )


def text(answer, *inside, kind="ci"):
    within = f"<label>What?</label>{''.join(inside)}<textline/>"
    return f'<stringresponse answer="{answer}" type="{kind}">{within}</stringresponse>'


HALF = choice("a half", "true", "<choicehint>Yes, a <b>half</b>.</choicehint>")
THIRD = choice("a third", "false", '<choicehint label="Not quite">Count again.</choicehint>')
SOLUTION = '<solution><div class="detailed-solution"><p>Explanation</p><p>Two make one.</p></div></solution>'


def test_one_choice_keeps_its_order_and_what_is_said_to_each():
    asked = only(choices(HALF, THIRD))
    assert (asked.kind, asked.prompt, asked.spec["keep_order"]) == ("single", "Which?", True)
    assert mark(asked, choice="0").feedback == "Yes, a **half**."
    assert mark(asked, choice="1").feedback == "Not quite: Count again."


@pytest.mark.parametrize(
    ("attributes", "inside", "keeps"),
    [
        ({"shuffle": "true"}, (HALF, THIRD), False),
        ({"shuffle": "true"}, (HALF, choice("none", fixed="true")), True),
        ({"answer_pool": "2"}, (HALF, THIRD), False),
        ({"answer_pool": "0"}, (HALF, THIRD), True),
    ],
)
def test_choices_are_mixed_where_they_are_mixed_there(attributes, inside, keeps):
    assert only(choices(*inside, **attributes)).spec.get("keep_order", False) is keeps


def test_of_several_right_choices_any_is_right():
    asked = only(choices(HALF, choice("0.5", "True"), THIRD))
    assert [is_right(asked, choice=str(number)) for number in range(3)] == [True, True, False]


def test_of_wrong_choices_that_read_alike_the_first_is_taken():
    parts = choices(HALF, choice("no", hint="<choicehint>First.</choicehint>"), choice("no"))
    asked = only(parts)
    assert [entry["text"] for entry in asked.spec["choices"]] == ["a half", "no"]
    assert mark(asked, choice="1").feedback == "First."
    assert any("read alike" in note for note in notes_of(parts))


def test_boxes_are_all_to_be_ticked_and_a_combination_may_say_something():
    hints = '<compoundhint value="A C">Both!</compoundhint><compoundhint value="A B">No.</compoundhint>'
    wrong = choice("3", "false", '<choicehint selected="true">Odd.</choicehint>')
    boxes = (choice("2", "true"), wrong, choice("4", "true"), hints)
    parts = choices(*boxes, tag="checkboxgroup", response="choiceresponse")
    asked = only(parts)
    assert asked.kind == "multiple"
    assert mark(asked, choice=["0", "2"]).feedback == "Both!"
    assert mark(asked, choice=["0", "1", "2"]).feedback == "Odd."
    assert any("combination" in note for note in notes_of(parts))


def test_radio_buttons_of_a_choice_response_are_one_choice():
    asked = only(choices(HALF, THIRD, tag="radiogroup", response="choiceresponse"))
    assert asked.kind == "single"


@pytest.mark.parametrize(
    "field",
    [
        "<optioninput options=\"('Canberra','Sydney', 'don't know')\" correct=\"Canberra\"/>",
        '<optioninput><option correct="True">Canberra<optionhint>Yes.</optionhint></option>'
        '<option correct="False">Sydney</option><option correct="False">don\'t know</option></optioninput>',
    ],
)
def test_a_drop_down_is_one_choice_however_it_is_written(field):
    asked = only(f"<p>Capital?</p><optionresponse>{field}</optionresponse>")
    assert [entry["text"] for entry in asked.spec["choices"]] == ["Canberra", "Sydney", "don't know"]
    assert (asked.prompt, is_right(asked, choice="0"), is_right(asked, choice="1")) == (
        "Capital?",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("parts", "right", "wrong"),
    [
        (number("600"), ["600"], ["601", "600.01"]),
        (number("600", tolerance("5")), ["595", "605"], ["594", "606"]),
        (number("200", tolerance("5%")), ["190", "210"], ["189.9"]),
        (number("6.626e-34", tolerance("1%")), ["6.63e-34", "6.6*10^-34"], ["6.5e-34", "0"]),
        (number("-200", tolerance("5%")), ["-190"], ["190"]),
        (number("83.16666667"), ["83.1667"], ["83.168"]),
        (number("[3,5)"), ["3", "4.99999"], ["5", "2.9"]),
        (number("(3, 5]"), ["5", "3.00001"], ["3"]),
        (number("3e8"), ["300000000"], ["3"]),
        (number("2*10^-3"), ["0.002"], ["0.003"]),
        (number("1/3"), ["1/3", "0.333333"], ["0.3333"]),
        (number("sqrt(2)", tolerance("0.01")), ["1.41"], ["1.3"]),
        (number("5%"), ["0.05"], ["5"]),
    ],
)
def test_a_number_counts_within_the_tolerance_that_it_has_there(parts, right, wrong):
    asked = only(parts)
    assert [answer for answer in right if not is_right(asked, number=answer)] == []
    assert [answer for answer in wrong if is_right(asked, number=answer)] == []


def test_further_numbers_are_right_as_they_stand_without_the_tolerance():
    more = '<additional_answer answer="8.3"><correcthint>Roughly.</correcthint></additional_answer>'
    asked = only(number("8", tolerance("0.1"), "<correcthint>Exactly.</correcthint>", more, SOLUTION))
    assert mark(asked, number="8.1").feedback == "Exactly.\n\nTwo make one."
    assert mark(asked, number="8.3").feedback == "Roughly.\n\nTwo make one."
    assert not is_right(asked, number="8.35")


@pytest.mark.parametrize(
    ("trailing", "unit"), [("kg", "kg"), (r"\(\%\)", "%"), (r"\(\textrm{m}^2\)", "m²"), ("€", "€")]
)
def test_what_stands_behind_a_field_for_a_number_is_its_unit(trailing, unit):
    asked = only(number("4", field=f'<formulaequationinput trailing_text="{trailing}"/>'))
    assert (asked.spec["unit"], asked.prompt) == (unit, "How many?")
    assert is_right(asked, number=f"4 {unit}")


def test_a_text_has_further_answers_and_wrong_ones_with_what_is_said_to_each():
    more = '<additional_answer answer="USA"><correcthint>Short.</correcthint></additional_answer>'
    older = "<additional_answer>America</additional_answer>"
    wrong = '<stringequalhint answer="Texas">Only a part.</stringequalhint>'
    asked = only(text("United States", more, older, wrong))
    assert mark(asked, text="usa").feedback == "Short."
    assert is_right(asked, text="AMERICA")
    assert mark(asked, text="texas").feedback == "Only a part."


def test_capitals_count_unless_a_text_says_that_they_do_not():
    asked = only(text("pH", kind="cs"))
    assert (is_right(asked, text="pH"), is_right(asked, text="ph")) == (True, False)


def test_older_problems_part_answers_by_a_word_and_hints_by_name():
    hints = (
        '<hintgroup><stringhint answer="Bonn" name="b"/>'
        '<hintpart on="b"><text>Once.</text></hintpart></hintgroup>'
    )
    asked = only(text("Berlin_or_Pankow", hints))
    assert is_right(asked, text="pankow")
    assert mark(asked, text="bonn").feedback == "Once."


def test_a_pattern_of_any_letters_is_taken_and_what_says_more_is_named():
    asked = only(text(".*herd immunity.*|^community$", kind="ci regexp"))
    assert is_right(asked, text="The herd immunity effect")
    assert is_right(asked, text="community")
    assert not is_right(asked, text="my community")
    assert refusal(text("..bble", kind="regexp")) == "its answer is a regular expression: ..bble."
    assert refusal(text(".*", kind="regexp")) == "any answer to it is right."


def formula(answer, *inside, samples="m,c@1,1:3,3#10", kind="cs"):
    within = f"<label>Energy?</label>{''.join(inside)}<formulaequationinput/>"
    return f'<formularesponse answer="{answer}" samples="{samples}" type="{kind}">{within}</formularesponse>'


def test_an_expression_is_marked_by_what_it_means():
    hints = (
        '<hintgroup><formulahint samples="m,c@1,1:3,3#10" answer="m*c" name="a"/>'
        '<formulahint answer="m||c" name="b"/>'
        '<hintpart on="a"><text>Square it.</text></hintpart>'
        '<hintpart on="b"><text>?</text></hintpart></hintgroup>'
    )
    asked = only(formula("m*c^2", hints))
    assert (asked.kind, asked.spec["letters"], asked.spec["domain"]) == ("expression", ["m", "c"], "positive")
    assert is_right(asked, expression="c*m*c")
    assert mark(asked, expression="c m").feedback == "Square it."


def test_letters_of_an_expression_may_be_words_and_below_zero():
    asked = only(formula("omega*R_1", samples="omega,R_1@-1,1:3,3#10"))
    assert "domain" not in asked.spec
    assert is_right(asked, expression="R_1 omega")
    assert any("capitals" in note for note in notes_of(formula("m*c", kind="ci")))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (formula("$x"), "its answer is worked out by a script."),
        (formula("m||c"), "“m||c” cannot be read: “|” is missing."),
        ('<script type="loncapa/python">x = 1</script>' + number("1"), "a Python script works it out."),
        ("<script>x = 1</script>" + number("1"), "a Python script works it out."),
        ('<customresponse cfn="f"><textline/></customresponse>', "its answer is marked by a Python script."),
        ("<imageresponse><imageinput/></imageresponse>", "there is no kind like 'imageresponse' here."),
        (number("$z"), "its answer is worked out by a script."),
        (number("1+2j"), "'1+2j' is no number that can be marked."),
        (number("[5,3]"), "the range '[5,3]' is empty."),
        (choices(THIRD, choice("a half")), "none of its choices is right."),
        (choices(HALF), "choices needs at least 2 entries."),
        (options("'" + "a" * 20_000), "its list of choices is too long."),
        (choices(HALF, HALF), "two choices are the same."),
        (text(""), "accepted needs at least 1 entry."),
    ],
)
def test_what_cannot_be_taken_is_named_with_the_reason(parts, reason):
    assert refusal(parts) == reason


def test_a_script_of_the_page_alone_is_no_reason_to_refuse():
    assert is_right(only('<script type="text/javascript">x()</script>' + number("1")), number="1")


def test_a_solution_is_shown_after_a_right_answer_and_hints_come_along():
    hints = "<demandhint><hint>Share <b>it</b>.</hint><hint>By two.</hint></demandhint>"
    asked = only(choices(HALF, THIRD), SOLUTION, hints)
    assert asked.hints == ("Share **it**.", "By two.")
    assert mark(asked, choice="0").feedback == "Yes, a **half**.\n\nTwo make one."
    assert "Two make one" not in mark(asked, choice="1").feedback


def test_of_an_explanation_only_the_heading_goes():
    solution = "<solution><p>Half.</p><p>Explanation</p><p>Two make one.</p></solution>"
    assert only(number("1"), solution).spec["feedback_right"] == "Half.\n\nExplanation\n\nTwo make one."
    assert only(number("1"), SOLUTION).spec["feedback_right"] == "Two make one."


def test_each_field_with_a_text_of_its_own_is_a_question_and_what_comes_first_stands_before_all():
    (step,) = steps_of(problem("<p>No calculator.</p>", number("1"), SOLUTION, number("2"), "<p>Done.</p>"))
    first, second = step.questions
    assert step.body == "No calculator."
    assert (first.prompt, second.prompt) == ("How many?", "How many?\n\nDone.")
    assert (first.slug, second.slug) == ("p1-1", "p1-2")
    assert mark(first, number="1").feedback == "Two make one."
    assert "Two make" not in mark(second, number="2").feedback


def test_fields_in_a_table_are_gaps_of_one_text():
    cell = "<optionresponse><optioninput options=\"('x','y')\" correct=\"{}\"/></optionresponse>"
    row = f"<tr><td>{cell.format('x')}</td><td>{cell.format('y')}</td></tr>"
    (step,) = steps_of(problem(f"<table><tr><th>One</th><th>Two [[7]]</th></tr>{row}</table>", SOLUTION))
    (asked,) = step.questions
    assert asked.kind == "cloze"
    assert "| [[1]] | [[2]] |" in asked.spec["text"]
    assert "Two [[7]]" in render_markdown(asked.spec["text"])
    spec = asked.spec["gaps"]
    assert [gap["kind"] for gap in spec] == ["single", "single"]
    assert asked.spec["feedback_right"] == "Two make one."


def test_a_field_in_a_sentence_is_a_gap_in_it():
    field = '<numericalresponse answer="4"><textline inline="1"/></numericalresponse>'
    assert only(f"<p>Half of 8 is {field}, of course.</p>").prompt == r"Half of 8 is \_\_\_\_\_, of course."


def test_a_problem_without_any_text_is_asked_by_its_label_or_its_title():
    field = "<numericalresponse answer='4'><textline {}/></numericalresponse>"
    assert only(field.format("label='2+2?'")).prompt == "2+2?"
    assert only(field.format("")).prompt == "Sum"


def test_dollars_are_money_and_formulas_stand_in_brackets():
    asked = only(r"<p>From $5 to $7: \(x^2 &lt; 3\) [mathjaxinline]y[/mathjaxinline]</p>" + number("2"))
    assert asked.prompt == "From \\$5 to \\$7: $x^2 < 3$ $y$\n\nHow many?"


def test_a_problem_without_fields_is_a_text():
    (step,) = steps_of(problem("<p>Read this.</p>"))
    assert (step.kind, step.body, step.questions) == ("explanation", "Read this.", ())


def test_reading_a_long_problem_costs_as_much_as_it_is_long():
    def make(size):
        return tree(problem("<p>Go.</p>", *(number(str(index)) for index in range(size))))

    assert cost_of_doubling(read, make, size=50) < LINEAR
