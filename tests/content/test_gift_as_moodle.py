"""GIFT as Moodle reads it: where questions part, what escapes mean, what is right, and what is said to it."""

import pytest

from content.exchange.gift import read_gift
from content.questions import check, parse_spec


def only(text):
    report = read_gift(text)
    assert [(item.start, item.reason) for item in report.skipped] == []
    (question,) = report.questions
    return question


def mark(question, **response):
    return check(
        parse_spec(question.kind, question.spec), {name: [value] for name, value in response.items()}
    )


def titles(text):
    return [item.title for item in read_gift(text, with_descriptions=True).items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::A:: x {T}\n::B:: y {F}", ["A", "B"]),
        ("::A:: x {\n=1\n~2\n}\n// next\n::B:: y {F}", ["A", "B"]),
        ("::A:: x {T}\n$CATEGORY: c\n::B:: y {F}", ["A", "B"]),
        ("One {T}\nTwo {F}\nThree {T}", ["One", "Two", "Three"]),
        ("One {T}\nTwo goes on\nin another line {F}", ["One", "Two goes on in another line"]),
        ("The capital is {=Paris ~Rome}\nof France.", ["The capital is _____ of France."]),
        ("A text.\n\nOne {T}", ["A text.", "One"]),
        ("One {\n=a\n\n~\\{b\n}\n\nTwo {T}", ["One", "Two"]),
        ("One {\n=a\n\n~$\\frac{1}{2}$\n}\n\nTwo {T}", ["One", "Two"]),
    ],
)
def test_questions_part_where_their_author_parted_them(text, expected):
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "taken", "line", "reason"),
    [
        ("One {=a ~b\n\nTwo {=c ~d}\n\nThree {T}", ["Two", "Three"], 1, "its closing brace is missing."),
        ("One\nis {=a ~b\n::Two:: x {T}", ["Two"], 1, "missing for the one that line 2 opens."),
        ("One {=a\n$CATEGORY: x\nTwo {T}", ["Two"], 1, "its closing brace is missing."),
        ("One {T}\n\nTwo {T}}\n\nThree {T}", ["One", "Three"], 3, "line 3 has a closing brace too many."),
        ("One {T} {F}\n\nTwo {T}", ["Two"], 1, "line 1 opens a second brace."),
    ],
)
def test_a_brace_left_over_costs_its_own_question_and_is_told_with_its_line(text, taken, line, reason):
    report = read_gift(text)
    assert [item.title for item in report.items] == taken
    (skipped,) = report.skipped
    assert skipped.line == line
    assert skipped.reason.endswith(reason)


def test_fifty_two_questions_without_blank_lines_are_fifty_two():
    assert len(read_gift("\n".join(f"::Q{n}:: Is {n} even? {{T}}" for n in range(52))).questions) == 52


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\\b", r"a\b"),
        (r"\\(\\frac\{1\}\{2\}\\)", r"$\frac{1}{2}$"),
        (r"$$x \\neq y$$", r"$$x \neq y$$"),
        (r"$x \neq y$", r"$x \neq y$"),
        (r"one\ntwo", "one\\\ntwo"),
        (r"10\:30 \# \~ \=", "10:30 # \\~ ="),
        ("if (a<b && c>d) stays", "if (a<b && c>d) stays"),
        ("x<sup>2</sup> and H<sub>2</sub>O", "x² and H₂O"),
        ("one<br>two", "one\\\ntwo"),
        ("2*3*4", "2\\*3\\*4"),
        (r"a\\_b \\\\* c", r"a\\\_b \\\\\* c"),
        ("[html]<pre>a  b</pre>", "```\na  b\n```"),
        ("[plain]<b> *x*", "\\<b\\> \\*x\\*"),
        ("[markdown]**x**", "**x**"),
        ("[other] x", "[other] x"),
        ("x<sup><b>n</b>+1</sup>", "xⁿ⁺¹"),
        (
            "[html]<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
            "| 1 | 2 |\n| --- | --- |\n| 3 |  |",
        ),
    ],
)
def test_a_text_means_what_it_means_in_moodle(written, meant):
    assert only(f"{written} {{T}}").prompt == meant


def test_a_tilde_before_an_equals_sign_belongs_to_it():
    question = only("Which? {~=right ~wrong}")
    assert question.kind == "single"
    assert [(choice["text"], choice["correct"]) for choice in question.spec["choices"]] == [
        ("right", True),
        ("wrong", False),
    ]


def test_of_several_right_ones_among_wrong_ones_either_is_right():
    question = only("Colour? {=white =blue ~green#No.}")
    assert question.kind == "single"
    assert [mark(question, choice=str(index)).is_correct for index in range(3)] == [True, True, False]


def test_a_star_stands_for_any_letters():
    question = only(r"Who? {=*Grant* =no\\*one#Hm. =%0%*#Nobody we know.}")
    assert mark(question, text="Ulysses S. Grant the Great").is_correct
    assert mark(question, text="no*one").feedback == "Hm."
    assert not mark(question, text="no one").is_correct
    assert mark(question, text="Lee").feedback == "Nobody we know."


