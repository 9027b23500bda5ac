"""How an answer in algebra is read is shown while it is typed."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tutor.throttling import previews

pytestmark = pytest.mark.django_db
URL = reverse("tutor:preview_expression")


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def test_what_can_be_read_comes_as_a_formula(amiras):
    page = amiras.get(URL, {"expression": "1/2x"}).content.decode()
    assert "<mfrac>" in page
    assert "Read as:" in page


def test_what_cannot_be_read_comes_in_words_with_its_place(amiras):
    page = amiras.get(URL, {"expression": "2x + )<b>"}).content.decode()
    assert "from “)&lt;b&gt;” on" in page
    assert "<b>" not in page


def test_names_of_the_question_are_read_whole(amiras):
    page = amiras.get(URL, {"expression": "ab", "letters": "ab v_0"}).content.decode()
    assert "<mi>a</mi>" not in page


@pytest.mark.parametrize("data", [{}, {"expression": ""}, {"expression": "x" * 201}])
def test_bad_requests_are_refused(amiras, data):
    assert amiras.get(URL, data).status_code == 422


def test_only_who_is_signed_in_may_ask(client):
    assert client.get(URL, {"expression": "x"}).status_code == 302


def test_it_changes_nothing_and_takes_no_form(amiras):
    assert amiras.post(URL, {"expression": "x"}).status_code == 405


def test_whoever_asks_far_too_often_has_to_wait(amiras, monkeypatch):
    monkeypatch.setattr(previews, "_LIMIT", 2)
    monkeypatch.setattr(previews.time, "time", lambda: 1000.0)
    replies = [amiras.get(URL, {"expression": "x"}).status_code for _ in range(3)]
    assert replies == [200, 200, 429]


def test_what_is_shown_costs_no_query_but_who_asks(amiras, django_assert_num_queries):
    amiras.get(URL, {"expression": "x"})
    with django_assert_num_queries(2):
        amiras.get(URL, {"expression": "x^2"})
