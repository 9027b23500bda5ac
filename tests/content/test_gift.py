"""Questions from GIFT: what fits is taken, what does not is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.exchange.gift import read_gift
from content.questions import check, face_of, parse_spec

SAMPLE = r"""
// A comment
$CATEGORY: fractions

::Quarter:: Which is a quarter? {
  =One of four equal parts #Yes.
  ~One of four parts #They must be equal.

  ~Four parts
}

::Grant:: Who is buried here? {~%50%Grant ~%50%His wife ~%-100%Nobody}

Half of 8 is {#4:0.5#Well done.}

Between one and two: {#1..2}

A half is less than a whole. {T#It is less.#Indeed.}

A {=half =1/2} is one of two.

Match. {=one half -> 0.5 =one quarter -> 0.25}

Write about fractions. {}

Just a text.

What is 1 \= 2 \{set\}? {=no ~yes}

[html]<p>Is <b>this</b> &lt; that?</p>{TRUE}

Look ![x](pic.png) {=a ~b}

Broken {=a ~a}

Open {=a
"""


@pytest.fixture(scope="module")
def report():
    return read_gift(SAMPLE)


def question(report, start):
    return next(item for item in report.questions if item.slug.startswith(start))


def test_the_common_types_are_taken(report):
    assert [(item.slug, item.kind) for item in report.questions] == [
        ("quarter", "single"),
        ("grant", "multiple"),
        ("half-of-8-is", "number"),
        ("between-one-and-two", "number"),
        ("a-half-is-less-than-a-whole", "single"),
        ("a-_____-is-one-of-two", "cloze"),
        ("match", "matching"),
        ("what-is-1-2-set", "single"),
        ("is-this-that", "single"),
    ]


def test_what_is_skipped_is_reported_with_line_and_reason(report):
    told = [(item.line, item.start[:10], item.reason) for item in report.skipped]
    assert told == [
        (24, "Write abou", "it is an essay, which nobody here can mark at once."),
        (26, "Just a tex", "it is a description without a question."),
        (32, "Look ![x](", "there is no picture pic.png; pictures live in images/."),
        (34, "Broken {=a", "two choices are the same."),
        (36, "Open {=a", "its closing brace is missing."),
    ]


def test_every_question_that_is_taken_can_be_asked_and_answered(report):
    for item in report.questions:
        face_of(parse_spec(item.kind, item.spec), seed=1)
    number = parse_spec("number", question(report, "half-of").spec)
    assert check(number, {"number": ["4.4"]}).feedback == "Well done."
    ranged = parse_spec("number", question(report, "between").spec)
    assert check(ranged, {"number": ["1.9"]}).is_correct
    assert not check(ranged, {"number": ["2.1"]}).is_correct


def test_feedback_weights_and_escapes_are_kept(report):
    choices = question(report, "quarter").spec["choices"]
    assert choices[1] == {"text": "One of four parts", "correct": False, "feedback": "They must be equal."}
    assert [choice["correct"] for choice in question(report, "grant").spec["choices"]] == [True, True, False]
    assert question(report, "what-is").prompt == "What is 1 = 2 {set}?"
    assert question(report, "is-this").prompt == "Is **this** < that?"
    truth = question(report, "a-half-is").spec
    assert (truth["feedback_wrong"], truth["feedback_right"]) == ("It is less.", "Indeed.")


def test_no_more_questions_come_at_once_than_a_step_could_hold(monkeypatch):
    monkeypatch.setattr("content.exchange.gift.MOST_QUESTIONS", 2)
    report = read_gift("a {T}\n\nb {T}\n\nc {T}")
    assert [item.slug for item in report.questions] == ["a", "b"]
    assert [(item.line, item.reason) for item in report.skipped] == [
        (5, "more than 2 questions came at once.")
    ]


def test_two_questions_of_one_title_are_both_kept():
    report = read_gift("::A:: x {T}\n\n::A:: y {F}")
    assert [item.slug for item in report.questions] == ["a", "a-2"]


@given(st.text("{}=~#:%->\\ \nab1T[]html", max_size=80))
def test_no_text_makes_it_raise(text):
    for item in read_gift(text).questions:
        parse_spec(item.kind, item.spec)


def test_where_one_answer_is_right_a_share_of_the_points_makes_no_other_right():
    report = read_gift("Where? {~Jerusalem ~%25%Bethlehem ~%50%Galilee =Nazareth}")
    assert report.questions[0].kind == "single"
    assert [choice["correct"] for choice in report.questions[0].spec["choices"]] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("wrong", ["*not*", "not green"])
def test_a_wrong_answer_that_would_count_as_right_is_named(wrong):
    report = read_gift("Grass? {=%0%" + wrong + "#No. =*green*}")
    assert [item.reason for item in report.skipped] == [
        f"the wrong answer {wrong!r} would count as right here."
    ]
