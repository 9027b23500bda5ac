"""Figures of a course at home in the page: in its typeface, in the dark as well; skills as bars."""

import pytest
from playwright.sync_api import expect

from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Lesson
from tests.content.coursefolder import course_files
from tutor.models import Mastery
from tutor.services.sittings import open_sitting

TEXT = r"""---
title: What a half is
skills: [half]
---
![One of two parts](images/pie.svg)
"""
FIGURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30" font-family="Arial">
<rect width="90" height="30" fill="#fbf7ee"/><rect x="9" width="30" height="20" fill="#56b4e9"/>
<text x="9" y="20" fill="#2b2b2b">1</text></svg>"""
LIGHT = """(figure, part) => {
  const fill = getComputedStyle(figure.shadowRoot.querySelector(part)).fill;
  const [red, green, blue] = fill.match(/[\\d.]+/g).map(Number);
  return (red + green + blue) / 765;
}"""


@pytest.fixture
def sitting(noor, amira):
    files = course_files(**{"01-a-half/01-what.md": TEXT, "images/pie.svg": FIGURE})
    course = save_course(read_course(files), owner=noor)
    course.is_published = True
    course.save()
    return open_sitting(student=amira, lesson=Lesson.objects.get(course=course))


def test_a_figure_has_the_pages_typeface_and_its_colours_in_the_dark(open_as, amira, sitting):
    page = open_as(amira, color_scheme="light")
    page.goto(f"/sittings/{sitting.pk}/steps/1/")
    figure = page.get_by_role("img", name="One of two parts")
    expect(figure).to_have_class("drawn")
    typeface = "(figure) => getComputedStyle(figure.shadowRoot.querySelector('text')).fontFamily"
    assert "Noto Sans" in figure.evaluate(typeface)
    assert figure.evaluate(LIGHT, "rect") > 0.9 > 0.3 > figure.evaluate(LIGHT, "text")
    page.emulate_media(color_scheme="dark")
    assert figure.evaluate(LIGHT, "rect") < 0.3 < 0.7 < figure.evaluate(LIGHT, "text")


def test_an_author_sees_a_figure_as_students_do_while_writing_and_in_the_preview(open_as, noor, sitting):
    step = sitting.lesson.steps.first()
    page = open_as(noor, color_scheme="dark")
    page.goto(f"/admin/content/step/{step.pk}/change/")
    frame = page.frame_locator(".text-preview iframe").first
    figure = frame.get_by_role("img", name="One of two parts")
    expect(figure).to_have_class("drawn")
    page.locator("#id_body").press_sequentially("More. ")
    expect(frame.locator("#preview")).to_contain_text("More.")
    expect(figure).to_have_class("drawn")
    assert figure.evaluate(LIGHT, "rect") < 0.3 < 0.7 < figure.evaluate(LIGHT, "text")
    page.goto(page.get_by_role("link", name="See it as a student").get_attribute("href"))
    expect(page.get_by_role("img", name="One of two parts")).to_have_class("drawn")


def test_without_javascript_a_figure_is_the_picture_that_it_was(open_as, amira, sitting):
    page = open_as(amira, java_script_enabled=False)
    page.goto(f"/sittings/{sitting.pk}/steps/1/")
    expect(page.locator("img[alt='One of two parts']")).to_be_visible()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_skill_is_a_bar_of_four_parts_filled_as_far_as_it_is_known(open_as, amira, sitting, colours):
    skill = sitting.lesson.course.skills.get()
    Mastery.objects.create(student=amira, skill=skill, p_known=0.8)
    page = open_as(amira, forced_colors=colours)
    page.goto(f"/sittings/{sitting.pk}/end/")
    bar = page.locator(".knows li", has_text="Knows a half").locator(".bar")
    assert bar.bounding_box()["width"] > 100
    assert "75%" in bar.evaluate("(bar) => getComputedStyle(bar).backgroundImage")
    page.goto("/learn/")
    expect(page.locator(".knows .bar")).to_have_attribute("data-level", "3")
