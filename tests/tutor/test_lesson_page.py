"""The lesson page: reading, answering, hints, moving on; with htmx and without."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Lesson, Question, Step
from tests.presses import HTMX, at_number, press
from tutor.models import Answer, GivenUp, Sitting, StepVisit


@pytest.fixture
def answer_url(sitting, question):
    return reverse("tutor:answer", args=[sitting.pk, question.pk])


def test_a_student_opens_a_lesson_at_its_first_step(client, amira, lesson):
    client.force_login(amira)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert "What a half is" in page
    assert "<html" in page


def test_leaving_and_coming_back_continues_where_the_student_was(client, amira, sitting):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1))
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert "Your turn" in page


def test_advancing_with_htmx_swaps_the_step_and_the_address(client, amira, sitting):
    client.force_login(amira)
    reply = client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1), headers=HTMX)
    assert "<html" not in reply.content.decode()
    assert reply["HX-Push-Url"] == reverse("tutor:step", args=[sitting.pk, 2])


def test_the_last_step_finishes_the_sitting(client, amira, sitting, question):
    GivenUp.objects.create(sitting=sitting, question=question)
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 3))
    sitting.refresh_from_db()
    assert sitting.finished_at is not None


def test_steps_and_lessons_at_one_position_follow_each_other(client, amira, sitting, lesson):
    Step.objects.filter(lesson=lesson).update(position=2)
    following = Lesson.objects.create(course=lesson.course, slug="b", title="After it", position=1)
    client.force_login(amira)
    url = reverse("tutor:advance", args=[sitting.pk])
    pages = [client.post(url, at_number(sitting, number), headers=HTMX) for number in (1, 2, 3)]
    assert [page.context["step_view"].step.slug for page in pages[:2]] == ["ask", "end"]
    assert pages[2].context["next_lesson"] == following


@pytest.mark.parametrize("step", ["0", "4000000", "x", "", "9" * 400, None])
def test_next_from_a_step_that_is_not_there_shows_where_the_student_is(client, amira, sitting, step):
    client.force_login(amira)
    url, data = reverse("tutor:advance", args=[sitting.pk]), {} if step is None else press(step=step)
    reply = client.post(url, data, headers=HTMX)
    assert (reply.status_code, reply.context["step_view"].number) == (409, 1)
    assert client.post(url, data).url == reverse("tutor:step", args=[sitting.pk, 1])
    assert not StepVisit.objects.filter(finished_at__isnull=False).exists()


def test_a_right_answer_is_kept_and_praised(client, amira, answer_url):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number="4"), headers=HTMX)
    assert Answer.objects.get().is_correct
    assert "Right" in reply.content.decode()


def test_a_wrong_answer_gets_its_own_feedback(client, amira, answer_url):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number="2"), headers=HTMX)
    assert "That is a quarter." in reply.content.decode()


def test_a_double_click_counts_once(client, amira, answer_url):
    client.force_login(amira)
    data = press(tries=0, number="4")
    client.post(answer_url, data, headers=HTMX)
    client.post(answer_url, data, headers=HTMX)
    assert Answer.objects.count() == 1


def test_an_answer_that_arrives_after_moving_on_is_kept_once(client, amira, sitting, answer_url):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 2))
    data = press(tries=0, number="4")
    replies = [client.post(answer_url, data, headers=HTMX) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 200]
    assert Answer.objects.get().is_correct
    sitting.refresh_from_db()
    assert sitting.step.slug == "end"


def test_an_empty_answer_is_refused_and_nothing_is_kept(client, amira, answer_url):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number=" "), headers=HTMX)
    assert reply.status_code == 422
    assert "Type a number first." in reply.content.decode()
    assert not Answer.objects.exists()


def test_an_unreadable_answer_stays_in_its_field(client, amira, answer_url):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number="four"), headers=HTMX)
    assert 'value="four"' in reply.content.decode()


def test_without_javascript_an_answer_leads_back_to_the_page(client, amira, answer_url, sitting):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number="4"))
    assert reply.status_code == 302
    assert reply["Location"].startswith(reverse("tutor:step", args=[sitting.pk, 2]))


def test_without_javascript_an_empty_answer_shows_the_page_with_the_error(client, amira, answer_url):
    client.force_login(amira)
    reply = client.post(answer_url, press(tries=0, number=""))
    assert reply.status_code == 422
    assert "<html" in reply.content.decode()


def test_hints_come_one_by_one(client, amira, sitting, question):
    client.force_login(amira)
    url = reverse("tutor:hint", args=[sitting.pk, question.pk])
    first = client.post(url, press(rung=0), headers=HTMX).content.decode()
    assert "Share it between two." in first
    assert "Four and four." not in first
    assert "Four and four." in client.post(url, press(rung=1), headers=HTMX).content.decode()


def test_a_reload_does_not_restart_the_steps_clock(client, amira, sitting):
    client.force_login(amira)
    before = StepVisit.objects.get().entered_at
    client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    assert StepVisit.objects.get().entered_at == before


def test_coming_back_after_a_while_restarts_the_steps_clock(client, amira, sitting):
    client.force_login(amira)
    long_ago = timezone.now() - timedelta(hours=1)
    Sitting.objects.update(seen_at=long_ago)
    StepVisit.objects.update(entered_at=long_ago)
    client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    assert timezone.now() - StepVisit.objects.get().entered_at < timedelta(minutes=1)


def test_a_tap_before_the_lesson_has_a_step_leads_back_to_it(client, amira, sitting):
    Sitting.objects.update(step=None)
    client.force_login(amira)
    data = press(feeling="lost", step=sitting.lesson.steps.first().pk)
    reply = client.post(reverse("tutor:report", args=[sitting.pk]), data)
    assert reply.url == reverse("tutor:lesson", args=["halves", "a-half"])


@pytest.mark.parametrize("name", ["step", "advance", "answer", "hint", "report"])
def test_another_students_sitting_is_not_found(client, ben, sitting, question, name):
    client.force_login(ben)
    arguments = {
        "step": [sitting.pk, 1],
        "answer": [sitting.pk, question.pk],
        "hint": [sitting.pk, question.pk],
    }
    url = reverse(f"tutor:{name}", args=arguments.get(name, [sitting.pk]))
    reply = client.get(url) if name == "step" else client.post(url)
    assert reply.status_code == 404


@pytest.mark.parametrize("name", ["answer", "hint"])
def test_a_stranger_is_sent_to_sign_in(client, sitting, question, name):
    reply = client.post(reverse(f"tutor:{name}", args=[sitting.pk, question.pk]))
    assert reply["Location"].startswith(reverse("login"))


def test_an_answer_by_get_leads_to_the_lesson_and_answers_nothing(client, amira, answer_url):
    client.force_login(amira)
    reply = client.get(answer_url, {"number": "4"})
    assert reply["Location"] == reverse("tutor:lesson", args=["halves", "a-half"])
    assert not Answer.objects.exists()


def test_an_unpublished_lesson_is_not_found_by_students(client, amira, lesson):
    lesson.course.is_published = False
    lesson.course.save()
    client.force_login(amira)
    assert client.get(reverse("tutor:lesson", args=["halves", "a-half"])).status_code == 404
    assert not Sitting.objects.exists()


def count_queries(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    return len(captured)


def test_the_page_asks_the_same_number_of_queries_however_large_the_course(client, amira, sitting, question):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1))
    small = count_queries(client)
    for number in range(10, 30):
        lesson = Lesson.objects.create(course=sitting.lesson.course, slug=f"l{number}", title="L")
        for place in (lesson, sitting.lesson):
            Step.objects.create(lesson=place, slug=f"s{number}", position=number, title="S")
        Question.objects.create(
            step=question.step,
            slug=f"q{number}",
            kind="number",
            prompt="?",
            spec={"answer": "1"},
            hints=["h"],
        )
    assert count_queries(client) == small <= 20
