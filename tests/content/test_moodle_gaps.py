"""Moodle's texts with gaps, and pictures with labels: each is one question here."""

import pytest

from content.authoring.imports import import_reading
from content.models import Question
from content.questions import check, parse_spec
from content.questions.cloze import GAP_MARK
from content.questions.tokens import token
from content.texts.gaps import render_with_gaps
from tests.content.moodlebank import PNG, file, mark, only, question, read, steps, tag

CLOZE = (
    "<p>Paris is the {1:MULTICHOICE:=capital#Yes~%50%city#More~river} of {:SHORTANSWER:=France}.</p>"
    r"<p>2+2={2:NUMERICAL:=4:0.5#Well~*#No}; a brace: {1:SAC:=\}~%0%\{#Other}</p>"
)


def test_a_cloze_is_one_question_with_a_gap_for_each_answer():
    asked = only("cloze", CLOZE)
    assert (asked.kind, asked.prompt) == ("cloze", "Fill in the gaps.")
    assert asked.spec["text"] == "Paris is the [[1]] of [[2]].\n\n2+2=[[3]]; a brace: [[4]]"
    capital, france, _, brace = asked.spec["gaps"]
    assert [gap["kind"] for gap in asked.spec["gaps"]] == ["single", "text", "number", "text"]
    assert (capital["keep_order"], france["accepted"], brace["ignore_case"]) == (True, ["France"], False)
    sent = {"gap-0": token("city"), "gap-1": "france", "gap-2": "7", "gap-3": "}"}
    verdict = check(parse_spec("cloze", asked.spec), {name: [value] for name, value in sent.items()})
    assert verdict.feedback == "2 of 4 gaps are right.\n\n**Gap 1:** More\n\n**Gap 3:** No"


def test_a_break_at_an_end_leaves_no_backslash():
    asked = only("cloze", "<ul><li>x<br></li><li>{1:SA:=a#Yes<br />}</li></ul><p>b<br>c<br><br></p><p>d</p>")
    assert asked.spec["text"] == "- x\n- [[1]]\n\nb\\\nc\n\nd"
    assert asked.spec["gaps"][0]["accepted"] == [{"text": "a", "feedback": "Yes"}]


def test_gaps_in_code_stay_there():
    asked = only("cloze", "<pre><code>for i in {1:SAC:=range(3)}:\n    print({1:SA:=i})</code></pre>")
    assert asked.kind == "cloze"
    assert [mark for _, mark in render_with_gaps(asked.spec["text"], images={})] == [1, 2, None]


def test_choices_of_a_gap_are_mixed_where_moodle_mixes_them():
    mixed = only("cloze", "x {1:MCS:=a~b} {1:MULTICHOICE_VS:=c~d} {1:MCV:=e~f}").spec["gaps"]
    assert ["keep_order" in gap for gap in mixed] == [False, False, True]


@pytest.mark.parametrize(
    "text",
    ["a {1:MR:%50%a~%50%b~c} {1:SA:=a}", "<p>$$x = {1:SA:=a}$$ {1:SA:=a}</p>", "{1:SA:=a}" * 51],
    ids=["several answers", "in a formula", "too many"],
)
def test_gaps_that_no_cloze_can_hold_are_a_text_and_a_question_for_each(text):
    reading = read(question("cloze", text))
    (step,) = steps(reading)
    assert r"\_\_\_\_\_ (2)" in step.body
    assert [asked.slug for asked in step.questions][:2] == ["gap-1", "gap-2"]
    assert mark(step.questions[1], text="a").is_correct
    assert any("questions of their own" in note for note in reading.notes)


def test_what_stands_in_a_text_like_a_gap_is_none():
    asked = only("cloze", "<p>See [[1]]: {1:SA:=a}</p>")
    assert GAP_MARK.findall(asked.spec["text"]) == ["1"]
    (before, gap), _ = render_with_gaps(asked.spec["text"], images={})
    assert (before, gap) == ("<p>See [[1]]: ", 1)


def test_several_of_one_name_are_known_by_their_texts():
    first, second = question("cloze", "x {1:SA:=a}"), question("cloze", "y {1:SA:=a}")
    assert [step.slug for step in steps(read(first, second))] == [
        step.slug for step in reversed(steps(read(second, first)))
    ]


@pytest.mark.django_db
def test_a_text_whose_gaps_were_questions_of_their_own_is_one_question_now(noor):
    apart = read(question("cloze", "{1:MR:%50%a~%50%b~c} {1:SA:=a}"))
    course = import_reading(apart, by=noor, name="bank.xml").course
    import_reading(read(question("cloze", "{1:MC:=a~b} {1:SA:=a}")), by=noor, name="bank.xml")
    step = course.lessons.get().steps.get()
    assert (step.body, [asked.kind for asked in step.questions.all()]) == ("", ["cloze"])
    archived = Question.all_objects.filter(step=step, archived_at__isnull=False)
    assert {asked.slug for asked in archived} == {"gap-1", "gap-2"}


