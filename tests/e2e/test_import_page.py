"""A bank of another system, brought in by an author in a real browser."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from content.models import Course
from tests.content.olxtree import problem, tree
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window
from tests.e2e.pages import DESKTOP, PHONE, wait_for_rest

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


def test_choosing_a_file_fills_in_no_other_field(open_as, noor):
    page = open_as(noor, viewport=DESKTOP)
    complaints = watched(page)
    page.goto("/admin/content/course/import/", wait_until="load")
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "bank.xml", "mimeType": "text/xml", "buffer": BANK}
    )
    wait_for_rest(page)
    filled = page.locator("form:has(input[type=file]) input[type=text]")
    assert filled.count() == 2
    assert filled.evaluate_all("fields => fields.map((field) => field.value)") == ["", ""]
    assert complaints == []


NUMBER = '<numericalresponse answer="4"><label>2+2?</label><textline/></numericalresponse>'
FILMS = "".join(f'<video url_name="v{number}" display_name="Film {number}"/>' for number in range(8))


def course_export():
    """Return an export of Open edX with a problem, films, and a problem that a script marks."""
    custom = problem(
        '<customresponse cfn="f"><textline/></customresponse>', name="p2", title="Protein builder"
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, data in tree(problem(NUMBER), FILMS + custom).items():
            archive.writestr(f"course/{path}", data)
    return buffer.getvalue()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_is_read_and_kept_on_a_phone(open_as, noor, scheme):
    page = open_as(noor, viewport=PHONE, color_scheme=scheme)
    page.goto("/admin/content/course/import/")
    file = {"name": "course.zip", "mimeType": "application/zip", "buffer": course_export()}
    page.get_by_label("The file", exact=True).set_input_files(file)
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="What would come in")).to_be_visible()
    films = page.get_by_text("there is nothing like 'video' here.")
    place = page.get_by_text("Fractions / Halves / The unit2 / Film 3")
    expect(place).to_be_hidden()
    films.click()
    expect(place).to_be_visible()
    wait_for_rest(page)
    assert not is_wider_than_its_window(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download this report").click()
    rows = list(csv.reader(StringIO(Path(kept.value.path()).read_text(encoding="utf-8-sig"))))
    assert ["new", "ch-1/unit1", ""] in rows
    assert sum("Film" in where for what, where, why in rows if what == "skipped") == 8
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()
    assert Course.objects.filter(slug="org-m1-2026", owner=noor).exists()
