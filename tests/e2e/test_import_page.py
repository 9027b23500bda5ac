"""A bank of another system, brought in by an author in a real browser."""

from playwright.sync_api import expect

from content.models import Course
from tests.e2e.pages import DESKTOP

BANK = b"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/Area</text></category></question>
<question type="numerical"><name><text>Area</text></name>
<questiontext format="html"><text>Area of 3 cm by 4 cm?</text></questiontext>
<answer fraction="100"><text>12</text><tolerance>0</tolerance></answer></question>
<question type="essay"><name><text>Say</text></name>
<questiontext format="html"><text>Tell it in words.</text></questiontext></question>
</quiz>"""


def upload(page):
    page.goto("/admin/content/course/import/")
    page.set_input_files(
        "#main input[type=file], form input[type=file]",
        {
            "name": "bank.xml",
            "mimeType": "text/xml",
            "buffer": BANK,
        },
    )
    page.locator("form:has(input[type=file])").get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="What would come in")).to_be_visible()


def test_an_author_sees_what_would_come_in_and_brings_it_in(open_as, noor):
    page = open_as(noor, viewport=DESKTOP)
    upload(page)
    expect(page.get_by_text("it is an essay")).to_be_visible()
    assert not Course.objects.filter(lessons__steps__title="Area").exists()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("is in.")).to_be_visible()
    course = Course.objects.get(lessons__steps__title="Area")
    assert (course.owner, course.is_published) == (noor, False)


def test_what_is_left_is_not_kept(open_as, noor):
    page = open_as(noor, viewport=DESKTOP)
    upload(page)
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    assert not Course.objects.filter(lessons__steps__title="Area").exists()
