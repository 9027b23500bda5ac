"""Questions from elsewhere come into a step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.models import Step


@pytest.fixture
def step(halves):
    return Step.objects.get(slug="turn")


@pytest.fixture
def address(step):
    return reverse("admin:content_step_gift", args=[step.pk])


@pytest.mark.process
def test_questions_that_fit_are_added_after_those_there_are(author, step, address):
    text = "::Which:: Less than one? {=half ~two}\n\nTwo? {#2}"
    assert author.post(address, {"text": text}).status_code == 302
    assert list(step.questions.values_list("slug", flat=True)) == ["half-of-eight", "which", "which-2", "two"]
    assert "Brought questions" in step.lesson.course.versions.first().note


@pytest.mark.process
def test_what_was_skipped_is_reported_and_the_rest_is_in(author, step, address):
    file = SimpleUploadedFile("x.txt", b"Two? {#2}\n\nWrite. {}")
    shown = author.post(address, {"file": file}).content.decode()
    assert "1 taken, 1 skipped" in shown
    assert "essay" in shown
    assert step.questions.filter(slug="two").exists()


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("x.txt", b"\xff\xfe\xff")}])
def test_nothing_and_no_text_are_refused(author, step, address, data):
    assert author.post(address, data).status_code == 422
    assert step.questions.count() == 2


def test_anothers_step_stays_as_it_is(client, omar, step, address):
    client.force_login(omar)
    assert client.post(address, {"text": "Two? {#2}"}).status_code == 404
    assert step.questions.count() == 2


@pytest.mark.process
def test_a_page_that_is_loaded_again_brings_nothing_twice(author, step, address):
    text = "Two? {#2}\n\nWrite. {}"
    author.post(address, {"text": text})
    shown = author.post(address, {"text": text}).content.decode()
    assert "the step asks it already" in shown
    assert step.questions.count() == 3


@pytest.mark.parametrize(
    ("text", "reason"), [("Two? {#2}\n\n" * 50_000, "500,000 characters"), ("a\0b", "no text")]
)
def test_a_text_that_is_too_long_or_none_is_refused_whole(author, step, address, text, reason):
    reply = author.post(address, {"text": text})
    assert (reply.status_code, reason in reply.content.decode()) == (422, True)
    assert step.questions.count() == 2


@pytest.mark.process
def test_questions_come_after_all_others_though_one_was_taken_away(author, step, address):
    step.questions.first().archive()
    last = step.questions.last()
    author.post(address, {"text": "Two? {#2}"})
    assert step.questions.get(slug="two").position > last.position


@pytest.mark.process
def test_the_first_questions_leave_a_way_back(author, step, address):
    author.post(address, {"text": "Two? {#2}"})
    assert [one.note for one in step.lesson.course.versions.all()][1:] == ["Before the first change"]
