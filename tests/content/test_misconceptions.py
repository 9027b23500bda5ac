"""Named misconceptions: what a wrong answer shows, what is said to it, and how course files name it."""

import pytest

from content.authoring.drafts import working_copy, write_back
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.models import Misconception
from content.questions import (
    InvalidSpec,
    check,
    misconceptions_in,
    parse_spec,
    spec_texts,
    with_shared_feedback,
)
from tests.content.coursefolder import COURSE, PRACTICE, course_files

ADDS = "adds-denominators"
CHOICES = [
    {"text": "5/6", "correct": True},
    {"text": "2/5", "misconception": ADDS},
    {"text": "1/5", "misconception": ADDS, "feedback": "Not a fifth."},
    {"text": "1/6"},
]
NAMED = (
    COURSE
    + "misconceptions:\n  - {slug: adds-denominators, title: Adds denominators, feedback: 'No: $1$.'}\n"
)
TURN = PRACTICE.replace("- {text: No}", "- {text: No, misconception: adds-denominators}")


def shown(kind, data, **response):
    return check(parse_spec(kind, data), response).misconceptions


def test_a_wrong_choice_shows_its_misconception_and_a_right_one_none():
    assert shown("single", {"choices": CHOICES}, choice=["1"]) == (ADDS,)
    assert shown("single", {"choices": CHOICES}, choice=["3"]) == ()
    assert shown("single", {"choices": CHOICES}, choice=["0"]) == ()


def test_several_wrong_choices_show_a_misconception_once():
    assert shown("multiple", {"choices": CHOICES}, choice=["0", "1", "2"]) == (ADDS,)


def test_a_wrong_number_and_a_wrong_pattern_show_theirs():
    number = {"answer": "5/6", "wrong": [{"value": "2/5", "misconception": ADDS}]}
    assert shown("number", number, number=["0.4"]) == (ADDS,)
    assert shown("number", number, number=["0.5"]) == ()
    text = {
        "accepted": ["half"],
        "wildcards": True,
        "wrong": [{"text": "two *", "misconception": ADDS}],
    }
    assert shown("text", text, text=["two fifths"]) == (ADDS,)
    assert shown("text", text, text=["three"]) == ()


def test_shared_feedback_stands_in_where_an_answer_has_none_of_its_own():
    spec = with_shared_feedback(parse_spec("single", {"choices": CHOICES}), {ADDS: "Shared."})
    assert check(spec, {"choice": ["1"]}).feedback == "Shared."
    assert check(spec, {"choice": ["2"]}).feedback == "Not a fifth."
    assert check(spec, {"choice": ["3"]}).feedback == "Try once more."
    unknown = with_shared_feedback(parse_spec("single", {"choices": CHOICES}), {})
    assert check(unknown, {"choice": ["1"]}).feedback == "Try once more."


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"text": "b", "misconception": "Not a slug"}, "lower-case"),
        ({"text": "b", "misconception": ["x"]}, "lower-case"),
        ({"text": "b", "correct": True, "misconception": ADDS}, "right choice"),
    ],
)
def test_a_misconception_that_cannot_be_is_refused_at_its_place(entry, reason):
    with pytest.raises(InvalidSpec, match=reason) as caught:
        parse_spec("multiple", {"choices": [{"text": "a", "correct": True}, entry]})
    assert caught.value.path == ("choices", 1, "misconception")


def test_an_accepted_text_shows_no_misconception():
    with pytest.raises(InvalidSpec, match="unknown field"):
        parse_spec("text", {"accepted": [{"text": "a", "misconception": ADDS}]})


def test_a_name_is_no_markdown():
    assert ADDS not in [text for _, text in spec_texts({"choices": CHOICES})]
    assert {slug for _, slug in misconceptions_in({"choices": CHOICES})} == {ADDS}


def test_course_files_name_it_and_come_back_the_same():
    course = read_course(course_files(**{"course.yaml": NAMED, "01-a-half/02-turn.md": TURN}))
    assert [(one.slug, one.feedback) for one in course.misconceptions] == [(ADDS, "No: $1$.")]
    assert read_course(write_course(course)) == course


@pytest.mark.parametrize(
    ("course", "fault"),
    [
        (COURSE, "01-a-half/02-turn.md:18: course.yaml has no misconception called 'adds-denominators'"),
        (NAMED.replace("slug: adds-den", "slug: Adds den"), "course.yaml:8: slug may only have"),
        (NAMED.replace(", title: Adds denominators", ""), "course.yaml:8: title is missing"),
        (NAMED.replace("$1$", "$\\bad$"), "course.yaml:8:"),
        (
            NAMED + "  - {slug: adds-denominators, title: Again}\n",
            "course.yaml:9: 'adds-denominators' stands",
        ),
        (NAMED + "  - {slug: b, title: B, colour: red}\n", "course.yaml:9: unknown field 'colour'"),
    ],
)
def test_a_fault_is_named_with_file_and_line(course, fault):
    with pytest.raises(BadCourseFiles) as caught:
        read_course(course_files(**{"course.yaml": course, "01-a-half/02-turn.md": TURN}))
    assert any(line.startswith(fault) for line in str(caught.value).split("\n")), str(caught.value)


@pytest.fixture
def stored(db):
    return save_course(
        read_course(course_files(**{"course.yaml": NAMED, "01-a-half/02-turn.md": TURN})), publish=True
    )


def test_a_course_keeps_them_through_its_rows(stored):
    doc = export_course(stored)
    assert [(one.slug, one.title) for one in doc.misconceptions] == [(ADDS, "Adds denominators")]
    assert read_course(write_course(doc)) == doc


def test_one_that_left_the_files_is_archived_and_comes_back_as_the_same_row(stored):
    row = stored.misconceptions.get()
    save_course(read_course(course_files()))
    assert not stored.misconceptions.exists()
    save_course(read_course(course_files(**{"course.yaml": NAMED})))
    assert stored.misconceptions.get() == row


def test_a_draft_writes_back_to_the_same_row(stored):
    row = stored.misconceptions.get()
    draft = working_copy(stored)
    assert draft.misconceptions.get() != row
    draft.misconceptions.update(title="Adds both")
    write_back(draft)
    assert Misconception.objects.get(course=stored).pk == row.pk
    assert stored.misconceptions.get().title == "Adds both"


ASKED = """\
rules:
  - slug: again
    name: Adds them again
    conditions:
      - {signal: mastery.misconceptions_course, misconception: adds-denominators, at_least: 2}
    show: [visual]
"""


def test_a_rule_names_one_of_the_course_and_comes_back_the_same(db):
    course = read_course(course_files(**{"course.yaml": NAMED, "rules.yaml": ASKED}))
    assert course.rules[0].conditions[0].misconception == ADDS
    assert read_course(write_course(course)) == course
    assert export_course(save_course(course)).rules == course.rules


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        (ASKED.replace(ADDS, "flips"), "rules.yaml:5: course.yaml has no misconception called 'flips'"),
        (
            ASKED.replace("mastery.misconceptions_course", "behaviour.hints"),
            "rules.yaml:5: behaviour.hints asks about no misconception",
        ),
    ],
)
def test_a_rule_that_names_none_of_the_course_is_refused(rules, fault):
    with pytest.raises(BadCourseFiles) as caught:
        read_course(course_files(**{"course.yaml": NAMED, "rules.yaml": rules}))
    assert fault in str(caught.value)
