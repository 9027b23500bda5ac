"""A lesson is finished once it is worked through; any step that was reached can be gone back to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Question, Skill, Step
from tests.people import make_user
from tests.presses import HTMX, at_number, press
from tutor.models import GivenUp, Mastery
from tutor.queries.open_questions import name_in_short, open_questions
from tutor.services.sittings import finish_step, open_sitting

pytestmark = pytest.mark.slow


@pytest.fixture
def seen(sitting, lesson):
    """Amira has been at every step, and answered nothing."""
    for step in lesson.steps.all():
        finish_step(sitting=sitting, step=step)
    return sitting


def entry(client):
    return client.get(reverse("tutor:courses")).context["courses"][0]["lessons"][0]


def act(client, name, sitting, question, **state):
    return client.post(reverse(f"tutor:{name}", args=[sitting.pk, question.pk]), press(**state), headers=HTMX)


def test_next_to_the_end_does_not_finish_a_lesson_with_open_questions(amiras, sitting, question):
    for number in (1, 2, 3):
        page = amiras.post(
            reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, number), headers=HTMX
        ).content.decode()
    assert "1 question is open" in page
    assert f"{reverse('tutor:step', args=[sitting.pk, 2])}#question-{question.pk}" in page
    sitting.refresh_from_db()
    assert sitting.finished_at is None


def test_the_list_of_lessons_names_what_is_open(amiras, seen):
    assert entry(amiras)["status"] == "seen"
    page = amiras.get(reverse("tutor:courses")).content.decode()
    assert "Seen, 1 question open" in page
    assert "Open: Your turn" in page


def test_the_last_right_answer_finishes_it(amiras, seen, question):
    act(amiras, "answer", seen, question, tries=0, number="2")
    assert entry(amiras)["status"] == "seen"
    act(amiras, "answer", seen, question, tries=1, number="4")
    seen.refresh_from_db()
    assert (seen.finished_at is not None, entry(amiras)["status"]) == (True, "finished")


def test_a_right_answer_before_the_end_does_not_finish_it(amiras, sitting, question):
    act(amiras, "answer", sitting, question, tries=0, number="4")
    sitting.refresh_from_db()
    assert sitting.finished_at is None


def test_a_question_left_knowingly_finishes_it_and_can_be_taken_up_again(amiras, seen, question):
    page = act(amiras, "leave", seen, question, left="yes").content.decode()
    assert "left 1 question open" in page
    seen.refresh_from_db()
    assert (seen.finished_at is not None, entry(amiras)["status"]) == (True, "finished")
    act(amiras, "leave", seen, question, left="no")
    assert entry(amiras)["status"] == "seen"


def test_leaving_twice_is_once_and_without_javascript_leads_to_the_end(amiras, seen, question):
    url, data = reverse("tutor:leave", args=[seen.pk, question.pk]), press(left="yes")
    for _ in range(2):
        assert amiras.post(url, data).url == reverse("tutor:end", args=[seen.pk])
    assert GivenUp.objects.count() == 1
    assert amiras.post(url, press(left="maybe"), headers=HTMX).status_code == 200
    assert (
        "did not arrive whole"
        in amiras.post(url, press(left="maybe"), headers=HTMX)["HX-Trigger-After-Settle"]
    )


def test_practice_of_what_is_known_is_not_open(amira, seen, question, lesson):
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving")
    question.skills.add(skill)
    Mastery.objects.create(student=amira, skill=skill, p_known=0.97)
    assert open_questions(amira.pk, [lesson.pk])
    Step.objects.filter(pk=question.step_id).update(kind=Step.Kind.PRACTICE)
    assert open_questions(amira.pk, [lesson.pk]) == {}


def test_two_questions_of_one_step_are_told_apart(amira, seen, question, lesson):
    Question.objects.create(step=question.step, slug="more", position=2, kind="number", spec={"answer": "1"})
    names = [one.name for one in open_questions(amira.pk, [lesson.pk])[lesson.pk]]
    assert names == ["Your turn, question 1", "Your turn, question 2"]
    assert name_in_short(open_questions(amira.pk, [lesson.pk])[lesson.pk]) == ["Your turn (2)"]


def test_what_another_student_answered_is_still_open(amiras, seen, question, lesson):
    ben = make_user("ben")
    bens = open_sitting(student=ben, lesson=lesson)
    GivenUp.objects.create(sitting=bens, question=question)
    assert entry(amiras)["status"] == "seen"


def test_open_questions_take_the_same_number_of_queries_however_many(amira, seen, question, lesson):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            open_questions(amira.pk, [lesson.pk])
        return len(captured)

    few = count()
    for number in range(2, 12):
        Question.objects.create(
            step=question.step, slug=f"q{number}", position=number, kind="number", spec={"answer": "1"}
        )
    assert count() == few <= 5


def test_the_step_list_leads_to_what_was_reached_and_back(amiras, sitting):
    amiras.get(reverse("tutor:step", args=[sitting.pk, 2]))
    reply = amiras.get(reverse("tutor:step", args=[sitting.pk, 1]))
    assert [link.is_reached for link in reply.context["step_view"].steps] == [True, True, False]
    page = reply.content.decode()
    assert "Return to step 2" in page
    assert reverse("tutor:step", args=[sitting.pk, 3]) not in page
    assert "Return to step" not in amiras.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()
