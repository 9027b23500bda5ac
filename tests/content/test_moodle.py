"""Moodle's XML: each kind of question is asked and marked here, or named with the reason why not."""

import pytest

from content.coursefiles import BadCourseFiles
from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.exchange.readers.moodle.elements import DEEPEST
from content.exchange.readers.moodle.specs import number_in
from content.texts.images import read_image
from tests.content.moodlebank import PNG, answer, category, file, mark, only, question, read, steps, tag
from tests.growth import LINEAR, cost_of_doubling

SINGLE = "<single>true</single>"


def test_a_source_is_known_by_its_quiz():
    assert read(question("truefalse", "x", answer("true", 100), answer("false", 0))).format == "moodle"


def test_one_choice_keeps_what_is_said_to_each():
    asked = only(
        "multichoice", "<p>2<sup>3</sup>?</p>", SINGLE, answer("8", 100, "Yes."), answer("6", 0, "No.")
    )
    assert (asked.kind, asked.prompt) == ("single", "2³?")
    assert (mark(asked, choice="0").feedback, mark(asked, choice="1").feedback) == ("Yes.", "No.")


def test_several_choices_are_all_to_be_ticked():
    asked = only(
        "multichoice",
        "Even?",
        "<single>false</single>",
        answer("2", 50),
        answer("4", 50),
        answer("5", -100),
        tag("correctfeedback", "Right."),
        tag("incorrectfeedback", "Wrong."),
    )
    assert asked.kind == "multiple"
    assert mark(asked, choice=["0", "1"]).feedback == "Right."
    assert mark(asked, choice=["0"]).feedback == "Wrong."


@pytest.mark.parametrize(
    ("shuffled", "is_kept"),
    [
        ("<shuffleanswers>0</shuffleanswers>", True),
        ("<shuffleanswers>true</shuffleanswers>", False),
        ("", False),
    ],
)
def test_choices_keep_their_order_where_the_question_says_so(shuffled, is_kept):
    asked = only("multichoice", "x", SINGLE, shuffled, answer("8", 100), answer("6", 0))
    assert asked.spec.get("keep_order", False) is is_kept


def test_true_and_false_stand_in_this_order_with_their_words():
    asked = only("truefalse", "Is it?", answer("false", 100, "Indeed."), answer("true", 0, "Not."))
    assert [choice["text"] for choice in asked.spec["choices"]] == ["True", "False"]
    assert asked.spec["keep_order"] is True
    assert (mark(asked, choice="1").is_correct, mark(asked, choice="0").feedback) == (True, "Not.")


def test_a_short_answer_has_patterns_and_heeds_capitals():
    asked = only(
        "shortanswer",
        "Who?",
        "<usecase>1</usecase>",
        answer("*Grant", 100, "Yes."),
        answer("Lee", 50, "Close."),
        answer("*", 0, "Nobody."),
        tag("generalfeedback", "History.", format="html"),
    )
    assert mark(asked, text="U. S. Grant").feedback == "Yes.\n\nHistory."
    assert mark(asked, text="Lee").feedback == "Close.\n\nHistory."
    assert mark(asked, text="grant").feedback == "Nobody.\n\nHistory."


@pytest.mark.parametrize("wrong", ["*not*", "not green"])
def test_a_wrong_answer_that_would_count_as_right_is_named(wrong):
    reading = read(question("shortanswer", "Grass?", answer(wrong, 0), answer("*Green*", 100)))
    assert reading.skipped[0].reason == f"the wrong answer {wrong!r} would count as right here."


def test_a_wrong_answer_that_no_right_one_fits_may_stand_first():
    asked = only("shortanswer", "Grass?", answer("*", 0), answer("red", 0, "No."), answer("*green*", 100))
    assert (mark(asked, text="dark green").is_correct, mark(asked, text="red").feedback) == (True, "No.")
    exact = only("shortanswer", "Grass?", answer("gr*", 0), answer(r"gr\*", 100), answer("green", 100))
    assert mark(exact, text="green").is_correct


