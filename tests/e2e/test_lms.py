"""From a real platform and back, in a real browser: links, launches, a lesson, and its score."""

from playwright.sync_api import Page, expect

from content.models import Lesson
from tests.e2e.looks import photograph
from tests.e2e.pages import PHONE, OpenAs, wait_until
from tests.lti.consumer.joined import join
from tests.lti.consumer.running import RealPlatform, Unit


def enter(open_as: OpenAs, platform: RealPlatform, unit: Unit, username: str, **options: object) -> Page:
    """Open the platform's page of a unit as one of its people."""
    page = open_as(**options)
    page.goto(platform.enter(username, unit))
    return page


def take_lesson(page: Page) -> None:
    for number in (1, 2, 3):
        expect(page.locator("#step")).to_have_attribute("data-number", str(number), timeout=15_000)
        if number == 2:
            page.fill("#step [name=number][type=text]", "4")
            page.click("button:has-text('Check')")
            expect(page.locator(".feedback.right")).to_be_visible()
        # Sooner it would count as the second click of a double click.
        page.wait_for_timeout(700)
        page.click("#next")


def test_a_lesson_of_the_platform_is_taken_and_its_score_is_there(
    open_as: OpenAs, server, real_platform: RealPlatform, lesson
):
    unit = join(real_platform, server.url)
    teacher = enter(open_as, real_platform, unit, "tariq")
    teacher.click("#choose")
    expect(teacher.locator("h1")).to_have_text("Choose lessons")
    teacher.get_by_label("A half").check()
    teacher.click("text=Add to Hill School")
    expect(teacher.locator("body")).to_contain_text("successfully saved")
    teacher.goto(real_platform.enter("tariq", unit))
    teacher.click("#open")
    expect(teacher.locator("h1")).to_contain_text("Maths, Year 6")
    student = enter(open_as, real_platform, unit, "amira", viewport=PHONE)
    student.click("#open")
    take_lesson(student)
    wait_until(student, lambda: len(real_platform.read_book(unit)["grades"]), 1, within_s=30)
    [grade] = real_platform.read_book(unit)["grades"]
    assert (grade["user__username"], grade["earned"]) == ("amira", 1)


def test_a_choice_made_in_a_window_of_its_own_goes_back_into_the_platforms_frame(
    open_as: OpenAs, server, real_platform: RealPlatform, lesson
):
    unit = join(real_platform, server.url)
    teacher = enter(open_as, real_platform, unit, "tariq")
    teacher.goto(f"{real_platform.url}/units/{unit.number}/frame/")
    frame = teacher.frame_locator("iframe")
    with teacher.expect_popup() as opened:
        frame.locator("a[target=_blank]").click()
    window = opened.value
    window.get_by_label("A half").check()
    with window.expect_event("close"):
        window.click("text=Add to Hill School")
    expect(frame.locator("body")).to_contain_text("successfully saved")
    assert len(real_platform.read_book(unit)["content"]) == 1


def test_among_many_lessons_a_search_finds_and_what_is_ticked_stays(
    open_as: OpenAs, server, real_platform: RealPlatform, lesson
):
    Lesson.objects.bulk_create(
        Lesson(course=lesson.course, slug=f"part-{number}", title=f"Part {number} of a pie", position=number)
        for number in range(2, 20)
    )
    unit = join(real_platform, server.url)
    teacher = enter(open_as, real_platform, unit, "tariq", bypass_csp=True)
    teacher.click("#choose")
    teacher.get_by_label("A half").check()
    teacher.get_by_label("Search by title").press_sequentially("pie 17")
    expect(teacher.locator("#found")).to_contain_text("2 lessons fit, or are chosen.")
    expect(teacher.get_by_label("A half")).to_be_checked()
    expect(teacher.get_by_label("Part 17 of a pie")).to_be_visible()
    assert photograph(teacher, "lti-links") == []
