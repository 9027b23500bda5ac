"""Gaps in a text and places on a picture, answered on a phone by keyboard alone."""

from itertools import pairwise

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.models import Course, Image, Question, Skill
from tests.e2e.cell import CELL
from tests.e2e.console import watched
from tests.e2e.looks import PICTURES, is_wider_than_its_window, photograph
from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest
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
PLACES = {
    "picture": "![A plant cell, cut open](images/cell.svg)",
    "areas": [
        {"name": "round body on the left", "shape": "circle", "coords": "35 48 12", "correct": True},
        {"name": "spot in the round body", "shape": "circle", "coords": "26 38 4", "feedback": "Wider."},
        {
            "name": "large oval on the right",
            "shape": "rect",
            "coords": "52 17 90 83",
            "feedback": "A vacuole.",
        },
        {"name": "boat below", "shape": "polygon", "coords": "16.7 77.5 36.7 77.5 31.7 87.5 21.7 87.5"},
    ],
}
LABELS = {
    "picture": PLACES["picture"],
    "mode": "labels",
    "others": ["cell wall"],
    "areas": [
        {"name": "round body on the left", "shape": "circle", "coords": "35 48 12", "label": "nucleus"},
        {"name": "large oval on the right", "shape": "rect", "coords": "52 17 90 83", "label": "vacuole"},
    ],
}


@pytest.fixture
def ask(open_as: OpenAs, amira: User, halves: Course):
    """Open a question on a phone."""

    def open_question(kind: str, spec: dict, prompt: str, **options: object) -> Page:
        Course.objects.filter(pk=halves.pk).update(is_published=True)
        Image.objects.create(
            course=halves, name="cell.svg", alt="A cell", content_type="image/svg+xml", data=CELL.encode()
        )
        question = Question.objects.filter(step__lesson__course=halves).first()
        Question.objects.filter(pk=question.pk).update(kind=kind, spec=spec, prompt=prompt)
        lesson = question.step.lesson
        sitting = open_sitting(student=amira, lesson=lesson)
        page = open_as(amira, **{"viewport": PHONE, **options})
        page.complaints = watched(page)
        page.goto(reverse("tutor:step", args=[sitting.pk, 2]))
        if options.get("java_script_enabled", True):
            wait_for_rest(page)
        return page

    def again(path: str) -> Page:
        page = open_as(amira, viewport=PHONE)
        page.goto(path)
        wait_for_rest(page)
        return page

    open_question.again = again
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
    expect(page.locator(".feedback").get_by_text("3 of 4 gaps are right.")).to_be_visible()
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


def test_a_long_answer_and_a_long_choice_stay_in_their_text(ask):
    words = "a choice that goes on and on and does not end before the line does"
    gaps = [
        {"kind": "single", "choices": [{"text": words, "correct": True}, {"text": "b"}]},
        {"accepted": ["x"]},
    ]
    page = ask("cloze", {"text": "Say [[1]], or [[2]].", "gaps": gaps}, "Fill in the gaps.")
    page.get_by_label("Gap 1 of 2").select_option(words)
    page.get_by_label("Gap 2 of 2").fill(words)
    overflow = "(one) => one.scrollWidth - one.clientWidth"
    assert page.locator(".cloze").evaluate(overflow) == 0


def test_gaps_have_no_grave_fault_in_any_width_or_scheme(ask):
    page = ask("cloze", CLOZE, "Fill in the gaps.", bypass_csp=True, reduced_motion="reduce")
    for name, value in {"2": "4", "3": "half", "4": "third"}.items():
        page.get_by_label(f"Gap {name} of 4").fill(value)
    page.get_by_label("Gap 1 of 4").select_option("a quarter")
    page.locator("button.primary").first.click()
    expect(page.locator(".feedback").get_by_text("3 of 4 gaps are right.")).to_be_visible()
    assert photograph(page, "gaps") == []


def test_a_place_is_chosen_by_keyboard(ask):
    page = ask("hotspots", PLACES, "Where is the nucleus?")
    assert not is_wider_than_its_window(page)
    page.get_by_role("radio", name="boat below").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="boat below")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="large oval on the right")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".feedback").get_by_text("A vacuole.")).to_be_visible()
    expect(page.get_by_role("radio", name="large oval on the right")).to_be_checked()
    assert not page.complaints