def test_a_number_has_its_tolerance_and_unit():
    units = (
        "<units><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
        "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    )
    near = "<tolerance>0.1</tolerance>"
    reading = read(
        question("numerical", "How long?", answer("1.5", 100, "Yes.", near), answer("*", 0, "No."), units)
    )
    (asked,) = steps(reading)[0].questions
    assert asked.spec["unit"] == "m"
    assert (mark(asked, number="1.6 m").feedback, mark(asked, number="2").feedback) == ("Yes.", "No.")
    assert "a number in another unit than the first is not converted" in reading.notes


def test_pairs_may_have_partners_of_none():
    def part(left, right):
        return tag("subquestion", left, tag("answer", right), format="html")

    asked = only("matching", "Match.", part("<b>a</b>", "1"), part("b", "2"), part("", "3"))
    assert asked.spec["pairs"][0] == {"left": "**a**", "right": "1"}
    assert asked.spec["others"] == ["3"]


def test_an_order_follows_its_numbers():
    asked = only("ordering", "Sort.", answer("c", 3), answer("a", 1), answer("b", 2))
    assert asked.spec["items"] == ["a", "b", "c"]


def test_categories_are_lessons_and_descriptions_explain():
    reading = read(
        category(
            "$course$/top/Algebra/Lines", '<p>About <b>lines</b>. <img src="@@PLUGINFILE@@/a.png" alt=""></p>'
        ),
        question("description", "<p>A line is straight.</p>", name="Lines"),
        category("$course$/top/Empty"),
        category("$course$/top/A//B"),
        question("numerical", "2?", answer("2", 100)),
    )
    lessons = reading.course.lessons
    assert [(lesson.title, lesson.summary) for lesson in lessons] == [
        ("Algebra / Lines", "About lines."),
        ("A/B", ""),
    ]
    assert (lessons[0].steps[0].kind, lessons[0].steps[0].body) == ("explanation", "A line is straight.")
    assert lessons[1].steps[0].kind == "question"


def test_tags_are_skills_and_hints_are_hints():
    reading = read(
        question(
            "numerical",
            "2?",
            answer("2", 100),
            tag("hint", "Count.", format="html"),
            f"<tags>{tag('tag', 'Counting')}{tag('tag', 'counting')}</tags><idnumber>n-2</idnumber>",
        )
    )
    (step,) = steps(reading)
    assert [(skill.slug, skill.title) for skill in reading.course.skills] == [("counting", "Counting")]
    assert (step.slug, step.skills, step.questions[0].hints) == ("id-n-2", ("counting",), ("Count.",))


def test_pictures_come_along_once_and_are_safe():
    text = '<p>Look: <img src="@@PLUGINFILE@@/a%20b.png" alt="a point"></p>'
    parts = (answer("true", 100), answer("false", 0))
    reading = read(
        *(question("truefalse", text, *parts, name=name, files=file("a b.png")) for name in ("One", "Two"))
    )
    (image,) = reading.course.images
    assert (image.alt, image.data) == ("a point", read_image("a.png", PNG).data)
    assert steps(reading)[0].questions[0].prompt == f"Look: ![a point](images/{image.name})"
    assert reading.counts()["pictures"] == 1


def test_no_more_pictures_come_than_a_source_may_bring(monkeypatch):
    monkeypatch.setattr("content.exchange.readers.texts.MOST_PICTURES", 1)
    text = '<img src="@@PLUGINFILE@@/a.png" alt="a point"><img src="@@PLUGINFILE@@/b.png" alt="more">'
    parts = (answer("true", 100), answer("false", 0))
    reading = read(question("truefalse", text, *parts, files=file("a.png") + file("b.png")))
    assert [image.alt for image in reading.course.images] == ["a point"]
    assert "'b.png' cannot be used (there are more than 1 pictures)" in reading.skipped[0].reason


@pytest.mark.parametrize(
    ("source", "files", "reason"),
    [
        ("@@PLUGINFILE@@/none.png", "", "the picture 'none.png' does not come with the file"),
        ("https://example.org/a.png", "", "does not come with the file"),
        ("@@PLUGINFILE@@/a.png", file("a.png", b"no picture"), "cannot be used"),
    ],
)
def test_a_picture_that_cannot_come_is_named_and_its_words_stand_in(source, files, reason):
    parts = (answer("true", 100), answer("false", 0))
    reading = read(question("truefalse", f'<img src="{source}" alt="a pie"> Is it?', *parts, files=files))
    assert reading.steps()[0].questions[0].prompt == "a pie Is it?"
    assert reason in reading.skipped[0].reason
    assert reading.course.images == ()


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (question("essay", "Write."), "it is an essay"),
        (question("calculated", "x"), "there is no kind like 'calculated' here"),
        (
            question("multichoice", "x", SINGLE, answer("a", 0), answer("b", 0)),
            "none of its choices is right",
        ),
        (question("multichoice", "x", SINGLE, answer("a", 100), answer("a", 0)), "two choices are the same"),
        (question("numerical", "x", answer("many", 100)), "'many' is no number"),
        (question("cloze", "No gap {here."), "it has no gap"),
        (question("gapselect", "A [[7]].", tag("selectoption", "cat")), "not on the list"),
        (question("truefalse", "", answer("true", 100), answer("false", 0)), "it has no text"),
        (question("numerical", r"\(\frac{1}{\)", answer("1", 100)), "braces do not match"),
    ],
)
def test_what_cannot_be_taken_is_named_and_costs_nothing_else(spoiled, reason):
    reading = read(spoiled, question("numerical", "2?", answer("2", 100), name="Two"))
    assert [step.slug for step in reading.steps()] == ["two"]
    (skipped,) = reading.skipped
    assert skipped.where.startswith("bank.xml: question 1")
    assert reason in skipped.reason


