"""A teacher and students in browsers of their own talk it over in groups: notes cross, time runs out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest
from tests.people import make_user
from tutor.models import ClassSession, Enrolment, GroupPrompt, Post, User

Enter = Callable[..., Page]


@pytest.fixture
def enter(open_as: OpenAs) -> Enter:
    """Open a page as somebody."""

    def open_page(user: User, path: str = "/learn/halves/a-half/", **options: object) -> Page:
        page = open_as(user, **{"viewport": PHONE, **options})
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def clara(classroom) -> User:
    student = make_user("clara", first_name="Clara")
    Enrolment.objects.create(classroom=classroom, student=student)
    return student


@pytest.fixture
def session(classroom, lesson):
    # Not by the service, which tells open pages so: Playwright's loop runs in this thread.
    return ClassSession.objects.create(classroom=classroom, lesson=lesson, step=lesson.steps.first())


def begin(teacher: Page, *, groups: dict[str, int], words: str = "Why is a half a half?") -> None:
    """Begin a prompt by hand."""
    teacher.fill("#prompt-words", words)
    teacher.check("[name=way][value=hand]")
    teacher.click(".by-hand summary")
    for name, number in groups.items():
        teacher.fill(f".hands li:has(label :text-is('{name}')) input", str(number))
    teacher.click("#prompt-start button")
    expect(teacher.locator("#boards-live")).to_be_visible()


def write(page: Page, words: str) -> None:
    page.fill("#group-words", words)
    page.click("#group-post")
    expect(page.locator("#group-words")).to_have_value("")


def test_notes_cross_within_a_group_and_the_teacher_takes_one_away(
    enter, session, classroom, tariq, amira, ben, clara
):
    first, second, other = enter(amira), enter(ben), enter(clara)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1, "Ben": 1, "Clara": 2})
    expect(first.locator("#group-card")).to_contain_text("Why is a half a half?")
    expect(other.locator("#group-card h3")).to_have_text("Group 2")
    second.fill("#group-words", "I am still typ")
    write(first, "Because two of them make one.")
    expect(second.locator(".post .words")).to_have_text("Because two of them make one.")
    expect(second.locator(".post .by")).to_have_text("Amira")
    expect(second.locator("#group-words")).to_have_value("I am still typ")
    expect(teacher.locator(".board").first).to_contain_text("Because two of them make one.")
    expect(other.locator(".post")).to_have_count(0)
    teacher.click(".post button:text-is('Remove')")
    expect(second.locator(".post")).to_have_count(0)
    expect(first.locator(".post")).to_contain_text("Your teacher took this note away.")
    teacher.click(".post button:text-is('Put back')")
    expect(second.locator(".post .words")).to_have_text("Because two of them make one.")


def test_who_was_away_catches_up_and_what_was_typed_goes_off_by_itself(
    enter, session, classroom, tariq, amira, ben
):
    first, second = enter(amira), enter(ben)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1, "Ben": 1})
    expect(second.locator("#group-form")).to_be_visible()
    second.context.set_offline(True)
    second.fill("#group-words", "From the train.")
    second.click("#group-post")
    expect(second.locator("#group-form .unsent")).to_contain_text("Not sent yet")
    write(first, "Where are you?")
    second.context.set_offline(False)
    expect(second.locator(".posts")).to_contain_text("Where are you?")
    expect(first.locator(".posts")).to_contain_text("From the train.")
    assert Post.objects.count() == 2


def test_a_late_student_is_seated_and_time_lays_the_boards_side_by_side(
    enter, session, classroom, tariq, amira, ben, clara
):
    first, second = enter(amira), enter(ben)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1, "Ben": 2})
    late = enter(clara)
    expect(late.locator("#group-card h3")).to_have_text("Group 1")
    expect(first.locator(".members")).to_have_text("Amira, Clara")
    write(first, "Ours.")
    write(second, "Theirs.")
    second.fill("#group-words", "Half a tho")
    GroupPrompt.objects.update(ends_at=timezone.now() + timedelta(seconds=4))
    teacher.reload()
    first.reload()
    for page in (teacher, first):
        expect(page.locator(".time-left")).to_have_text("Time is up", timeout=20_000)
    expect(first.locator(".board")).to_have_count(2)
    expect(first.locator(".boards")).to_contain_text("Theirs.")
    teacher.click("#close-prompt")
    for page in (first, late):
        expect(page.locator("#group-card")).to_be_hidden()
    expect(second.locator("#group-card")).to_have_text("Not posted in time: “Half a tho”")


def test_more_time_and_calling_time_reach_every_page(enter, session, classroom, tariq, amira):
    student = enter(amira)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1})
    expect(student.locator(".time-left")).to_contain_text("4:")
    teacher.click("#boards-more")
    teacher.select_option("#more-minutes", "10")
    teacher.click("#more-time button")
    expect(student.locator(".time-left")).to_contain_text("14:")
    student.fill("#group-words", "Half a thought")
    teacher.click("#call-time")
    expect(student.locator("#group-head")).to_have_text("What the groups wrote")
    expect(student.locator(".draft")).to_contain_text("Half a thought")
    expect(teacher.locator("#call-time")).to_have_count(0)


def test_a_note_that_was_posted_by_the_key_leaves_the_field(enter, session, classroom, tariq, amira):
    student = enter(amira)
    begin(enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP), groups={"Amira": 1})
    field = student.locator("#group-words")
    field.type("Two of them.")
    field.press("Enter")
    expect(student.locator(".post")).to_contain_text("Two of them.")
    wait_for_rest(student)
    expect(field).to_have_value("")
    field.type("And three.")
    student.reload()
    expect(field).to_have_value("And three.")


def test_words_stay_in_sight_when_the_boards_are_put_away(enter, session, classroom, tariq, amira):
    student = enter(amira)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1})
    student.fill("#group-words", "Half a thought\nand more")
    teacher.click("#call-time")
    expect(student.locator(".draft")).to_contain_text("Half a thought")
    teacher.click("#close-prompt")
    expect(student.locator("#group-head")).to_have_count(0)
    expect(student.locator(".draft")).to_be_visible()
    expect(student.locator(".draft")).to_contain_text("Half a thought")
    teacher.goto(f"/teach/{classroom.pk}/boards/")
    begin(teacher, groups={"Amira": 1}, words="And a third?")
    expect(student.locator("#group-card")).to_contain_text("And a third?")
    expect(student.locator("#group-words")).to_have_value("")
    student.fill("#group-words", "Cut off")
    teacher.goto(f"/teach/{classroom.pk}/")
    teacher.evaluate("document.querySelector('form[action$=\"/session/end/\"]').requestSubmit()")
    expect(student.locator("#class-bar")).to_be_hidden()
    for words in ("Half a thought", "Cut off"):
        expect(student.locator(".draft", has_text=words)).to_be_visible()


def test_more_time_brings_words_back_into_the_form(enter, session, classroom, tariq, amira):
    student = enter(amira)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1})
    student.fill("#group-words", "Half a thought")
    teacher.click("#call-time")
    expect(student.locator(".draft")).to_be_visible()
    teacher.click("#boards-more")
    teacher.click("#more-time button")
    expect(student.locator("#group-words")).to_have_value("Half a thought")
    expect(student.locator(".draft")).to_have_count(0)


def test_a_page_that_heard_nothing_posts_too_late_and_keeps_its_words(
    enter, session, classroom, tariq, amira
):
    student = enter(amira)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Amira": 1})
    student.fill("#group-words", "Half a thought")
    GroupPrompt.objects.update(closed_at=timezone.now())
    student.click("#group-post")
    expect(student.locator("#group-card")).to_contain_text("Time is up, so this was not posted.")
    expect(student.locator(".draft .words")).to_have_text("Half a thought")
    # What the class does next takes nothing away.
    begin(enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP), groups={"Amira": 1})
    expect(student.locator("#group-form")).to_be_visible()
    expect(student.locator(".draft .words")).to_have_text("Half a thought")


def test_without_scripts_a_note_is_posted_by_the_form(enter, session, classroom, tariq, amira, ben):
    plain, second = enter(amira, java_script_enabled=False), enter(ben)
    teacher = enter(tariq, f"/teach/{classroom.pk}/boards/", viewport=DESKTOP)
    begin(teacher, groups={"Ben": 1})
    # Without a script nothing says that this page is open: it is seated when it asks.
    plain.reload()
    plain.fill("#group-words", "No scripts here.")
    plain.click("#group-post")
    expect(plain.locator(".posts")).to_contain_text("No scripts here.")
    expect(second.locator(".posts")).to_contain_text("No scripts here.")
