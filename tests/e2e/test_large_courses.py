"""An author finds their way through a course too large for a page: by keyboard, by touch, without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.exchange.importing import save_course
from content.models import Course, Step
from tests.content.largecourse import large_course
from tests.e2e.console import watched
from tests.e2e.pages import DESKTOP, PHONE


@pytest.fixture
def large(noor) -> Course:
    return save_course(large_course(lessons=4, steps=60), owner=noor)


def address(model: str, pk: int) -> str:
    return reverse(f"admin:content_{model}_change", args=[pk])


def toggle(page: Page, number: int):
    return page.get_by_role("link", name=f"60 steps of Lesson {number}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_lesson_opens_in_place_and_keeps_the_focus(open_as, noor, large, size):
    page = open_as(noor, viewport=size)
    complaints = watched(page)
    page.goto(address("course", large.pk))
    expect(page.locator(".gaps a").first).to_contain_text("has no visual")
    if size == PHONE:
        page.locator("[data-tree-fold] > summary").click()
    expect(page.locator(".outline-step")).to_have_count(0)
    toggle(page, 2).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".outline-step")).to_have_count(50)
    expect(toggle(page, 2)).to_be_focused()
    expect(toggle(page, 2)).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="Later steps").click()
    expect(page.locator(".outline-step")).to_have_count(10)
    page.get_by_role("link", name="Step 179", exact=True).click()
    expect(page.locator("[aria-current=page]", has_text="Step 179")).to_have_count(1)
    assert not complaints, "\n".join(complaints)


def test_without_scripts_links_lead_to_the_same(open_as, noor, large):
    page = open_as(noor, java_script_enabled=False)
    page.goto(address("course", large.pk))
    toggle(page, 0).click()
    expect(page.locator(".outline-step")).to_have_count(50)
    page.locator(".outline-step button[value=down]").first.click()
    expect(page.locator(".outline-step > .outline-row > a").first).to_have_text("Step 1")
    page.get_by_role("link", name="Look for what is missing in this course").click()
    expect(page.locator(".gaps a").first).to_contain_text("has no visual")


@pytest.mark.parametrize("model", ["course", "step"])
def test_a_large_course_looks_right(look, noor, large, model):
    part = large if model == "course" else Step.objects.get(lesson__course=large, slug="step-90")

    def unfold(page: Page) -> None:
        if not page.locator("#outline-lessons").is_visible():
            page.locator("[data-tree-fold] > summary").click()
        if model == "course":
            expect(page.locator(".gaps").first).to_be_visible()
            toggle(page, 1).click()
            expect(page.locator(".outline-step").first).to_be_visible()

    assert not look(f"large-{model}", address(model, part.pk), noor, act=unfold)
