"""An author writes a lesson and a rule from nothing, plays them, publishes, and a student's page switches."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from content.models import Course, Lesson, Rule, Step
from tests.e2e.pages import wait_for_rest
from tests.e2e.server import ROOT

PICTURES = ROOT / "screenshots"
BODY = "A quarter is $\\frac{1}{4}$ of a whole."


def save_and_stay(page: Page) -> None:
    page.click("button[name=_continue]")
    page.wait_for_load_state()
    assert page.locator(".errornote").count() == 0, page.locator("#content-main").inner_text()


def type_title(page: Page, field: str, title: str) -> None:
    """Type as people do: the address is made from the title key by key."""
    page.locator(field).press_sequentially(title)


def write_lesson(page: Page) -> None:
    page.goto("/admin/content/course/add/")
    type_title(page, "#id_title", "Quarters")
    expect(page.locator("#id_slug")).to_have_value("quarters")
    page.fill("#id_summary", "What a quarter is.")
    save_and_stay(page)
    page.click("text=+ Lesson")
    type_title(page, "#id_title", "A quarter")
    save_and_stay(page)
    page.click("text=+ Step")
    type_title(page, "#id_title", "Four equal parts")
    page.fill("#id_body", BODY)
    frame = page.frame_locator("iframe[title^=Preview]").first
    expect(frame.locator("mfrac")).to_be_visible()
    page.click("text=Add another Variant")
    page.select_option("#id_variants-0-kind", "visual")
    page.fill("#id_variants-0-title", "A pizza in four")
    page.fill("#id_variants-0-body", "Cut it across, and across again.")
    save_and_stay(page)


def write_rule(page: Page) -> None:
    page.goto(f"/admin/content/rule/add/?course={Course.objects.get(slug='quarters').pk}")
    type_title(page, "#id_name", "Lost with quarters")
    page.select_option("#id_conditions-0-signal", "said.lost")
    expect(page.locator("#id_conditions-0-enter")).to_have_value("yes")
    page.select_option("#id_effect_1", "visual")
    expect(page.locator("#read-back")).to_contain_text("When the student says “I'm lost”, show a visual aid")
    save_and_stay(page)


def test_from_an_empty_desk_to_a_students_switched_page(open_as, noor, amira):
    desk = open_as(noor)
    write_lesson(desk)
    write_rule(desk)
    step = Step.objects.get(slug="four-equal-parts")
    desk.goto(f"/admin/content/rule/lab/?step={step.pk}&learner=camera-off")
    expect(desk.locator("figcaption")).to_contain_text("Something was shown once")
    expect(desk.locator("body")).to_contain_text("You said you are lost: here is a picture of it.")
    student = open_as(amira)
    student.goto("/learn/quarters/a-quarter/")
    expect(student.locator("body")).not_to_contain_text("Four equal parts")
    desk.goto(f"/admin/content/course/{step.lesson.course_id}/change/")
    desk.click("text=Publish")
    expect(desk.locator("body")).to_contain_text("students see it now")
    student.goto("/learn/quarters/a-quarter/")
    student.click("#say-lost")
    expect(student.locator("#adaptations")).to_contain_text("Cut it across, and across again.")
    expect(student.locator("#adaptations")).to_contain_text("You said you are lost: here is a picture of it.")


def test_a_step_is_dragged_to_another_place(open_as, noor, halves):
    page = open_as(noor)
    page.goto(f"/admin/content/course/{halves.pk}/change/")
    what, turn = (f"[data-step='{step.pk}']" for step in halves.lessons.get().steps.all())
    page.drag_and_drop(f"{turn} a", f"{what} a", target_position={"x": 5, "y": 2})
    expect(page.locator("[data-tree-note]")).to_have_text("Order saved.")
    assert [step.slug for step in halves.lessons.get().steps.all()] == ["turn", "what"]


def test_being_the_student_with_sliders_brings_the_variant_up(open_as, noor, halves):
    page = open_as(noor)
    page.goto(f"/admin/content/rule/lab/walk/?step={Step.objects.get(slug='what').pk}")
    slider = page.locator("[data-signal='said.lost']")
    slider.locator("[type=range]").fill("1")
    page.click("text=Let 10 s pass")
    expect(page.locator("#walk-told")).to_contain_text("Visual aid: You said you are lost")
    frame = page.frame_locator("#walk-page")
    expect(frame.locator("body")).to_contain_text("A pie in two parts")


PAGES = {
    "courses": "course/",
    "course-new": "course/add/",
    "course": "course/{course}/change/",
    "history": "course/{course}/versions/",
    "changes": "course/{course}/changes/",
    "import": "course/import/",
    "lesson": "lesson/{lesson}/change/",
    "step": "step/{step}/change/",
    "questions-from-elsewhere": "step/{step}/gift/",
    "step-preview": "course/steps/{step}/preview/?all=yes",
    "rules": "rule/",
    "rule-new": "rule/add/?course={course}",
    "rule": "rule/{rule}/change/",
    "lab": "rule/lab/?step={step}&learner=camera-off&rule={rule}&enter-1=1",
    "walk": "rule/lab/walk/?step={step}",
}
WIDTHS = {"phone": 360, "tablet": 768, "desktop": 1440}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_authors_pages_are_seen_at_every_width_and_have_no_grave_fault(open_as, noor, halves, scheme):
    page = open_as(noor, color_scheme=scheme)
    keys = {
        "course": halves.pk,
        "lesson": Lesson.objects.get().pk,
        "step": Step.objects.get(slug="what").pk,
        "rule": Rule.objects.get().pk,
    }
    faults = []
    for name, address in PAGES.items():
        page.goto(f"/admin/content/{address.format(**keys)}")
        for width, across in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": 900})
            wait_for_rest(page)
            page.screenshot(path=PICTURES / f"author-{name}-{width}-{scheme}.png")
        faults += [
            (name, fault["id"], [node["target"] for node in fault["nodes"]])
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
    assert faults == []
