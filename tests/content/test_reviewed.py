"""The page of changes publishes what it showed, and nothing that came after."""

import pytest
from django.urls import reverse

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Image, Step
from tests.content.admin.browserform import sent_from
from tests.content.admin.formdata import filled_in
from tests.content.coursefolder import PIE, course_files
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def course(noor):
    return save_course(read_course(course_files()), owner=noor, publish=True)


@pytest.fixture
def draft(course):
    return working_copy(course)


@pytest.fixture
def author(client, noor):
    client.force_login(noor)
    return client


@pytest.fixture
def other(client, course):
    """Omar's browser: he writes the course along."""
    omar = make_user("omar", role="author", is_staff=True)
    course.co_authors.add(omar)
    browser = type(client)()
    browser.force_login(omar)
    return browser


def step_of(course, slug="what"):
    return Step.objects.get(slug=slug, lesson__course=course)


def write(client, step, **changes):
    address = page("step_change", step.pk)
    assert client.post(address, filled_in(client.get(address), **changes)).status_code == 302


def read_changes(client, course):
    """Return what the page of changes sends to publish them."""
    sent = sent_from(client.get(page("course_changes", course.pk)).content.decode())
    return {"reviewed": sent["reviewed"][0], "publish": "yes"}


def send(client, course, sent):
    return client.post(page("course_publish", course.pk), sent, follow=True)


def test_what_was_read_is_published(author, course, draft):
    write(author, step_of(draft), body="Her text.")
    reply = send(author, course, read_changes(author, course))
    assert "students see it now" in reply.content.decode()
    assert step_of(course).body == "Her text."


@pytest.mark.parametrize("slug", ["what", "turn"])
def test_what_came_after_is_shown_before_anything_is_published(author, other, course, draft, slug):
    write(author, step_of(draft), title="Hers")
    sent = read_changes(author, course)
    write(other, step_of(draft, slug), body="Half a sent")
    reply = send(author, course, sent)
    shown = reply.content.decode()
    assert reply.redirect_chain == [(page("course_changes", draft.pk), 302)]
    assert "Somebody worked on the course meanwhile. Please look once more." in shown
    assert "+ Half a sent" in shown
    assert step_of(course).title != "Hers"
    send(author, course, read_changes(author, course))
    assert step_of(course, slug).body == "Half a sent"


def test_another_picture_in_place_of_the_one_that_was_read_of_counts(author, course, draft):
    image = Image.objects.filter(course=draft)
    image.update(data=PIE.replace('r="4"', 'r="3"').encode())
    sent = read_changes(author, course)
    image.update(data=PIE.replace('r="4"', 'r="2"').encode())
    send(author, course, sent)
    assert bytes(course.images.get().data) == PIE.encode()


def test_what_somebody_published_or_took_back_meanwhile_is_told(author, course, draft, noor):
    write(author, step_of(draft), body="Her text.")
    sent = read_changes(author, course)
    publish(draft, by=noor)
    assert "Somebody worked on the course meanwhile" in send(author, course, sent).content.decode()


def test_the_button_beside_the_tree_publishes_without_a_review(author, course, draft):
    write(author, step_of(draft), body="Her text.")
    send(author, course, {"publish": "yes"})
    assert step_of(course).body == "Her text."
