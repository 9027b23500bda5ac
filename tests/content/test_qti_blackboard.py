"""Pools of Blackboard: QTI 1.2 whose marking is half in the kind that each question says it is of."""

from html import escape

from content.questions.tokens import token
from tests.content.qtibank import mark, only, read, reason

RIGHT = '<setvar variablename="SCORE" action="Set">SCORE.max</setvar>'
WRONG = '<setvar variablename="SCORE" action="Set">0.0</setvar>'


def block(text, name="flow"):
    """Return a text with what Blackboard writes beside each: a file and a link, both empty."""
    formatted = (
        f'<mat_extension><mat_formattedtext type="HTML">{escape(text)}</mat_formattedtext></mat_extension>'
    )
    return (
        f'<{name} class="FORMATTED_TEXT_BLOCK"><material>{formatted}</material></{name}>'
        f'<{name} class="FILE_BLOCK"><material/></{name}>'
    )


def label(name, text=""):
    return f'<response_label ident="{name}">{block(text, "flow_mat") if text else ""}</response_label>'


def lid(*labels, name="response"):
    """Return a list; before Ultra it says of all kinds that they take one answer."""
    shown = "".join(f'<flow_label class="Block">{one}</flow_label>' for one in labels)
    return (
        f'<response_lid ident="{name}" rcardinality="Single"><render_choice shuffle="Yes">{shown}'
        "</render_choice></response_lid>"
    )


def fib(name="response", kind="response_str"):
    return f'<{kind} ident="{name}" rcardinality="Single"><render_fib prompt="Box"/></{kind}>'


def equal(value, name="response"):
    return f'<varequal respident="{name}" case="No">{value}</varequal>'


def when(test, points="", shown="correct"):
    told = f'<displayfeedback feedbacktype="Response" linkrefid="{shown}"/>'
    return f"<respcondition><conditionvar>{test}</conditionvar>{points}{told}</respcondition>"


def told(name, text, inside="{}"):
    shown = inside.format(f'<flow_mat class="Block">{block(text, "flow_mat")}</flow_mat>')
    return f'<itemfeedback ident="{name}" view="All">{shown}</itemfeedback>'


def pool(kind, text, response, *conditions, behind="", after=""):
    rules = "".join((*conditions, when("<other/>", WRONG, "incorrect"), after))
    return (
        '<questestinterop><assessment title="Pool"><section><item maxattempts="0"><itemmetadata>'
        f"<bbmd_questiontype>{kind}</bbmd_questiontype><qmd_itemtype>Logical Identifier</qmd_itemtype>"
        f'</itemmetadata><presentation><flow class="Block"><flow class="QUESTION_BLOCK">{block(text)}</flow>'
        f'<flow class="RESPONSE_BLOCK">{response}</flow>{behind}</flow></presentation><resprocessing>'
        f'<outcomes><decvar varname="SCORE" defaultval="0.0"/></outcomes>{rules}</resprocessing>'
        f"{told('correct', 'Yes.')}"
        f"{told('incorrect', 'No.')}{{own}}</item></section></assessment></questestinterop>"
    )


def asked(source, own=""):
    return only(source.replace("{own}", own))


def test_several_answers_are_all_to_be_chosen_though_the_list_says_it_takes_one():
    test = f"<and>{equal('b')}{equal('c')}<not>{equal('a')}</not></and>"
    offered = lid(label("a", "1"), label("b", "2"), label("c", "4"))
    question = asked(pool("Multiple Answer", "Even?", offered, when(test, RIGHT)))
    assert question.kind == "multiple"
    assert mark(question, choice=[token("2"), token("4")]).is_correct
    assert not mark(question, choice=[token("2")]).is_correct


def test_a_text_is_right_where_it_only_has_the_feedback_of_right_ones():
    question = asked(pool("Fill in the Blank", "A planet:", fib(), when(equal("Mars")), when(equal("Venus"))))
    assert question.spec["accepted"] == ["Mars", "Venus"]
    assert mark(question, text="venus").feedback == "Yes."
    assert mark(question, text="Sun").feedback == "No."


