"""QTI 1.2 of Common Cartridge, Canvas and others: each kind is marked here, or named with the reason."""

import pytest

from content.questions import check
from content.questions.tokens import token
from content.questions.variables import draw_values, show
from tests.content.oldqti import between, equal, fib, item, lid, material, told, when
from tests.content.qtibank import mark, only, read, reason

ONE = {"a": "2", "b": "3", "c": "4"}
PARTS = {"a": "50", "b": "-50", "c": "50"}


def right_choices(question):
    return [choice["text"] for choice in question.spec["choices"] if choice["correct"]]


def test_a_choice_keeps_what_is_said_to_each_answer_and_to_all():
    source = item(
        "<p>1+1?</p>",
        lid(ONE),
        when("<other/>", shown="all", goes_on="Yes"),
        when(equal("b"), shown="b_fb", goes_on="Yes"),
        when(equal("a"), "100", "right"),
        when("<other/>", shown="wrong", goes_on="Yes"),
        behind=told("all", "Count.")
        + told("b_fb", "One too many.")
        + told("right", "Yes.")
        + told("wrong", "No."),
    )
    question = only(source)
    said = [mark(question, choice=place).feedback for place in (0, 1, 2)]
    assert said == ["Yes.\n\nCount.", "One too many.\n\nNo.\n\nCount.", "No.\n\nCount."]


@pytest.mark.parametrize(
    ("shuffle", "kind", "is_kept"),
    [("", "", False), ("No", "", True), ("Yes", "", False), ("", "true_false_question", True)],
)
def test_choices_are_mixed_unless_the_item_says_no(shuffle, kind, is_kept):
    question = only(item("1+1?", lid(ONE, shuffle=shuffle), when(equal("a"), "100"), kind=kind))
    assert question.spec.get("keep_order", False) is is_kept


def test_several_choices_are_those_that_are_asked_for_and_not_denied():
    test = f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>"
    question = only(item("Even?", lid(ONE, cardinality="Multiple"), when(test, "100")))
    assert (question.kind, right_choices(question)) == ("multiple", ["2", "4"])


def test_choices_that_each_gain_a_part_of_the_points_are_right_together():
    parts = [when(equal(name), points, goes_on="Yes", action="Add") for name, points in PARTS.items()]
    question = only(item("Which are even?", lid(ONE, cardinality="Multiple"), *parts))
    assert right_choices(question) == ["2", "4"]


def test_a_text_is_compared_without_capitals_unless_they_count():
    loose = only(item("Who?", fib(), when(f"<or>{equal('Ann')}{equal('Anna')}</or>", "100")))
    assert (loose.prompt, mark(loose, text="anna").is_correct) == ("Who?", True)
    exact = only(item("Who?", fib(), when(equal("Ann", case="Yes"), "100")))
    assert not mark(exact, text="ann").is_correct


def test_of_several_texts_for_one_field_either_will_do():
    # Canvas writes so; taken at its word it would ask for all of them at once.
    question = only(item("Who?", fib(), when(equal("web based") + equal("webbased"), "100")))
    assert question.spec["accepted"] == ["web based", "webbased"]


def test_a_choice_that_stands_twice_is_taken_once():
    reading = read(item("1+1?", lid({"a": "2", "b": "3", "c": "3"}), when(equal("a"), "100")))
    assert [choice["text"] for choice in reading.steps()[0].questions[0].spec["choices"]] == ["2", "3"]
    assert "a choice that stands twice is taken once" in reading.notes
    doubtful = item("1+1?", lid({"a": "2", "b": "2", "c": "3"}), when(equal("a"), "100"))
    assert "two choices are the same" in reason(doubtful)


def test_a_part_of_a_text_may_be_enough():
    question = only(item("Who?", fib(), when('<varsubstring respident="r">Ann</varsubstring>', "100")))
    assert mark(question, text="It was Ann.").is_correct


@pytest.mark.parametrize(
    ("test", "right", "wrong"),
    [
        (equal("1234"), ["1234", "1234.0"], ["1235"]),
        (f"<or>{equal('200')}<and>{between(160, 240)}</and></or>", ["160", "240"], ["159", "241"]),
        (between(1, 22), ["1", "22"], ["0.5", "23"]),
    ],
)
def test_a_number_has_its_range(test, right, wrong):
    question = only(item("How many?", fib(kind="Decimal"), when(test, "100"), kind="numerical_question"))
    assert question.kind == "number"
    assert all(mark(question, number=value).is_correct for value in right)
    assert not any(mark(question, number=value).is_correct for value in wrong)


def test_lines_with_a_list_each_are_pairs():
    rights = {"x": "Paris", "y": "Rome", "z": "Oslo"}
    question = only(
        item(
            "Capitals.",
            lid(rights, name="r1", line="France") + lid(rights, name="r2", line="Italy"),
            when(equal("x", "r1"), "50", action="Add"),
            when(equal("y", "r2"), "50", action="Add"),
            kind="matching_question",
        )
    )
    assert question.kind == "matching"
    assert question.spec["pairs"] == [
        {"left": "France", "right": "Paris"},
        {"left": "Italy", "right": "Rome"},
    ]
    assert question.spec["others"] == ["Oslo"]


