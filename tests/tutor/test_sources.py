"""Whose work a course is made of is shown to everybody who may see the course."""

import pytest
from django.urls import reverse

from content.models import Step
from content.texts.credits import Credit, read_credit

pytestmark = pytest.mark.django_db
BOOK = "https://example.org/book <A Book of Halves>"
LICENCE = "https://creativecommons.org/licenses/by/4.0/ <CC BY 4.0>"


@pytest.fixture
def credited(lesson):
    """A course with one step from a book."""
    Step.objects.filter(lesson=lesson, slug="what").update(source=BOOK, licence=LICENCE)
    return lesson.course


@pytest.mark.parametrize(
    ("written", "credit"),
    [
        (BOOK, Credit("A Book of Halves", "https://example.org/book")),
        ("https://example.org/book", Credit("https://example.org/book", "https://example.org/book")),
        ("CC BY 4.0", Credit("CC BY 4.0")),
        ("javascript:alert(1) <A Book>", Credit("javascript:alert(1) <A Book>")),
        ("see https://example.org", Credit("see https://example.org")),
        ("", Credit("")),
    ],
)
def test_a_credit_is_a_link_where_it_is_an_address(written, credit):
    assert read_credit(written) == credit


def test_a_course_names_its_sources(client, amira, credited):
    client.force_login(amira)
    page = client.get(reverse("tutor:sources", args=[credited.slug])).content.decode()
    assert '<a href="https://example.org/book" rel="noopener noreferrer">A Book of Halves</a>' in page
    assert ">CC BY 4.0</a>" in page
    assert "1 step<" in page


def test_the_list_of_lessons_leads_to_the_sources_of_a_course_that_has_some(client, amira, lesson):
    client.force_login(amira)
    address = reverse("tutor:sources", args=[lesson.course.slug])
    assert address not in client.get(reverse("tutor:courses")).content.decode()
    Step.objects.filter(lesson=lesson, slug="what").update(licence="CC BY 4.0")
    assert address in client.get(reverse("tutor:courses")).content.decode()


def test_a_step_names_its_own_source(client, amira, credited, lesson):
    client.force_login(amira)
    page = client.get(reverse("tutor:lesson", args=[credited.slug, lesson.slug])).content.decode()
    assert "A Book of Halves" in page


def test_what_is_taken_out_of_a_course_is_named_no_longer(client, amira, credited):
    Step.objects.get(source=BOOK).archive()
    client.force_login(amira)
    page = client.get(reverse("tutor:sources", args=[credited.slug])).content.decode()
    assert "A Book of Halves" not in page
    assert "names no sources" in page


def test_a_course_that_is_not_published_shows_nothing(client, amira, credited):
    type(credited).objects.filter(pk=credited.pk).update(is_published=False)
    client.force_login(amira)
    assert client.get(reverse("tutor:sources", args=[credited.slug])).status_code == 404


def test_sources_of_one_name_are_told_apart_by_their_addresses(client, amira, credited):
    Step.objects.filter(lesson__course=credited, slug="ask").update(
        source="https://example.org/book/2 <A Book of Halves>", licence=LICENCE
    )
    client.force_login(amira)
    page = client.get(reverse("tutor:sources", args=[credited.slug])).content.decode()
    assert ">A Book of Halves, book</a>" in page
    assert ">A Book of Halves, 2</a>" in page
