"""Translating in the admin: what is missing, what is kept, what is refused, and who may."""

import pytest
from django.urls import reverse

from content.admin.courses import CourseForm
from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.translated import name_of
from content.coursefiles import read_course
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.models import Question, Step, Variant, Version
from content.translations.kept import MADE_FROM, digest_of

from ..translatedfolder import translated
from .browserform import sent_from


@pytest.fixture
def course(noor):
    return save_course(translated(), owner=noor)


@pytest.fixture
def url(course):
    step = Step.objects.get(slug="turn")
    return reverse("admin:content_step_translate", args=[step.pk])


def opened(client, url):
    """Return what a browser sends of a page that was just opened."""
    html = client.get(url, {"language": "es"}).content.decode()
    return {name: values[-1] for name, values in sent_from(html).items()}


def send(client, url, **texts):
    return client.post(url, {**opened(client, url), **texts})


def field_of(slug, path):
    return f"{name_of(Question.objects.get(slug=slug))}:{path}"


def lacks(course):
    return [gap.text for gap in gaps_in(course, lessons_of(course)) if "Spanish" in gap.text]


def test_the_page_shows_the_original_beside_its_translation(client, noor, url):
    client.force_login(noor)
    page = client.get(url, {"language": "es"}).content.decode()
    assert "Every text is there." in page
    assert "Half of 8?" in page
    assert 'lang="es" dir="ltr"' in page
    assert "Choice 2<" in page
    assert "¿La mitad de 8?" in page
    arabic = client.get(url, {"language": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"' in arabic
    assert "texts are missing" in arabic


def test_what_is_typed_is_kept_with_the_digest_of_its_original(client, noor, course, url):
    client.force_login(noor)
    assert send(client, url, **{field_of("which", "prompt"): "¿Cuál es la mitad?"}).status_code == 302
    kept = Question.objects.get(slug="which").translations["es"]
    assert kept["prompt"] == "¿Cuál es la mitad?"
    assert kept["choices.0.text"] == "Uno de dos"
    assert kept[MADE_FROM]["prompt"] == digest_of("Which is a half?")
    assert Version.objects.filter(course=course, note__startswith="Translated").count() == 1


def test_the_checklist_tells_what_is_missing_and_what_is_older(client, noor, course, url):
    client.force_login(noor)
    assert lacks(course) == []
    send(client, url, **{field_of("which", "prompt"): "", field_of("half-of-eight", "hints.0"): ""})
    assert lacks(course) == ["Spanish: 2 texts of “Your turn” are missing."]
    Question.objects.filter(slug="half-of-eight").update(prompt="Half of eight?")
    assert lacks(course)[1] == "Spanish: the original of 1 text of “Your turn” has changed since."
    prompt = field_of("half-of-eight", "prompt")
    send(client, url, **{prompt: "¿La mitad de 8?"})
    assert len(lacks(course)) == 2
    send(client, url, **{prompt: "¿La mitad de 8?", f"{prompt}:seen": "on"})
    assert len(lacks(course)) == 1


@pytest.mark.parametrize(
    ("slug", "path", "text", "told"),
    [
        ("which", "choices.1.text", "Uno de dos", "two choices are the same"),
        ("half-of-eight", "prompt", "![Nada](images/no.svg)", "there is no picture images/no.svg"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_in_its_field(
    client, noor, course, url, slug, path, text, told
):
    client.force_login(noor)
    reply = send(client, url, **{field_of(slug, path): text})
    assert reply.status_code == 422
    assert told in reply.content.decode()
    assert text in reply.content.decode()
    assert Question.objects.get(slug=slug).translations["es"][path] != text


@pytest.mark.parametrize("second", ["en dos partes", ":::"])
def test_the_lines_of_a_title_are_joined_and_the_course_is_still_read(client, noor, course, url, second):
    client.force_login(noor)
    variant = Variant.objects.get(slug="visual")
    page = reverse("admin:content_step_translate", args=[variant.step_id])
    assert send(client, page, **{f"{name_of(variant)}:title": f"Un pastel\r\n{second}"}).status_code == 302
    variant.refresh_from_db()
    assert variant.translations["es"]["title"] == f"Un pastel {second}"
    read = read_course(write_course(export_course(course))).lessons[0].steps[0].variants[0]
    assert read.translations["es"]["title"] == f"Un pastel {second}"
    assert read.translations["es"]["body"].startswith("![Un pastel")


def test_another_author_finds_no_page(client, tariq, url):
    client.force_login(tariq)
    assert client.get(url).status_code in (302, 403, 404)
    assert send(client, url).status_code in (302, 403, 404)


def test_the_language_of_a_course_is_none_that_it_is_translated_into(course):
    values = {"title": "Halves", "slug": "halves", "pretest_questions": "0"}
    assert "language" in CourseForm({**values, "language": "es"}, instance=course).errors
    assert "language" not in CourseForm({**values, "language": "de"}, instance=course).errors
    course.refresh_from_db()
    form = CourseForm(values, instance=course)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["language"] == "en"