def test_points_and_penalties_are_noted_once_with_their_number():
    half = question("shortanswer", "x", answer("a", 100), answer("b", 50, "Half."), "<penalty>0.3</penalty>")
    notes = read(half, half.replace("<text>Q<", "<text>R<")).notes
    assert sorted(note.rpartition("(")[2] for note in notes) == ["2 times)", "2 times)"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<quiz>\n<question>\n</quiz>", r"bank\.xml:3: this is no sound XML"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "declares a document type or entities"),
        (b"<other><quiz/></other>", "no quiz of Moodle"),
        (b"<quiz>" + b"<a>" * DEEPEST + b"</a>" * DEEPEST + b"</quiz>", "nest more than"),
        (b'<?xml version="1.0" encoding="nonsense"?><quiz/>', "no sound XML"),
    ],
)
def test_xml_that_is_hostile_or_broken_is_refused_whole(data, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        read_source(Source("bank.xml", {"bank.xml": data}), Wanted(), format_name="moodle")


def test_a_file_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr("content.exchange.readers.moodle.elements.MOST_ELEMENTS", 10)
    with pytest.raises(BadCourseFiles, match="more than 10 elements"):
        read(*[question("description", "x")] * 5)


def test_no_more_questions_come_than_a_bank_may_hold(monkeypatch):
    monkeypatch.setattr("content.exchange.readers.gathering.MOST_QUESTIONS", 1)
    reading = read(*(question("numerical", "2?", answer("2", 100), name=name) for name in "ab"))
    assert reading.counts()["questions"] == 1
    assert "more than 1 questions" in reading.skipped[0].reason


@pytest.mark.parametrize(
    "make",
    [
        lambda n: [question("numerical", f"{k}?", answer("2", 100), name=f"Q{k}") for k in range(n)],
        lambda n: [question("numerical", "2?", answer("2", 100)) for _ in range(n)],
        lambda n: [question("cloze", "{1:SA:=a" * n)],
        lambda n: [question("cloze", "x {1:SA:=a}" * n)],
    ],
    ids=["questions", "questions of one name", "gaps left open", "gaps"],
)
def test_a_bank_of_twice_the_size_costs_twice_as_much(make):
    assert cost_of_doubling(lambda questions: read(*questions), make, size=60) < LINEAR


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "many"])
def test_what_is_no_finite_number_counts_as_nought(text):
    assert number_in(text) == 0
