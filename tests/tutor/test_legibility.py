"""How text looks: chosen on a page, kept in the account and, for guests, in the browser."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.people import make_user
from tutor.domain.learning.legibility import CHOICES, TINTS, legible

HERE, THERE = "/text/", "/privacy/"


def look_of(page) -> str:
    found = re.search(r'<html[^>]* data-legibility="([^"]*)"', page.content.decode())
    return found[1] if found else ""


@given(st.lists(st.sampled_from([*CHOICES, "", "x", '"><b>']), max_size=9))
def test_a_line_is_known_choices_each_once_and_one_tint_at_most(words):
    line = legible(" ".join(words))
    kept = line.split()
    assert set(kept) <= set(CHOICES) & set(words)
    assert len(kept) == len(set(kept))
    assert sum(word in TINTS for word in kept) == min(1, sum(tint in words for tint in TINTS))
    assert legible(line) == line


def test_a_guest_has_it_in_the_browser(client, db):
    assert look_of(client.get(THERE)) == ""
    reply = client.post(HERE, {"type": "lexend", "spaced": "on", "tint": "sand", "next": THERE})
    assert (reply.status_code, reply["Location"]) == (302, THERE)
    assert look_of(client.get(THERE)) == "lexend spaced sand"


def test_an_account_has_it_in_every_browser_and_no_guests_choice_counts(client, amira):
    client.force_login(amira)
    client.post(HERE, {"type": "", "narrow": "on", "tint": "sky"})
    amira.refresh_from_db()
    assert amira.legibility == "narrow sky"
    elsewhere = Client()
    elsewhere.cookies["legibility"] = "lexend"
    elsewhere.force_login(amira)
    assert look_of(elsewhere.get(reverse("tutor:courses"))) == "narrow sky"


def test_it_is_taken_back(client, amira):
    amira.legibility = "lexend"
    amira.save()
    client.force_login(amira)
    client.post(HERE, {"type": "", "tint": ""})
    assert look_of(client.get(THERE)) == ""


@pytest.mark.parametrize("sent", [{"type": "comic"}, {"tint": "red"}, {"tint": "sand sky"}])
def test_an_unknown_choice_is_refused(client, amira, sent):
    client.force_login(amira)
    assert client.post(HERE, sent).status_code == 422
    amira.refresh_from_db()
    assert amira.legibility == ""


def test_a_spoiled_cookie_is_nothing(client, db):
    client.cookies["legibility"] = '"><script>'
    assert look_of(client.get(THERE)) == ""


def test_it_leads_to_no_other_site(client, db):
    reply = client.post(HERE, {"next": "https://elsewhere.example/"})
    assert reply["Location"] == HERE


def test_a_page_loads_for_it_only_what_was_chosen(client, db):
    plain = client.get(THERE).content.decode()
    assert "css/legibility" not in plain
    assert "lexend" not in plain
    client.cookies["legibility"] = "lexend"
    chosen = client.get(THERE).content.decode()
    assert "css/legibility" in chosen
    assert "fonts/lexend-latin" in chosen
    assert "noto-serif-latin" not in chosen


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_everybody_finds_it_in_the_foot_of_a_page(client, db, role):
    client.force_login(make_user("somebody", role=role))
    page = client.get(reverse("tutor:you")).content.decode()
    assert f'href="{HERE}?next=/you/"' in page


def light(value: str) -> float:
    """Return the relative luminance of a colour as WCAG has it."""
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def colours(sheet: str, chosen: str) -> dict[str, str]:
    text = Path(str(finders.find(f"tutor/css/{sheet}.css"))).read_text(encoding="utf-8")
    block = re.search(rf"{re.escape(chosen)} \{{(.*?)\}}", text, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


@pytest.mark.parametrize("tint", TINTS)
def test_text_on_a_tint_can_be_read(tint):
    page = colours("tokens", ":root") | colours("legibility", f'[data-legibility~="{tint}"]')
    for ground in ("paper", "sheet"):
        for text in ("ink", "ink-soft", "accent", "good", "care", "danger"):
            assert contrast(page[text], page[ground]) >= 4.5, (text, ground)
        assert contrast(page["line-strong"], page[ground]) >= 3
