"""An author sees how far a reading is, calls it off, and is told in plain words when it cannot be done."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from content.exchange import bounded_reading
from content.exchange.exporting import zip_files
from content.models import Course, Step
from tests.content.coursefolder import course_files

pytestmark = pytest.mark.process


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def gift(author, halves):
    address = page("step_gift", Step.objects.get(slug="turn").pk)

    def bring(text, **more):
        return author.post(address, {"text": text, **more})

    return bring


@pytest.fixture
def limit(monkeypatch):
    def set_limits(**limits):
        monkeypatch.setattr(bounded_reading, "LIMITS", replace(bounded_reading.LIMITS, **limits))

    return set_limits


MANY = "\n\n".join(f"Is {number} even? {{T}}" for number in range(3000))


def test_the_page_tells_how_far_its_own_reading_is_and_nobody_elses(author, client, gift, omar):
    number = uuid4()
    assert author.get(page("course_reading", number)).json() == {"done": 0, "total": 0}
    gift(MANY[:20_000], reading=number)
    told = author.get(page("course_reading", number)).json()
    assert 0 < told["done"] <= told["total"]
    client.force_login(omar)
    assert client.get(page("course_reading", number)).json() == {"done": 0, "total": 0}


def test_what_was_cancelled_changes_nothing_and_keeps_what_was_typed(author, gift, halves):
    number = uuid4()
    assert author.post(page("course_cancel_reading", number)).status_code == 204
    reply = gift(MANY, reading=number)
    shown = reply.content.decode()
    assert (reply.status_code, "Nothing was changed. You cancelled it." in shown) == (422, True)
    assert "Is 2999 even?" in shown
    assert Step.objects.get(slug="turn").questions.count() == 2
    assert gift("Two? {#2}", reading=uuid4()).status_code == 302


def test_nobody_cancels_anothers_reading(client, author, gift, omar):
    number = uuid4()
    client.force_login(omar)
    client.post(page("course_cancel_reading", number))
    client.force_login(Course.objects.get().owner)
    assert gift("Two? {#2}", reading=number).status_code == 302


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"wall_s": 0.0}, "It takes too long to read."),
        ({"answer_bytes": 10}, "It needs too much memory to read."),
    ],
)
def test_a_limit_that_is_met_is_told_in_plain_words(author, gift, halves, limit, limits, reason):
    limit(**limits)
    data = zip_files(course_files(), folder="any")
    reply = author.post(page("course_import"), {"file": SimpleUploadedFile("a.zip", data)})
    asked = gift("Two? {#2}")
    for shown in (reply, asked):
        assert (shown.status_code, reason in shown.content.decode()) == (422, True)
    assert Step.objects.get(slug="turn").questions.count() == 2


def test_an_import_whose_reader_falls_over_is_told(author, halves, monkeypatch):
    monkeypatch.setattr(bounded_reading.sys, "executable", "/bin/false")
    data = zip_files(course_files(), folder="any")
    shown = author.post(page("course_import"), {"file": SimpleUploadedFile("a.zip", data)})
    assert shown.status_code == 422
    assert "Reading it broke off. Try once more" in shown.content.decode()


def test_a_cache_that_is_away_costs_no_import(author, gift, monkeypatch):
    def away(*args, **kwargs):
        raise RedisAway

    monkeypatch.setattr(cache, "set", away)
    monkeypatch.setattr(cache, "get", away)
    assert gift("Two? {#2}", reading=uuid4()).status_code == 302
    assert author.get(page("course_reading", uuid4())).json() == {"done": 0, "total": 0}


def test_the_first_faults_are_shown_and_the_others_counted(author, halves):
    strays = {f"{number}.md": "x" for number in range(150)}
    data = zip_files(course_files(**strays), folder="any")
    shown = author.post(page("course_import"), {"file": SimpleUploadedFile("a.zip", data)}).content.decode()
    assert shown.count("only course.yaml and rules.yaml stand") == 100
    assert "And 50 more." in shown
