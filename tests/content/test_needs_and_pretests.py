"""What a skill needs, and a course's pre-test: in files, rows and forms."""

import pytest
from django.urls import reverse

from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.drafts import working_copy, write_back
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.skills import find_circle
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.models import Question
from tests.content.admin.formdata import errors_of, filled_in
from tests.content.coursefolder import COURSE, course_files

pytestmark = pytest.mark.slow

NEEDING = COURSE.replace(
    "p_learn: 0.2}\n",
    "p_learn: 0.2}\n  - {slug: third, title: Thirds, needs: [half]}\npretest_questions: 12\n",
)


def test_files_name_what_a_skill_needs_and_how_long_the_pretest_is():
    course = read_course(course_files(**{"course.yaml": NEEDING}))
    assert [(skill.slug, skill.needs) for skill in course.skills] == [("half", ()), ("third", ("half",))]
    assert course.pretest_questions == 12
    assert read_course(write_course(course)) == course
    assert read_course(course_files()).pretest_questions == 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[half]", "[whole]", "course.yaml:6: course.yaml has no skill called 'whole'"),
        ("[half]", "[third]", "course.yaml:6: 'third' needs itself"),
        ("p_learn: 0.2", "needs: [third]", "course.yaml:5: 'half' needs itself"),
        ("questions: 12", "questions: 2", "course.yaml:7: pretest_questions is a whole number from 3 to 40"),
        ("questions: 12", "questions: 41", "course.yaml:7: pretest_questions"),
        ("questions: 12", "questions: 3.5", "course.yaml:7: pretest_questions"),
        ("questions: 12", "questions: many", "course.yaml:7: pretest_questions must be a number"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(old, new, fault):
    with pytest.raises(BadCourseFiles) as caught:
        read_course(course_files(**{"course.yaml": NEEDING.replace(old, new)}))
    assert fault in str(caught.value)


def test_a_circle_is_found_and_who_only_leads_to_it_is_not_in_it():
    needs = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": [], "f": ["e"]}
    assert find_circle(needs) == {"a", "b", "c"}
    assert find_circle({"a": [], "b": ["a"], "c": ["a", "b", "elsewhere"]}) == set()


@pytest.fixture
def course(noor):
    return save_course(read_course(course_files(**{"course.yaml": NEEDING})), owner=noor)


def test_rows_keep_both_through_a_draft(course):
    doc = export_course(course)
    assert (doc.skills[1].needs, doc.pretest_questions) == (("half",), 12)
    course.is_published = True
    course.save()
    draft = working_copy(course)
    third = draft.skills.get(slug="third")
    assert third.needs.get().course == draft
    draft.pretest_questions = 20
    draft.save()
    third.needs.clear()
    write_back(draft)
    course.refresh_from_db()
    assert course.pretest_questions == 20
    assert not course.skills.get(slug="third").needs.exists()


@pytest.fixture
def author(client, noor):
    client.force_login(noor)
    return client


def save(author, course, **changes):
    address = reverse("admin:content_course_change", args=[course.pk])
    return author.post(address, filled_in(author.get(address), **changes))


def test_the_form_keeps_what_a_skill_needs_and_refuses_a_circle(author, course):
    half, third = course.skills.get(slug="half"), course.skills.get(slug="third")
    assert save(author, course).status_code == 302
    assert list(third.needs.all()) == [half]
    refused = save(author, course, **{"skills-0-needs": [str(third.pk)]})
    told = [str(inline.formset.non_form_errors()) for inline in refused.context["inline_admin_formsets"]]
    assert "need one another in a circle" in told[0]
    assert not half.needs.exists()


@pytest.mark.parametrize(("number", "is_taken"), [("0", True), ("3", True), ("2", False), ("41", False)])
def test_the_form_takes_a_pretest_of_3_to_40_questions(author, course, number, is_taken):
    reply = save(author, course, pretest_questions=number)
    assert (reply.status_code == 302) is is_taken
    if not is_taken:
        assert "3 to 40 questions" in errors_of(reply)


def test_a_pretest_that_has_nothing_to_ask_is_a_gap(course):
    def told():
        return [gap.text for gap in gaps_in(course, lessons_of(course))]

    text = "The course offers a pre-test, and no question of it names a skill."
    assert text not in told()
    for question in Question.objects.all():
        question.skills.clear()
    assert text in told()
    course.pretest_questions = 0
    assert text not in told()
