"""The list of lessons leads to one of them; a demo is entered by one press."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Course, Lesson, Step
from tutor.domain.learning.next_lesson import next_lesson
from tutor.models import Sitting
from tutor.queries.selectors import courses_for
from tutor.services.sittings import open_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(lesson, noor):
    """A course of three lessons, and one of another course that comes first by its name."""
    other = Course.objects.create(slug="angles", title="Angles", owner=noor, is_published=True)
    more = [
        Lesson.objects.create(
            course=lesson.course, slug=f"more-{number}", title=f"More {number}", position=number
        )
        for number in (2, 3)
    ]
    first = Lesson.objects.create(course=other, slug="right", title="Right angles", position=1)
    for each in (*more, first):
        Step.objects.create(lesson=each, slug="what", position=1, title="What", body="Read.")
    return {"angles": first, "first": lesson, "second": more[0], "third": more[1]}


def leads_to(student) -> str | None:
    found = next_lesson(courses_for(student))
    return found and found.item["lesson"].title


def begin(student, lesson, *, ago_h: float = 0, is_finished: bool = False) -> Sitting:
    sitting = open_sitting(student=student, lesson=lesson)
    now = timezone.now() - timedelta(hours=ago_h)
    Sitting.objects.filter(pk=sitting.pk).update(seen_at=now, finished_at=now if is_finished else None)
    return sitting


def test_who_has_begun_nothing_begins_with_the_first(amira, lessons):
    assert leads_to(amira) == "Right angles"


def test_what_was_seen_last_of_what_is_begun_goes_on(amira, lessons):
    begin(amira, lessons["angles"], ago_h=5)
    begin(amira, lessons["second"], ago_h=1)
    begin(amira, lessons["first"], ago_h=3)
    assert leads_to(amira) == "More 2"


def test_after_a_lesson_comes_the_next_of_its_course(amira, lessons):
    begin(amira, lessons["second"], is_finished=True)
    assert leads_to(amira) == "A half"
    begin(amira, lessons["first"], is_finished=True)
    assert leads_to(amira) == "More 3"
    begin(amira, lessons["third"], is_finished=True)
    assert leads_to(amira) == "Right angles"


def test_with_all_done_the_list_leads_nowhere(client, amira, lessons):
    for each in lessons.values():
        begin(amira, each, is_finished=True)
    assert leads_to(amira) is None
    client.force_login(amira)
    assert "go-on" not in client.get(reverse("tutor:courses")).content.decode()


def test_the_page_leads_on_with_how_far_it_is(amiras):
    page = amiras.get(reverse("tutor:courses")).content.decode()
    assert "Continue · Halves" in page
    assert 'href="/learn/halves/a-half/" aria-describedby="go-on-head">Continue</a>' in page


@pytest.mark.parametrize("name", ["tutor:home", "login"])
def test_a_demo_is_entered_by_one_press(client, settings, name):
    page = client.get(reverse(name)).content.decode()
    assert '<input type="hidden" name="username" value="amira">' in page
    settings.DEMO = False
    assert "learn-with-attune" not in client.get(reverse(name)).content.decode()


def test_a_demo_account_goes_on_where_somebody_wanted_to_be(client):
    page = client.get(reverse("login"), {"next": "/join/"}).content.decode()
    assert page.count('<input type="hidden" name="next" value="/join/">') == 6


@pytest.mark.parametrize(
    ("sign_up", "words", "to"),
    [
        ("off", "I have a class code", "tutor:join"),
        ("code", "I have a class code", "tutor:sign_up"),
        ("open", "New here? Make your account", "tutor:sign_up"),
    ],
)
def test_whoever_is_new_finds_the_way_in(client, settings, sign_up, words, to):
    settings.SIGN_UP = sign_up
    assert f'href="{reverse(to)}">{words}</a>' in client.get(reverse("login")).content.decode()