def test_a_place_is_chosen_anywhere_in_its_outline_the_inner_of_two_first(ask):
    page = ask("hotspots", PLACES, "Where is the nucleus?", viewport=DESKTOP)
    box = page.locator(".spots-picture").bounding_box()

    def press(across: float, down: float) -> None:
        page.mouse.click(box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100)

    press(60, 25)
    expect(page.get_by_role("radio", name="large oval")).to_be_checked()
    press(42, 45)
    expect(page.get_by_role("radio", name="round body on the left")).to_be_checked()
    press(24, 38)
    expect(page.get_by_role("radio", name="spot in")).to_be_checked()
    press(27, 84)
    expect(page.get_by_role("radio", name="boat")).to_be_checked()
    press(98, 98)
    expect(page.get_by_role("radio", name="boat")).to_be_checked()


def test_controls_are_wide_enough_and_names_are_seen_where_they_are_close(ask):
    page = ask("hotspots", PLACES, "Where is the nucleus?", java_script_enabled=False)
    pins = page.locator("label.pin").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    assert all(pin["width"] >= 24 and pin["height"] >= 24 for pin in pins)
    assert all(below["top"] >= above["bottom"] for above, below in pairwise(pins))
    page.get_by_text("round body on the left").click()
    page.locator("button.primary").first.click()
    assert Answer.objects.get().is_correct


def test_labels_are_put_to_places_by_keyboard(ask):
    page = ask("hotspots", LABELS, "What is what?")
    page.get_by_label("1 round body on the left").focus()
    expect(page.locator(".spot.shown")).to_have_count(1)
    page.keyboard.type("nuc")
    page.keyboard.press("Tab")
    page.keyboard.type("cell")
    page.locator("button.primary").first.press("Enter")
    expect(page.locator(".feedback").get_by_text("1 of 2 labels is right.")).to_be_visible()
    expect(page.get_by_label("1 round body on the left")).to_have_accessible_description("Right.")
    assert not is_wider_than_its_window(page)
    assert not page.complaints


@pytest.mark.parametrize(("kind", "spec"), [("spots", PLACES), ("labels", LABELS)])
def test_pictures_have_no_grave_fault_in_any_width_or_scheme(ask, kind, spec):
    page = ask("hotspots", spec, "What is where?", bypass_csp=True, reduced_motion="reduce")
    if kind == "spots":
        page.get_by_role("radio", name="large oval").check(force=True)
    else:
        for field in page.locator(".spot-labels select").all():
            field.select_option("nucleus")
    page.locator("button.primary").first.click()
    expect(page.locator(".feedback.not-yet")).to_be_visible()
    page.locator("[data-spots]").scroll_into_view_if_needed()
    assert photograph(page, kind) == []


@pytest.mark.parametrize(("kind", "spec"), [("cloze", CLOZE), ("hotspots", PLACES), ("hotspots", LABELS)])
def test_at_four_hundred_per_cent_and_in_forced_colours_nothing_is_out_of_reach(ask, kind, spec):
    page = ask(kind, spec, "What is where?", viewport={"width": 320, "height": 256}, forced_colors="active")
    assert not is_wider_than_its_window(page)
    controls = page.locator(".gap input, .gap select, label.pin, .spot-labels select")
    assert controls.count() >= 2
    for control in controls.all():
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box["width"] >= 24
        assert box["height"] >= 24
    # The outlines do not hide the picture.
    fills = page.locator("[data-shape]").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert set(fills) <= {"rgba(0, 0, 0, 0)"}
    page.locator(".question").first.screenshot(path=PICTURES / f"forced-{kind}-{spec.get('mode', 'one')}.png")


def test_a_picture_is_practised_again(ask, amira, halves):
    ask("hotspots", PLACES, "Where is the nucleus?")
    question = Question.objects.get(kind="hotspots")
    skill = Skill.objects.create(course=halves, slug="cells", title="Cells")
    question.skills.add(skill)
    page = ask.again(reverse("tutor:practise", args=[skill.pk]))
    expect(page.get_by_role("radio")).to_have_count(4)
    page.locator(".spot [data-shape]").nth(2).click(position={"x": 5, "y": 5})
    page.locator("button.primary").first.click()
    expect(page.locator(".feedback").get_by_text("A vacuole.")).to_be_visible()


def test_what_is_chosen_and_typed_outlives_a_lost_connection(ask):
    page = ask("cloze", CLOZE, "Fill in the gaps.")
    page.route("**/answer/", lambda route: route.abort())
    page.get_by_label("Gap 1 of 4").select_option("a quarter")
    for name, value in {"2": "3", "3": "half", "4": "third"}.items():
        page.get_by_label(f"Gap {name} of 4").fill(value)
    page.keyboard.press("Enter")
    expect(page.locator(".unsent")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Gap 3 of 4")).to_have_value("half")
    page.unroute("**/answer/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".feedback.right")).to_be_visible()