def test_words_to_choose_or_drag_are_gaps_with_lists():
    def option(text, group):
        return tag("selectoption", text, f"<group>{group}</group>")

    chosen = question(
        "gapselect", "A [[1]] and a [[3]].", option("cat", 1), option("dog", 1), option("sea", 2)
    )
    dragged = question(
        "ddwtos", "A [[2]].", *(tag("dragbox", text, "<group>1</group>") for text in ("cat", "dog")), name="D"
    )
    (first,), (second,) = (step.questions for step in steps(read(chosen, dragged)))
    assert first.spec["text"] == "A [[1]] and a [[2]]."
    assert [gap["kind"] for gap in first.spec["gaps"]] == ["single", "text"]
    assert [choice["text"] for choice in first.spec["gaps"][0]["choices"]] == ["cat", "dog"]
    assert second.spec["text"] == "A [[1]]."
    assert mark(second, **{"gap-0": token("dog")}).is_correct


def drag(number, text, inside=""):
    return tag("drag", text, f"<no>{number}</no>{inside}")


def drop(number, shape, coords, choice):
    zone = f"<no>{number}</no><shape>{shape}</shape><coords>{coords}</coords><choice>{choice}</choice>"
    return f"<drop>{zone}</drop>"


BACKGROUND = file("a_map.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"></svg>')


def test_markers_on_a_picture_are_labels_of_its_places():
    asked = only(
        "ddmarker",
        "What is where?",
        BACKGROUND,
        drag(1, "School"),
        drag(2, "Station"),
        drag(3, "Pond"),
        drop(1, "rectangle", "40,20;80,40", 1),
        drop(2, "circle", "200,100;20", 2),
        drop(3, "polygon", "300,150;340,150;420,190", 2),
    )
    assert (asked.kind, asked.spec["mode"], asked.spec["others"]) == ("hotspots", "labels", ["Pond"])
    assert asked.spec["picture"].startswith("![a map](images/a_map-")
    assert [(area["name"], area["shape"], area["coords"], area["label"]) for area in asked.spec["areas"]] == [
        ("Place 1, upper left", "rect", "10, 10, 30, 30", "School"),
        ("Place 2, middle", "circle", "50, 50, 5", "Station"),
        ("Place 3, lower right", "polygon", "75, 75, 85, 75, 100, 95", "Station"),
    ]
    right = {"label-0": token("School"), "label-1": token("Station"), "label-2": token("Station")}
    assert mark(asked, **right).is_correct


def test_words_and_pictures_dropped_on_a_picture_are_labels():
    zone = "<xleft>{}</xleft><ytop>50</ytop><no>1</no><choice>{}</choice>"
    reading = read(
        question(
            "ddimageortext",
            "Which?",
            BACKGROUND,
            drag(1, "cat"),
            drag(2, "dog", file("dog.png")),
            *(tag("drop", "", zone.format(left, choice)) for left, choice in ((20, 1), (380, 2))),
        )
    )
    (asked,) = steps(reading)[0].questions
    cat, dog = asked.spec["areas"]
    assert (cat["coords"], cat["label"]) == ("5, 25, 15, 38", "cat")
    assert dog["label"].startswith("![dog](images/dog-")
    assert len(reading.course.images) == 2
    assert any("as large as their labels" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([drag(1, "a"), drop(1, "circle", "1,1;1", 1)], "no picture whose size"),
        ([file("x.png", b"no"), drag(1, "a"), drop(1, "circle", "1,1;1", 1)], "no picture whose size"),
        ([BACKGROUND, drag(1, "a"), drop(1, "circle", "1,1;1", 2)], "a label that is not there"),
        ([BACKGROUND, drag(1, "a"), drop(1, "star", "1,1;1", 1)], "no outline that is known"),
        ([BACKGROUND, drag(1, "a"), drag(2, "b"), drop(1, "circle", "1,1", 1)], "no outline that is known"),
        ([BACKGROUND, drag(1, "a"), drop(1, "circle", "1,1;5", 1)], "one label only"),
        ([file("x.exe", PNG), drag(1, "a"), drag(2, "b"), drop(1, "circle", "1,1;1", 1)], "cannot be used"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_named_with_the_reason(parts, reason):
    reading = read(question("ddmarker", "What is where?", *parts))
    assert reading.steps() == []
    assert reason in reading.skipped[0].reason
