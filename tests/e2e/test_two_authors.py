"""Two authors at one step, in real browsers: the later one is told, and loses nothing that was typed."""

import pytest
from playwright.sync_api import expect

from content.models import Step
from tests.e2e.author_forms import save_and_stay
from tests.e2e.console import watched
from tests.people import make_user


@pytest.fixture
def omar(halves):
    omar = make_user("omar", role="author", is_staff=True)
    halves.co_authors.add(omar)
    return omar


def test_the_later_author_is_told_looks_and_saves_again(open_as, noor, omar, halves):
    step = Step.objects.get(slug="what")
    address = f"/admin/content/step/{step.pk}/change/"
    hers, his = open_as(noor), open_as(omar)
    complaints = watched(hers)
    hers.goto(address)
    his.goto(address)
    his.fill("#id_body", "His text.")
    save_and_stay(his)
    hers.fill("#id_title", "Hers")
    hers.click("button[name=_continue]")
    note = hers.get_by_role("alert").filter(has_text="Nothing was saved: omar changed this")
    expect(note).to_be_in_viewport()
    expect(hers.locator("#id_title")).to_have_value("Hers")
    expect(hers.locator(".unsaved")).to_have_count(0)
    with hers.expect_popup() as opened:
        note.get_by_role("link").click()
    expect(opened.value.locator("#id_body")).to_have_value("His text.")
    expect(opened.value.locator(".unsaved")).to_have_count(0)
    hers.fill("#id_body", "His text, and hers.")
    save_and_stay(hers)
    expect(hers.locator("[data-stored]")).to_be_visible()
    expect(hers.locator(".unsaved")).to_have_count(0)
    step.refresh_from_db()
    assert (step.title, step.body) == ("Hers", "His text, and hers.")
    assert not complaints, "\n".join(complaints)