def test_what_is_said_to_a_wrong_pair_costs_the_pairs_behind_it_nothing():
    rights = {"x": "Paris", "y": "Rome"}
    denied = f"<not>{equal('x', 'r1')}</not>"
    conditions = (
        when(equal("x", "r1"), "50", action="Add"),
        when(denied, shown="r1_fb"),
        when(equal("y", "r2"), "50", action="Add"),
    )
    # Canvas leaves out whether the marking goes on.
    said = [condition.replace(' continue="No"', "") for condition in conditions]
    lists = lid(rights, name="r1", line="France") + lid(rights, name="r2", line="Italy")
    behind = told("r1_fb", "Look north.") + told("correct_fb", "Both!")
    question = only(item("Capitals.", lists, *said, kind="matching_question", behind=behind))
    assert [pair["right"] for pair in question.spec["pairs"]] == ["Paris", "Rome"]
    assert question.spec["feedback_right"] == "Both!"


def test_names_in_brackets_are_gaps_to_choose_or_to_type():
    lists = lid({"a": "red", "b": "plaid"}, name="response_c1") + lid(
        {"c": "blue", "d": "green"}, name="response_c2"
    )
    scored = (
        when(equal("a", "response_c1"), "50", action="Add"),
        when(equal("c", "response_c2"), "50", action="Add"),
    )
    text = "<p>Roses are [c1], violets are [c2], [this] stays.</p>"
    chosen = only(item(text, lists, *scored, kind="multiple_dropdowns_question"))
    assert chosen.spec["text"] == "Roses are [[1]], violets are [[2]], [this] stays."
    assert mark(chosen, first=token("red"), second=token("blue")).is_correct
    typed = only(item(text, lists, *scored, kind="fill_in_multiple_blanks_question"))
    assert [gap["accepted"] for gap in typed.spec["gaps"]] == [["red", "plaid"], ["blue", "green"]]


def test_a_text_with_gaps_and_no_title_is_called_by_its_words():
    lists = lid({"a": "red", "b": "blue"}, name="response_c")
    scored = when(equal("a", "response_c"), "100", action="Add")
    (step,) = read(item("<p>Roses are [c].</p>", lists, scored, kind="multiple_dropdowns_question")).steps()
    assert step.title == "Roses are …."


def test_what_is_said_to_a_text_with_gaps_and_to_what_is_typed_in_one_comes_along():
    named = {"response_x": {"a": "begin", "b": "start"}, "response_y": {"c": "end"}}
    lists = "".join(lid(offered, name=name) for name, offered in named.items())
    behind = told("b_fb", "Or begin.") + told("correct_fb", "All right.")
    conditions = (
        when(equal("b", "response_x"), shown="b_fb", goes_on="Yes"),
        when(equal("a", "response_x"), "50", action="Add"),
        when(equal("c", "response_y"), "50", action="Add"),
    )
    kind = "fill_in_multiple_blanks_question"
    question = only(item("<p>[x] and [y]</p>", lists, *conditions, kind=kind, behind=behind))
    assert question.spec["gaps"][0]["accepted"] == ["begin", {"text": "start", "feedback": "Or begin."}]
    assert "All right." in mark(question, first="begin", second="end").feedback
    assert "All right." not in mark(question, first="begin", second="no").feedback


def test_fields_that_are_marked_together_are_each_right_where_the_others_are():
    flow = "".join([fib("r1"), material(" of our discontent made glorious "), fib("r2"), material(".")])
    both = when(equal("Winter", "r1") + equal("summer", "r2"), "3")
    question = only(item("Now is the", flow, both))
    assert [gap["accepted"] for gap in question.spec["gaps"]] == [["Winter"], ["summer"]]


def test_an_order_is_compared_place_by_place():
    options = lid({"a": "Ann", "b": "Ben", "c": "Cem"}, cardinality="Ordered")
    ordered = item(
        "Line up.",
        options,
        when(equal("c") + equal("a") + equal("b"), "5", "yes"),
        behind=told("yes", "Yes."),
    )
    question = only(ordered)
    assert (question.kind, question.spec["items"]) == ("ordering", ["Cem", "Ann", "Ben"])
    assert question.spec["feedback_right"] == "Yes."


def test_an_index_that_is_no_number_picks_no_place():
    question = only(item("Who?", fib(), when(equal("Ann", index="²"), "1")))
    assert question.spec["accepted"] == ["Ann"]


def calculated(text, sets, *, tolerance="0", behind=""):
    listed = "".join(
        "<var_set>"
        + "".join(f'<var name="{name}">{value}</var>' for name, value in values.items())
        + f"<answer>{answer}</answer></var_set>"
        for *_, values, answer in sets
    )
    inside = f"<answer_tolerance>{tolerance}</answer_tolerance><var_sets>{listed}</var_sets>"
    extension = f"<itemproc_extension><calculated>{inside}</calculated></itemproc_extension>"
    rule = when("<other/>", "100")
    return item(text, fib(), rule, kind="calculated_question", behind=behind + extension)