def test_the_range_of_a_number_counts_and_not_the_answer_beside_it():
    bounds = '<vargte respident="response">3.9</vargte><varlte respident="response">4.1</varlte>'
    question = asked(
        pool("Numeric", "What is 10 - 6?", fib(kind="response_num"), when(f"{bounds}{equal('4')}"))
    )
    assert mark(question, number="4.1").is_correct
    assert not mark(question, number="4.2").is_correct


def test_partners_of_pairs_stand_apart_and_are_known_by_their_places():
    left = [("cat", "1"), ("frog", "2"), ("newt", "2")]
    lists = "".join(
        f'<flow class="Block">{block(text)}{lid(*(label(f"{text}{n}") for n in range(3)), name=text)}</flow>'
        for text, _ in left
    )
    right = "".join(f'<flow class="Block">{block(text)}</flow>' for text in ("insect", "mammal", "amphibian"))
    behind = f'<flow class="RIGHT_MATCH_BLOCK">{right}</flow>'
    rules = [when(equal(f"{text}{place}", text)) for text, place in left]
    question = asked(pool("Matching", "Classify.", lists, *rules, behind=behind))
    assert [tuple(pair.values()) for pair in question.spec["pairs"]] == [
        ("cat", "mammal"),
        ("frog", "amphibian"),
        ("newt", "amphibian"),
    ]
    assert (question.prompt, question.spec["others"]) == ("Classify.", ["insect"])
    assert (question.spec["feedback_right"], question.spec["feedback_wrong"]) == ("Yes.", "No.")


def test_gaps_have_their_places_by_their_names():
    test = f"<and><or>{equal('whale', 'x')}{equal('dolphin', 'x')}</or><or>{equal('mammal', 'y')}</or></and>"
    question = asked(
        pool("Fill in the Blank Plus", "A [x] is a [y].", fib("x") + fib("y"), when(test, RIGHT))
    )
    assert question.spec["text"] == "A [[1]] is a [[2]]."
    assert [gap["accepted"] for gap in question.spec["gaps"]] == [["whale", "dolphin"], ["mammal"]]


def test_what_is_said_to_a_choice_comes_along():
    inside = '<solution feedbackstyle="Complete"><solutionmaterial>{}</solutionmaterial></solution>'
    own = "".join(told(name, f"About {name}.", inside) for name in "ab")
    after = "".join(
        f'<respcondition><conditionvar><varequal respident="{name}" case="No"/></conditionvar>'
        f'<setvar variablename="SCORE" action="Set">{percent}</setvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{name}"/></respcondition>'
        for name, percent in (("a", "100"), ("b", "50"))
    )
    offered = lid(label("a", "red"), label("b", "blue"))
    question = asked(pool("Multiple Choice", "Pick.", offered, when(equal("a"), RIGHT), after=after), own)
    assert mark(question, choice=token("red")).feedback == "Yes.\n\nAbout a."
    assert mark(question, choice=token("blue")).feedback == "No.\n\nAbout b."
    assert not mark(question, choice=token("blue")).is_correct


def test_one_of_two_has_words_and_not_their_names():
    plain = "<flow_mat><material><mattext>{0}</mattext></material></flow_mat>"
    named = [
        f'<response_label ident="{name}">{plain.format(name)}</response_label>'
        for name in ("yes_no.true", "yes_no.false")
    ]
    question = asked(pool("Either/Or", "Is it?", lid(*named), when(equal("yes_no.false"), RIGHT)))
    shown = [(choice["text"], choice["correct"]) for choice in question.spec["choices"]]
    assert shown == [("Yes", False), ("No", True)]


def test_what_somebody_marks_by_hand_is_named():
    for kind in ("Essay", "Short Response"):
        assert "essay" in reason(pool(kind, "Write.", fib()).replace("{own}", ""))
    assert read(pool("File Upload", "Send.", fib())).skipped[0].reason == "it asks for a file."


def test_the_description_and_instructions_of_a_test_are_the_summary_of_its_lesson():
    said = f"<rubric>{block('About <b>animals</b>.', 'flow_mat')}</rubric>"
    said += f"<presentation_material>{block('Take your time.', 'flow_mat')}</presentation_material>"
    source = pool("Fill in the Blank", "A planet:", fib(), when(equal("Mars")))
    reading = read(source.replace("{own}", "").replace("<section>", f"{said}<section>"))
    assert reading.course.lessons[0].summary == "About **animals**.\n\nTake your time."
