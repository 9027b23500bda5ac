"""What is easily taken wrongly of Moodle: shares of points, escapes in gaps, old pictures, orders in GIFT."""

from base64 import b64encode

import pytest

from content.exchange.gift import read_gift
from tests.content.moodlebank import PNG, answer, file, mark, only, question, read, steps

PARTLY = "an answer worth part of the points is wrong here; what is said to it is kept"
TOGETHER = "points for some of several right choices are left out: all of them are to be ticked"
SEVERAL = "<single>false</single>"


@pytest.mark.parametrize(
    ("asked", "notes"),
    [
        (
            question("multichoice", "x", SEVERAL, answer("a", 50), answer("b", 50)),
            [TOGETHER],
        ),
        (question("multichoice", "x", SEVERAL, answer("a", 100), answer("b", 0)), []),
        (question("multichoice", "x", answer("a", 100), answer("b", 50)), [PARTLY]),
        (question("multichoice", "x", answer("a", 50), answer("b", 0)), []),
        (question("shortanswer", "x", answer("a", 100), answer("b", 80)), [PARTLY]),
        (question("cloze", "x {1:MC:=a~%50%b}"), [PARTLY]),
        (question("cloze", "x {1:MC:%50%a~b}"), []),
        (question("cloze", "x {1:MR:=a~=b~c}"), [TOGETHER]),
    ],
    ids=[
        "several",
        "one of several",
        "one",
        "none in full",
        "text",
        "gap",
        "gap none in full",
        "gap several",
    ],
)
def test_a_note_names_the_points_that_are_lost(asked, notes):
    kept = [note for note in read(asked).notes if note in (PARTLY, TOGETHER)]
    assert kept == notes


@pytest.mark.parametrize(
    ("gap", "typed"),
    [
        ("{1:SA:=it&#39;s#Yes}", "it's"),
        ("{1:SA:=AT&amp;T#Yes}", "AT&T"),
        ("{1:SAC:=a &lt; b#Yes}", "a < b"),
        ("{1:SA:=C&amp;#Yes#Yes}", "C&#Yes"),
        ("{1:NM:=2&nbsp;#Yes}", "2"),
        (r"{1:SA:=a\#b\}#Yes}", "a#b}"),
    ],
)
def test_what_is_typed_into_a_gap_is_no_html(gap, typed):
    asked = only("cloze", f"<p>x {gap} y</p>")
    assert asked.spec["text"] == "x [[1]] y"
    verdict = mark(asked, **{"gap-0": typed})
    assert (verdict.is_correct, verdict.feedback) == (True, "Yes")


def test_shares_of_a_gap_may_have_a_comma():
    (gap,) = only("cloze", "x {1:SA:=a~%33,5%b#Nearly~%50.%c#Half}").spec["gaps"]
    assert gap["wrong"] == [{"text": "b", "feedback": "Nearly"}, {"text": "c", "feedback": "Half"}]


def old(name, data=PNG):
    return f"<image>{name}</image><image_base64>\n{b64encode(data).decode()}\n</image_base64>"


def test_a_picture_of_an_old_moodle_stands_after_its_text():
    reading = read(question("shortanswer", "What is it?", old("pictures/a b.png"), answer("x", 100)))
    ((asked,),) = (step.questions for step in steps(reading))
    (image,) = reading.course.images
    assert asked.prompt == f"What is it? ![pictures a b](images/{image.name})"
    (step,) = steps(read(question("cloze", "<p>x {1:SA:=a}</p>", old("p.png"))))
    assert step.questions[0].spec["text"].startswith("x [[1]]\n\n ![p](images/p-")


