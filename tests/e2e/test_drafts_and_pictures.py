"""In a real browser: pictures come where one writes, and a published course is changed in a draft."""

import re

import pytest
from playwright.sync_api import expect

from content.authoring.publishing import publish
from content.models import Course, Image, Step
from tests.content.coursefolder import PIE
from tests.e2e.console import watched

CAKE = PIE.replace('r="4"', 'r="3"')
GIVE = """([selector, kind, text]) => {
    const area = document.querySelector(selector);
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "cake.svg", { type: "image/svg+xml" }));
    const name = kind === "paste" ? "clipboardData" : "dataTransfer";
    const event = new Event(kind, { bubbles: true, cancelable: true });
    Object.defineProperty(event, name, { value: transfer });
    area.dispatchEvent(event);
}"""


@pytest.fixture
def published(halves: Course, noor) -> Course:
    return publish(halves, by=noor)


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_where_the_caret_is(open_as, noor, halves, kind):
    page = open_as(noor)
    complaints = watched(page)
    page.goto(f"/admin/content/step/{Step.objects.get(slug='what').pk}/change/")
    body = page.locator("#id_body")
    body.fill("Before. After.")
    body.evaluate("area => area.setSelectionRange(8, 8)")
    page.evaluate(GIVE, ["#id_body", kind, CAKE])
    dialog = page.get_by_role("dialog", name="Insert a picture")
    expect(page.locator("#picture-alt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Say what the picture shows")
    page.keyboard.type("A cake")
    page.keyboard.press("Enter")
    expect(body).to_have_value("Before. ![A cake](images/cake.svg)After.")
    expect(body).to_be_focused()
    preview = page.frame_locator("iframe[title^=Preview]").first
    expect(preview.get_by_role("img", name="A cake")).to_be_visible()
    assert Image.objects.get(name="cake.svg").alt == "A cake"
    assert not complaints, "\n".join(complaints)


def test_a_picture_is_chosen_by_keys_alone(open_as, noor, halves):
    page = open_as(noor)
    page.goto(f"/admin/content/step/{Step.objects.get(slug='what').pk}/change/")
    page.locator("#id_body").fill("")
    page.locator(".writing-tools .picture-button").press("Enter")
    page.locator("#picture-known").select_option(label="pie.svg: A pie cut into two equal parts")
    page.locator("#picture-alt").press("Enter")
    expect(page.locator("#id_body")).to_have_value("![A pie cut into two equal parts](images/pie.svg)")
    page.locator(".writing-tools .picture-button").click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("#id_body")).to_be_focused()


def test_students_see_a_change_once_it_is_published(open_as, noor, amira, published):
    desk, student = open_as(noor), open_as(amira)
    complaints = watched(desk)
    desk.goto(f"/admin/content/step/{Step.objects.get(slug='what').pk}/change/")
    desk.fill("#id_body", "Something quite new.")
    desk.click("button[name=_continue]")
    expect(desk.locator("body")).to_contain_text("students see it once you publish")
    student.goto("/learn/halves/a-half/")
    expect(student.locator("main")).not_to_contain_text("Something quite new.")
    desk.get_by_role("link", name="Changes, publish").click()
    expect(desk.locator(".diff .plus")).to_contain_text("Something quite new.")
    desk.get_by_role("button", name="Publish these changes").click()
    expect(desk.locator("body")).to_contain_text("students see it now")
    student.reload()
    expect(student.locator("main")).to_contain_text("Something quite new.")
    assert not complaints, "\n".join(complaints)


def test_a_preview_is_the_students_page_and_sends_nothing(open_as, noor, published):
    page = open_as(noor)
    complaints = watched(page)
    turn = Step.objects.get(slug="turn", lesson__course=published)
    page.goto(f"/admin/content/course/steps/{turn.pk}/preview/?all=yes")
    page.get_by_role("button", name="Check").first.click()
    expect(page.locator("#notice")).to_have_text("This is a preview: nothing is sent.")
    expect(page).to_have_url(re.compile("preview"))
    assert page.locator(".question").first.evaluate("e => getComputedStyle(e).borderTopStyle") != ""
    assert not complaints, "\n".join(complaints)
