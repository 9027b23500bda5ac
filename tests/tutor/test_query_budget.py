"""What a page and a press ask of the database: with 300 students each query more is seen by all."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import rules
from content.models import Course, Step
from tests.presses import about, at_number, press
from tutor.models import Adaptation, Sitting, User
from tutor.presenters.lessons import render_adaptation
from tutor.queries import selectors
from tutor.services.adaptations import consider
from tutor.services.sittings import note_presence
from tutor.tasks import consider as look_at_rules

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}
CONTROL = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")


def spend(work: Callable[[], object]) -> tuple[int, int, int]:
    """Return how many queries, transactions and savepoints a piece of work takes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    told = [entry["sql"] for entry in captured.captured_queries]
    queries = sum(not CONTROL.match(sql) for sql in told)
    return (
        queries,
        sum(sql.startswith("BEGIN") for sql in told),
        sum(sql.startswith("SAVEPOINT") for sql in told),
    )


@pytest.fixture(autouse=True)
def lately(settings, monkeypatch):
    """Rules and kinds of help are read once in a while, as on a real site."""
    settings.RULES_KEPT_S = 60.0
    monkeypatch.setattr(rules, "_lately", {})
    monkeypatch.setattr(selectors, "_kinds_lately", {})
    cache.clear()


@pytest.fixture
def at_question(sitting, question):
    """Amira at the step with the question, which she came to as her page does."""
    Sitting.objects.filter(pk=sitting.pk).update(step=question.step)
    sitting.refresh_from_db()
    return sitting


@pytest.fixture
def shown(at_question):
    return Adaptation.objects.create(
        sitting=at_question,
        step=at_question.step,
        rule_key="x",
        rule_name="X",
        kind="break",
        sentence="X",
        state="shown",
    )


def test_a_page_of_a_lesson(amiras, at_question):
    url = reverse("tutor:step", args=[at_question.pk, 2])
    amiras.get(url)
    assert spend(lambda: amiras.get(url)) == (15, 1, 0)


def test_a_page_of_a_lesson_whose_course_has_a_pretest(amiras, at_question):
    Course.objects.update(pretest_questions=5)
    url = reverse("tutor:step", args=[at_question.pk, 2])
    amiras.get(url)
    assert spend(lambda: amiras.get(url)) == (16, 1, 0)


def test_a_lesson_is_begun(amiras, lesson):
    url = reverse("tutor:lesson", args=[lesson.course.slug, lesson.slug])
    assert spend(lambda: amiras.get(url)) == (14, 1, 0)
    assert spend(lambda: amiras.get(url)) == (14, 1, 0)


def test_the_list_of_courses(amiras, sitting):
    assert spend(lambda: amiras.get(reverse("tutor:courses"))) == (9, 0, 0)


def test_next(amiras, sitting):
    data = at_number(sitting, 1)
    url = reverse("tutor:advance", args=[sitting.pk])
    assert spend(lambda: amiras.post(url, data, headers=HTMX)) == (19, 1, 0)
    sitting.refresh_from_db()
    assert sitting.step == Step.objects.get(slug="ask")


def test_an_answer(amiras, at_question, question):
    url = reverse("tutor:answer", args=[at_question.pk, question.pk])
    assert spend(lambda: amiras.post(url, press(number="3", tries=0), headers=HTMX)) == (26, 1, 0)
    assert at_question.answers.count() == 1


def test_an_answer_of_whoever_has_scores_in_an_lms(amiras, amira, at_question, question):
    """Noted by one update; whoever came by no LMS pays nothing (`test_an_answer`)."""
    User.objects.filter(pk=amira.pk).update(scores_go_out=True)
    url = reverse("tutor:answer", args=[at_question.pk, question.pk])
    assert spend(lambda: amiras.post(url, press(number="3", tries=0), headers=HTMX)) == (27, 1, 0)


def test_an_answer_of_which_an_lrs_is_told(amiras, at_question, question, settings):
    """One insert more; with no LRS nobody pays anything (`test_an_answer`)."""
    settings.XAPI_ENDPOINT = "https://lrs.example/"
    url = reverse("tutor:answer", args=[at_question.pk, question.pk])
    assert spend(lambda: amiras.post(url, press(number="3", tries=0), headers=HTMX)) == (27, 1, 0)


def test_a_tap(amiras, at_question):
    url = reverse("tutor:report", args=[at_question.pk])
    data = press(feeling="fine", step=at_question.step_id)
    assert spend(lambda: amiras.post(url, data, headers=HTMX)) == (18, 1, 1)
    assert at_question.self_reports.count() == 1


def test_a_hint(amiras, at_question, question):
    url = reverse("tutor:hint", args=[at_question.pk, question.pk])
    assert spend(lambda: amiras.post(url, press(rung=0), headers=HTMX)) == (15, 1, 3)
    assert at_question.hint_uses.count() == 1


def test_a_verdict_on_help(amiras, shown):
    url = reverse("tutor:judge", args=[shown.pk])
    data = about(shown, helped="yes")
    assert spend(lambda: amiras.post(url, data, headers=HTMX)) == (8, 1, 0)
    shown.refresh_from_db()
    assert shown.helped


def test_help_that_comes_to_an_open_page(shown):
    found = Adaptation.objects.select_related("variant", "step__lesson__course")
    assert spend(lambda: render_adaptation(found.get())) == (1, 0, 0)


def test_a_sign_of_life(sitting):
    assert spend(lambda: note_presence(sitting_id=sitting.pk, touched_s=3.0)) == (1, 1, 0)


def test_a_look_at_the_rules(at_question):
    consider(sitting_id=at_question.pk)
    assert spend(lambda: consider(sitting_id=at_question.pk)) == (7, 0, 0)
    assert spend(lambda: look_at_rules(at_question.pk)) == (8, 0, 0)
