"""Translating while others work on the course: nobody's text goes, and nothing old is said to be new."""

import pytest
from django.urls import reverse

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.authoring.translated import name_of
from content.exchange.importing import save_course
from content.models import Course, Question, Step
from content.translations.kept import MADE_FROM, digest_of, fit

from ..translatedfolder import translated
from .browserform import sent_from

OURS, THEIRS = "¿Cuál es la mitad?", "¿Cuál de estos es una mitad?"


@pytest.fixture
def course(noor):
    return save_course(translated(), owner=noor)


@pytest.fixture
def page(author, course):
    """A page that Noor has open: `sent` is what her browser would send."""
    return Page(author, reverse("admin:content_step_translate", args=[Step.objects.get(slug="turn").pk]))


class Page:
    def __init__(self, client, url):
        self.client, self.url = client, url
        self.take(client.get(url, {"language": "es"}))

    def take(self, reply):
        self.status, self.html = reply.status_code, reply.content.decode()
        self.sent = {name: values[-1] for name, values in sent_from(self.html).items()}
        return self

    def save(self, **texts):
        return self.take(self.client.post(self.url, {**self.sent, **texts}))


def of(slug, path):
    return f"{name_of(Question.objects.filter(slug=slug).first())}:{path}"


def store(slug, path, text):
    """Have a colleague store a translation of what the original is now."""
    question = Question.objects.get(slug=slug)
    texts = question.translations["es"]
    texts[path], texts[MADE_FROM][path] = text, digest_of(question.prompt)
    question.save()


def es(slug):
    return Question.objects.get(slug=slug).translations["es"]


def test_what_a_colleague_stored_meanwhile_outlives_fields_that_nobody_touched(page):
    store("which", "prompt", THEIRS)
    assert page.save(**{of("half-of-eight", "prompt"): "Parte 8."}).status == 302
    assert es("which")["prompt"] == THEIRS
    assert es("half-of-eight")["prompt"] == "Parte 8."


def test_a_field_that_was_empty_when_the_page_opened_erases_nothing(author, course, page):
    page.save(**{of("which", "prompt"): ""})
    later = Page(author, page.url)
    store("which", "prompt", THEIRS)
    assert later.save().status == 302
    assert es("which")["prompt"] == THEIRS


@pytest.mark.parametrize(("answer", "stays"), [({}, OURS), ({"theirs": "on"}, THEIRS)])
def test_of_two_translations_the_author_chooses(page, answer, stays):
    store("which", "prompt", THEIRS)
    field = of("which", "prompt")
    page.save(**{field: OURS})
    assert (page.status, page.sent[field]) == (422, OURS)
    assert THEIRS in page.html
    assert es("which")["prompt"] == THEIRS
    assert page.save(**{f"{field}:{name}": value for name, value in answer.items()}).status == 302
    assert es("which")["prompt"] == stays


def test_a_translation_of_what_has_changed_meanwhile_is_asked_about(page):
    Question.objects.filter(slug="which").update(prompt="Which is no half?")
    field = of("which", "prompt")
    page.save(**{field: OURS})
    assert (page.status, page.sent[field]) == (422, OURS)
    assert "The original has changed since you opened this page." in page.html
    assert "Nothing has been saved yet." in page.html
    assert es("which")[MADE_FROM]["prompt"] == digest_of("Which is a half?")
    page.save()
    assert es("which")["prompt"] == OURS
    assert es("which")[MADE_FROM]["prompt"] == digest_of("Which is no half?")


def test_a_text_that_nobody_touched_stays_made_from_what_it_was(page):
    Question.objects.filter(slug="which").update(prompt="Which is no half?")
    assert page.save(**{of("half-of-eight", "prompt"): "Parte 8."}).status == 302
    assert es("which")[MADE_FROM]["prompt"] == digest_of("Which is a half?")


def test_a_translation_is_not_said_to_fit_an_original_that_the_page_did_not_show(author, page):
    Question.objects.filter(slug="which").update(prompt="Which is no half?")
    later = Page(author, page.url)
    Question.objects.filter(slug="which").update(prompt="Which is half of 8?")
    field = of("which", "prompt")
    assert later.save(**{f"{field}:seen": "on"}).status == 422
    assert f"{field}:seen" not in later.sent
    assert es("which")[MADE_FROM]["prompt"] == digest_of("Which is a half?")
    assert later.save(**{f"{field}:seen": "on"}).status == 302
    assert es("which")[MADE_FROM]["prompt"] == digest_of("Which is half of 8?")


def test_a_refused_page_keeps_its_ticks(author, page):
    Question.objects.filter(slug="which").update(prompt="Which is no half?")
    later = Page(author, page.url)
    later.save(
        **{f"{of('which', 'prompt')}:seen": "on", of("half-of-eight", "prompt"): "![No](images/no.svg)"}
    )
    assert (later.status, later.sent[f"{of('which', 'prompt')}:seen"]) == (422, "on")


def test_a_translation_goes_along_with_its_choice(page):
    question = Question.objects.get(slug="which")
    question.spec["choices"].reverse()
    question.save()
    assert page.save(**{of("which", "choices.0.text"): "Una de dos partes"}).status == 302
    question.refresh_from_db()
    assert [choice["text"] for choice in question.spec["choices"]] == ["No", "One of two"]
    said = fit(question.translations["es"], {"choices.0.text": "No", "choices.1.text": "One of two"})
    assert said.texts == {"choices.0.text": "No", "choices.1.text": "Una de dos partes"}
    assert said.outdated == {}


def test_a_page_from_before_the_first_publishing_is_saved_into_the_draft(page, course, noor):
    publish(course, by=noor)
    working_copy(course)
    assert page.save(**{of("which", "prompt"): OURS}).status == 302
    draft = Course.all_objects.get(draft_of=course)
    rows = Question.objects.filter(slug="which")
    assert rows.get(step__lesson__course=draft).translations["es"]["prompt"] == OURS
    assert rows.get(step__lesson__course=course).translations["es"]["prompt"] == "¿Qué es una mitad?"


def test_what_was_typed_for_a_question_that_has_gone_is_shown_and_not_said_to_be_saved(page):
    gone, here = of("which", "prompt"), of("half-of-eight", "prompt")
    Question.objects.get(slug="which").archive()
    page.save(**{gone: OURS, here: "Parte 8."})
    assert page.status == 422
    assert "No longer in the course" in page.html
    assert OURS in page.html
    assert "Saved." not in page.html
    assert gone not in page.sent
    assert page.save().status == 302
    assert es("half-of-eight")["prompt"] == "Parte 8."


def test_what_was_typed_in_a_language_that_the_course_has_now_itself_is_stored_nowhere(page, course):
    Course.objects.filter(pk=course.pk).update(language="es")
    before = Question.objects.get(slug="which").translations
    page.save(**{of("which", "prompt"): OURS})
    assert page.status == 422
    assert OURS in page.html
    assert Question.objects.get(slug="which").translations == before


def test_a_field_that_does_not_say_what_it_was_opened_on_is_asked_about(page):
    field = of("which", "prompt")
    del page.sent[f"{field}:opened"]
    page.save(**{field: OURS})
    assert page.status == 422
    assert "¿Qué es una mitad?" in page.html
    assert page.save().status == 302
    assert es("which")["prompt"] == OURS


def test_a_name_that_no_page_has_is_answered_like_any_text_that_has_gone(page):
    assert page.save(**{"question-which:variables.a": OURS}).status == 422
    assert OURS in page.html