@pytest.mark.parametrize(
    ("form", "image", "reason"),
    [
        ("html", "<image>1/p.png</image>", "the picture '1_p.png' does not come with the file"),
        ("markdown", old("p.png"), "p.png is left out"),
        ("plain_text", old("p.png"), "p.png is left out"),
    ],
)
def test_an_old_picture_that_cannot_come_is_named(form, image, reason):
    asked = question("shortanswer", "What?", image, answer("x", 100)).replace(
        '<questiontext format="html">', f'<questiontext format="{form}">'
    )
    reading = read(asked)
    assert [step.questions[0].prompt for step in reading.course.lessons[0].steps] == ["What?"]
    assert [one.reason for one in reading.skipped] == [f"{reason}; the question is taken without it."]


def test_an_empty_image_of_an_old_moodle_means_none():
    (step,) = steps(read(question("shortanswer", "What?", "<image></image>", answer("x", 100))))
    assert step.questions[0].prompt == "What?"


def test_a_sound_behind_a_link_is_named():
    text = '<p><a href="@@PLUGINFILE@@/a%20b.mp3">Listen</a>, or <a href="https://example.org">read</a>.</p>'
    asked = question("shortanswer", text, answer("x", 100), files=file("a b.mp3", b"ID3"))
    (skipped,) = read(asked).skipped
    assert "the file 'a b.mp3', which a link opens, is left out" in skipped.reason


def test_a_markdown_text_shows_its_pictures():
    text = (
        'See ![a *b*](@@PLUGINFILE@@/p%20(1).png "A point"), [hear](<@@PLUGINFILE@@/s.mp3>), '
        "![sea](https://example.org/x.png) and [read](https://example.org/(a))."
    )
    asked = question("shortanswer", text, answer("x", 100), files=file("p (1).png"))
    reading = read(asked.replace('<questiontext format="html">', '<questiontext format="markdown">'))
    ((step,),) = (lesson.steps for lesson in reading.course.lessons)
    (image,) = reading.course.images
    assert step.questions[0].prompt == (
        f"See ![a *b*](images/{image.name}), hear, sea and [read](https://example.org/(a))."
    )
    assert sorted(one.reason.partition(";")[0] for one in reading.skipped) == [
        "the file 's.mp3', which a link opens, is left out",
        "the picture 'https://example.org/x.png' does not come with the file",
    ]


def test_a_label_of_two_lines_is_one_of_two_words():
    drags = (
        f"<drag><no>{number}</no><text><![CDATA[{text}]]></text></drag>"
        for number, text in enumerate(("ocean<br/>trench", "sea"), start=1)
    )
    drop = "<drop><no>1</no><choice>1</choice><xleft>0</xleft><ytop>0</ytop></drop>"
    asked = only("ddimageortext", "Name it.", file("p.png"), *drags, drop)
    assert [area["label"] for area in asked.spec["areas"]] == ["ocean trench"]


@pytest.mark.parametrize(
    ("head", "items"),
    [
        (">2 ALL HORIZONTAL RELATIVE_ALL_PREVIOUS_AND_NEXT SHOW none\n", ["one", "two = 2", "three"]),
        (">4 CONTIGUOUS VERT ABSOLUTE TRUE ABCD\n", ["one", "two = 2", "three"]),
        ("> 3\n", ["one", "two = 2", "three"]),
        (">3 Hens hatch\n", ["Hens hatch", "one", "two = 2", "three"]),
    ],
)
def test_gift_puts_items_in_their_order(head, items):
    report = read_gift(f"::O::Sort.{{{head}one\n\ntwo \\= 2\n three \n####Well.}}\n::P::x{{T}}")
    asked, _ = report.questions
    assert (asked.kind, asked.prompt, report.skipped) == ("ordering", "Sort.", ())
    assert asked.spec == {"items": items, "feedback_always": "Well."}


def test_gift_has_no_order_of_one():
    report = read_gift("Sort.{>3 ALL\none\n}")
    assert report.questions == ()
    assert "items" in report.skipped[0].reason


def test_gift_without_an_equals_sign_has_several_choices():
    (asked,) = read_gift("Sort.{~%100%yellow ~%-50%red ~%-50%blue}").questions
    assert asked.kind == "multiple"
    assert [choice["correct"] for choice in asked.spec["choices"]] == [True, False, False]