def test_a_star_is_a_star_where_no_pattern_is():
    assert "wildcards" not in only("Who? {=Grant}").spec


def test_each_answer_keeps_what_is_said_to_it():
    question = only("Home? {=Nazareth#Yes! =%75%Nazereth#Misspelled. =Galilee}")
    assert mark(question, text="nazareth") == mark(question, text="Nazareth")
    assert mark(question, text="Nazareth").feedback == "Yes!"
    assert mark(question, text="Galilee").feedback == "That is it."
    assert (mark(question, text="Nazereth").is_correct, mark(question, text="Nazereth").feedback) == (
        False,
        "Misspelled.",
    )


def test_numbers_keep_what_is_said_to_them():
    question = only("Born? {#=1822:0#Right. =1823#Right as well. =%50%1822:5#Close. ~#Far off.}")
    told = {text: mark(question, number=text) for text in ("1822", "1823", "1826", "7")}
    assert [verdict.is_correct for verdict in told.values()] == [True, True, False, False]
    assert [verdict.feedback for verdict in told.values()] == [
        "Right.",
        "Right as well.",
        "Close.",
        "Far off.",
    ]


def test_a_number_with_a_word_for_all_others():
    question = only("One to five? {#3:2~#Completely wrong}")
    assert mark(question, number="5").is_correct
    assert mark(question, number="6").feedback == "Completely wrong"


@pytest.mark.parametrize(
    ("written", "right", "wrong"),
    [
        ("0.00001..0.00003", "0.00001", "0.000031"),
        ("1e-5:1e-6", "0.000011", "0.000012"),
        ("-2..-1", "-1.5", "-0.9"),
        ("3.1415:0.0005", "3.142", "3.15"),
        ("6.626e-34:6.626e-37", "6.6262·10^-34", "6.64e-34"),
        ("1.98847e55:1e50", "1.98847e55", "1.9886e55"),
    ],
)
def test_ranges_and_small_numbers_are_exact(written, right, wrong):
    question = only(f"How much? {{#{written}}}")
    assert (mark(question, number=right).is_correct, mark(question, number=wrong).is_correct) == (True, False)


def test_general_feedback_shows_always():
    question = only("42? {FALSE#It is.#Right you are.####A word to both.}")
    assert mark(question, choice="1").feedback == "Right you are.\n\nA word to both."
    assert mark(question, choice="0").feedback == "It is.\n\nA word to both."


def test_a_partner_of_none_is_offered_too():
    question = only("Match. {=a -> 1 =b -> 2 = -> 3}")
    assert question.spec["others"] == ["3"]


def test_pictures_and_sound_are_left_out_and_named():
    report = read_gift(
        '[html]<p>Look <img src="@@PLUGINFILE@@/a.png" alt="a pie"><audio src="x"></audio></p> {T}'
    )
    assert report.questions[0].prompt == "Look a pie"
    assert report.items[0].dropped == ("picture", "audio")
    assert [(item.line, item.reason[:37]) for item in report.skipped] == [
        (1, "a text of GIFT brings no picture alon"),
        (1, "a text of GIFT brings no audio along;"),
    ]


def test_a_comment_names_a_question_and_its_tags():
    (item,) = read_gift("// question: 7 [id:q7] [tag:sums] [tag:ones]\n::A:: 1+1? {#2}").items
    assert (item.key, item.tags) == ("q7", ("sums", "ones"))


def test_categories_are_kept():
    items = read_gift("$CATEGORY: a/b\n\nOne {T}\n\n$CATEGORY: c\nTwo {T}").items
    assert [item.category for item in items] == ["a/b", "c"]


def test_a_word_that_is_typed_into_its_text_is_a_gap():
    asked = only("Say [[1]]: a {=half#Yes. ####Well.} is one of two.")
    assert (asked.kind, asked.slug) == ("cloze", "say-1-a-_____-is-one-of-two")
    assert asked.spec["text"] == "Say &#91;[1]]: a [[1]] is one of two."
    assert mark(asked, **{"gap-0": "half"}).feedback == "Yes.\n\nWell."


def test_a_typed_gap_in_a_formula_is_asked_below_it():
    assert only("$$x = {#4}$$ so.").kind == "number"


def test_a_step_that_asks_it_since_gaps_were_only_shown_asks_it_already():
    shown = ("text", r"A \_\_\_\_\_ is one of two.", {"accepted": ["half"], "ignore_case": True})
    report = read_gift("A {=half} is one of two.", known=[shown])
    assert [one.reason for one in report.skipped] == ["the step asks it already."]


@pytest.mark.parametrize(
    "written", ["1e9999999999..1", "sNaN..1", "NaN..1", "Infinity..Infinity", "1..Infinity", "sNaN", "NaN:1"]
)
def test_what_is_no_number_costs_one_question_and_not_the_text(written):
    report = read_gift(f"How much? {{#{written}}}\n\nTwo? {{#2}}")
    assert [question.prompt for question in report.questions] == ["Two?"]
    assert len(report.skipped) == 1
