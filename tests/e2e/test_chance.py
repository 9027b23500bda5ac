"""An author lets chance choose between two pictures, a student agrees, and what was chosen is on record."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Step
from content.policy.comparison import work_out_again
from tests.e2e.looks import photograph
from tests.e2e.pages import wait_for_rest
from tutor.models import HelpChoice


@pytest.fixture
def step(lesson, make_rule) -> Step:
    make_rule("said.lost", enter=1, effects=["visual"])
    return lesson.steps.get(slug="ask")


def let_chance_choose(desk: Page, step: Step) -> None:
    """Write a second picture, switch chance on, and publish."""
    desk.goto(f"/admin/content/step/{step.pk}/change/")
    desk.click("text=Add another Variant")
    desk.select_option("#id_variants-1-kind", "visual")
    desk.fill("#id_variants-1-title", "A number line")
    desk.fill("#id_variants-1-body", "Eight steps along a line.")
    desk.select_option("#id_chance_chooses", "yes")
    desk.click("button[name=_continue]")
    desk.wait_for_load_state()
    expect(desk.locator("#id_chance_chooses")).to_have_value("yes")
    desk.goto(f"/admin/content/course/{step.lesson.course_id}/change/")
    desk.get_by_role("link", name="Changes, publish").click()
    desk.click("button:has-text('Publish')")
    desk.wait_for_load_state()


def test_from_the_authors_switch_to_a_choice_on_record(open_as, noor, amira, step):
    let_chance_choose(open_as(noor), step)
    student = open_as(amira)
    student.goto("/learn/")
    student.click("text=What that means")
    choice = student.locator("#comparison")
    expect(choice).to_contain_text("May chance choose which explanation you get")
    choice.locator("button", has_text="Yes").click()
    expect(choice).to_contain_text("Take back my yes")
    student.goto("/learn/halves/a-half/")
    student.click("text=Next")
    expect(student.locator("main")).to_contain_text("Half of eight?")
    wait_for_rest(student)
    student.click("#say-lost")
    expect(student.locator(".adaptation")).to_be_visible()
    made = HelpChoice.objects.get(sitting__student=amira)
    arms = {one.title: one for one in step.variants.filter(kind="visual")}
    assert set(arms) == {"Eight dots", "A number line"}
    expect(student.locator(".adaptation")).to_contain_text(made.variant.title)
    assert work_out_again(made.record) == made.choice
    assert made.choice.probabilities == (0.5, 0.5)
    student.goto("/you/")
    expect(student.locator("body")).to_contain_text("What chance chose for you")


@pytest.mark.slow
def test_what_is_said_of_it_is_seen_at_every_width(open_as, amira, tariq, classroom, step):
    Step.objects.filter(pk=step.pk).update(chance_chooses="yes")
    student, teacher = open_as(amira), open_as(tariq)
    student.goto("/learn/")
    faults = photograph(student, "chance-courses")
    student.goto("/choices/")
    student.locator("#comparison").scroll_into_view_if_needed()
    faults += photograph(student, "chance-consent")
    teacher.goto(f"/teach/{classroom.pk}/people/")
    teacher.locator("#settings-head").scroll_into_view_if_needed()
    faults += photograph(teacher, "chance-class")
    assert faults == []
