"""Gaps in a text and places on a picture, answered on a phone by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.models import Course, Question
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window, photograph
from tests.e2e.pages import PHONE, OpenAs, wait_for_rest
from tutor.models import Answer, User
from tutor.services.sittings import open_sitting

CLOZE = {
    "text": (
        "| whole | share | part |\n| - | - | - |\n| 12 | [[2]] | $\\frac{12}{4} =$ [[1]] |\n\n"
        "- The word for one of two equal parts is *a* [[3]], and for one of three a [[4]]."
    ),
    "gaps": [
        {"kind": "number", "answer": "3", "unit": "cm"},
        {
            "kind": "single",
            "keep_order": True,
            "choices": [
                {"text": "a third"},
                {"text": "a quarter", "correct": True},
            ],
        },
        {"accepted": ["half"]},
        {"accepted": ["third"], "wrong": [{"text": "tierce", "feedback": "In music, perhaps."}]},
    ],
}


@pytest.fixture
def ask(open_as: OpenAs, amira: User, halves: Course):
    """Open a question on a phone."""

    def open_question(kind: str, spec: dict, prompt: str, **options: object) -> Page:
        Course.objects.filter(pk=halves.pk).update(is_published=True)
        question = Question.objects.filter(step__lesson__course=halves).first()
        Question.objects.filter(pk=question.pk).update(kind=kind, spec=spec, prompt=prompt)
        lesson = question.step.lesson
        sitting = open_sitting(student=amira, lesson=lesson)
        page = open_as(amira, viewport=PHONE, **options)
        page.complaints = watched(page)
        page.goto(reverse("tutor:step", args=[sitting.pk, 2]))
        wait_for_rest(page)
        return page

    return open_question


def test_gaps_are_filled_by_keyboard_and_show_which_are_right(ask):
    page = ask("cloze", CLOZE, "Fill in the gaps.")
    assert not is_wider_than_its_window(page)
    page.get_by_label("Gap 1 of 4").focus()
    page.keyboard.type("a q")
    page.keyboard.press("Tab")
    page.keyboard.type("3 cm")
    page.keyboard.press("Tab")
    page.keyboard.type("half")
    page.keyboard.press("Tab")
    page.keyboard.type("tierce")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 4 gaps are right.")).to_be_visible()
    expect(page.get_by_label("Gap 2 of 4")).to_have_value("3 cm")
    expect(page.get_by_label("Gap 2 of 4")).to_have_accessible_description("Right.")
    expect(page.get_by_label("Gap 4 of 4")).to_have_accessible_description("Not yet.")
    assert page.locator(".gap input").evaluate_all("all => all.every(one => one.offsetWidth >= 80)")
    assert not is_wider_than_its_window(page)
    page.get_by_label("Gap 4 of 4").fill("third")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback.right")).to_be_visible()
    assert [answer.is_correct for answer in Answer.objects.all()] == [False, True]
    assert not page.complaints


def test_gaps_have_no_grave_fault_in_any_width_or_scheme(ask):
    page = ask("cloze", CLOZE, "Fill in the gaps.", bypass_csp=True, reduced_motion="reduce")
    for name, value in {"2": "4", "3": "half", "4": "third"}.items():
        page.get_by_label(f"Gap {name} of 4").fill(value)
    page.get_by_label("Gap 1 of 4").select_option("a quarter")
    page.locator("button.primary").first.click()
    expect(page.get_by_text("3 of 4 gaps are right.")).to_be_visible()
    assert photograph(page, "gaps") == []
