"""A teacher and students in browsers of their own: begin, lead, a hand, pause, end, report."""

import io

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest
from tests.people import make_user
from tutor.models import Classroom, ClassSession


def start(page: Page, classroom: Classroom, pacing: str) -> None:
    page.goto(f"/teach/{classroom.pk}/")
    page.check(f"#class-start [name=pacing][value={pacing}]")
    page.click("button:has-text('Begin a lesson')")
    expect(page.locator("#class-steer")).to_be_visible()


def lead_to(page: Page, position: int) -> None:
    # The form is swapped after each lead, and what was chosen before that is gone.
    wait_for_rest(page)
    page.click("#class-more")
    page.select_option("#lead-step", index=position - 1)
    page.click("#lead-form button")


def at_step(page: Page, number: int) -> None:
    expect(page.locator("#step")).to_have_attribute("data-number", str(number))


def test_the_class_moves_together_and_who_types_is_asked(
    open_as: OpenAs, tariq, amira, ben, classroom, lesson
):
    teacher, first = open_as(tariq, viewport=DESKTOP), open_as(amira, viewport=PHONE)
    start(teacher, classroom, "teacher")
    first.goto("/learn/halves/a-half/")
    at_step(first, 1)
    lead_to(teacher, 2)
    at_step(first, 2)
    first.fill("#step [name=number][type=text]", "3")
    lead_to(teacher, 3)
    expect(first.locator("#follow")).to_be_visible()
    at_step(first, 2)
    expect(first.locator("#step [name=number][type=text]")).to_have_value("3")
    first.click("#follow")
    at_step(first, 3)
    late = open_as(ben, viewport=PHONE)
    late.goto("/learn/halves/a-half/")
    at_step(late, 3)


def test_a_hand_and_a_pause_cross_the_room_and_the_session_outlives_its_teachers_page(
    open_as: OpenAs, tariq, amira, classroom, lesson
):
    teacher, student = open_as(tariq), open_as(amira, viewport=PHONE)
    start(teacher, classroom, "self")
    student.goto("/learn/halves/a-half/")
    student.click("#hand-button")
    expect(teacher.locator("#class-needs")).to_contain_text("Amira step 1 Hand up.")
    teacher.click("#class-needs button:has-text('Lower')")
    expect(student.locator("#hand-button")).to_have_text("Raise your hand")
    teacher.click("#class-steer button:has-text('Pause everyone')")
    expect(student.locator("#class-bar")).to_contain_text("paused the lesson")
    teacher.close()
    student.reload()
    expect(student.locator("#class-bar")).to_contain_text("paused the lesson")
    assert ClassSession.objects.get().state == "paused"


def test_a_session_ends_in_a_report_that_opens_as_a_file(open_as: OpenAs, tariq, classroom, lesson):
    make_user("clara")
    teacher = open_as(tariq)
    start(teacher, classroom, "self")
    teacher.click("#class-more")
    teacher.click("#end-session summary")
    teacher.click("#end-session button")
    expect(teacher.locator(".say")).to_contain_text("Nobody took part")
    expect(teacher.locator(".messages")).to_contain_text("The session has ended")
    with teacher.expect_download() as download:
        teacher.click("text=XLSX")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.sheetnames == ["Report", "Step by step", "What came to help"]


def one_big_button(page: Page, says: str) -> None:
    big = page.locator(".class-dock .big:visible")
    expect(big).to_have_count(1)
    expect(big).to_contain_text(says)


def test_the_bar_has_one_big_button_that_says_what_comes_next(open_as: OpenAs, tariq, classroom, lesson):
    page = open_as(tariq, viewport=PHONE)
    page.goto(f"/teach/{classroom.pk}/")
    one_big_button(page, "Begin a lessonA half")
    expect(page.locator(".class-dock .big")).to_be_in_viewport()
    page.check("[name=pacing][value=teacher]")
    page.click(".class-dock .big")
    one_big_button(page, "Next step2. Your turn")
    page.click(".class-dock .big")
    one_big_button(page, "Next step3. Well done")
    page.click("#pause-all")
    one_big_button(page, "Go on")
    page.click(".class-dock .big")
    page.click("#next-step")
    one_big_button(page, "End the session")
    page.click(".class-dock .big")
    # It asks first: a press too many on "Next step" ends nothing.
    assert ClassSession.objects.get().ended_at is None
    page.click("#end-session button")
    expect(page.locator(".messages")).to_contain_text("The session has ended")


def test_at_their_own_pace_the_big_button_leads_to_whom_to_help(
    open_as: OpenAs, tariq, amira, classroom, lesson
):
    page, student = open_as(tariq, viewport=PHONE), open_as(amira)
    start(page, classroom, "self")
    one_big_button(page, "nobody calls for you")
    student.goto("/learn/halves/a-half/")
    student.click("#hand-button")
    one_big_button(page, "Whom to help firstAmira")
    page.click(".class-dock .big")
    expect(page.locator("h1")).to_have_text("Whom to help first")


def test_header_and_bar_take_a_fifth_of_a_phone_at_most(open_as: OpenAs, tariq, classroom, lesson):
    page = open_as(tariq, viewport=PHONE)
    start(page, classroom, "teacher")
    heights = [page.locator(part).bounding_box()["height"] for part in (".site-head", ".class-dock")]
    assert sum(heights) <= PHONE["height"] / 5
    for button in page.locator(".class-dock :is(button, .button):visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44, button.inner_text()


def test_the_menu_works_by_keyboard_and_stays_open_while_the_page_refreshes(
    open_as: OpenAs, tariq, amira, classroom, lesson
):
    page, student = open_as(tariq), open_as(amira)
    start(page, classroom, "teacher")
    more, menu = page.locator("#class-more"), page.locator("#class-menu")
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#lead-step")).to_be_focused()
    student.goto("/learn/halves/a-half/")
    student.click("#hand-button")
    expect(page.locator("#class-needs")).to_contain_text("Hand up")
    expect(menu).to_be_visible()
    expect(page.locator("#lead-step")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Space")
    expect(menu).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(menu).to_be_hidden()
    page.click("#class-more")
    page.click("h2 >> nth=0")
    expect(menu).to_be_hidden()


def test_what_opens_at_the_end_of_the_menu_is_in_sight(open_as: OpenAs, tariq, classroom, lesson):
    page = open_as(tariq, viewport={"width": 360, "height": 640})
    start(page, classroom, "teacher")
    page.click("#class-more")
    page.click("#end-session summary")
    expect(page.locator("#end-session button")).to_be_in_viewport(ratio=1)