SETS = [({"x": "9", "mod": "2.50"}, "11.5"), ({"x": "1", "mod": "4"}, "5*10^1")]


def test_a_formula_question_has_a_version_for_each_set_of_numbers():
    question = only(
        calculated("<p>What is [x] + [mod], not [y]?</p>", SETS, behind=told("correct_fb", "Yes."))
    )
    assert question.prompt == "What is {{x}} + {{x2}}, not [y]?"
    assert question.variables["together"] == [["x", "x2", "answer"]]
    shown = [show(question.as_written(), draw_values(question.variables, seed)) for seed in range(20)]
    marked = {version.prompt: check(version.spec, {"number": ["11.5"]}).is_correct for version in shown}
    assert marked == {"What is 9 + 2.5, not [y]?": True, "What is 1 + 4, not [y]?": False}
    assert question.spec["feedback_right"] == "Yes."


def test_a_formula_question_may_be_off_by_a_part_of_its_answer():
    question = only(calculated("[x]?", [({"x": "1"}, "50")], tolerance="10%"))
    version = show(question.as_written(), draw_values(question.variables, 0))
    right = {text: check(version.spec, {"number": [text]}).is_correct for text in ("45", "55", "56")}
    assert right == {"45": True, "55": True, "56": False}


def test_numbers_that_cannot_be_marked_are_named():
    assert "'many' is no number" in reason(calculated("[x]?", [({"x": "1"}, "many")]))


def test_a_text_without_a_question_explains():
    (step,) = read(item("<p>Now to Rome.</p>", "", kind="text_only_question")).steps()
    assert (step.kind, step.body) == ("explanation", "Now to Rome.")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (item("Write.", fib(), kind="essay_question"), "it is an essay"),
        (item("Write.", fib(), kind="cc.essay.v0p1", label="cc_profile"), "it is an essay"),
        (item("Match.", fib(), kind="cc.pattern_match.v0p1", label="cc_profile"), "a pattern of letters"),
        (item("Send.", "", kind="file_upload_question"), "it asks for a file"),
        (item("Sum.", fib(), kind="calculated_question"), "lists none of them"),
        (item("Where?", '<response_xy ident="r"><render_hotspot/></response_xy>'), "a place on a picture"),
        (item("1+1?", lid(ONE)), "none of its choices is right"),
        (item("Who?", fib()), "nothing declares which answer is right"),
        (item("1+1?", lid(ONE), when('<varinside respident="r">a</varinside>', "1")), "uses 'varinside'"),
    ],
)
def test_what_cannot_be_taken_is_named(source, why):
    assert why in reason(source)


def test_a_document_type_of_the_format_is_no_harm():
    source = item("1+1?", lid(ONE), when(equal("a"), "100"))
    head = '<?xml version="1.0"?><!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">'
    assert only(head + source) == only(source)


def blackboard(text, kind="HTML"):
    return (
        f'<flow_mat class="FORMATTED_TEXT_BLOCK"><material><mat_extension><mat_formattedtext type="{kind}">'
        f"{text}</mat_formattedtext></mat_extension></material></flow_mat>"
    )


def test_an_item_of_blackboard_has_its_texts_and_points():
    offered = "".join(
        f'<flow_label><response_label ident="{name}">{blackboard(text)}</response_label></flow_label>'
        for name, text in (("aaa", "4"), ("bbb", "&lt;b&gt;5&lt;/b&gt;"))
    )
    question = only(
        '<questestinterop><assessment title="Pool"><section><item><presentation><flow class="Block">'
        f'<flow class="QUESTION_BLOCK">{blackboard("if a &lt; b, what is 2+2?", "PLAIN")}</flow>'
        '<flow class="RESPONSE_BLOCK"><response_lid ident="response" rcardinality="Single">'
        f'<render_choice shuffle="No">{offered}</render_choice></response_lid></flow></flow></presentation>'
        '<resprocessing><outcomes><decvar varname="SCORE" defaultval="0.0"/></outcomes>'
        '<respcondition title="correct"><conditionvar><varequal respident="response" case="No">aaa</varequal>'
        '</conditionvar><setvar variablename="SCORE" action="Set">SCORE.max</setvar>'
        '<displayfeedback linkrefid="correct"/></respcondition><respcondition><conditionvar>'
        '<other/></conditionvar><setvar variablename="SCORE" action="Set">0.0</setvar></respcondition>'
        f'</resprocessing><itemfeedback ident="correct">{blackboard("Yes!")}</itemfeedback></item></section>'
        "</assessment></questestinterop>"
    )
    assert question.prompt == "if a < b, what is 2+2?"
    assert right_choices(question) == ["4"]
    assert [choice["text"] for choice in question.spec["choices"]] == ["4", "**5**"]
    assert mark(question, choice="0").feedback == "Yes!"
