"""What a teacher wants on Monday: a class within a minute, and whom to help first while it learns."""

import time
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.looks import photograph
from tests.e2e.pages import DESKTOP, PHONE, OpenAs
from tests.people import make_user
from tutor.models import Classroom, ClassSession, HelpGiven
from tutor.services.answers import record_answer
from tutor.services.sittings import enter_step, open_sitting

# What a person takes to find the next thing and press it, and to type one letter.
PRESS_S, LETTER_S = 2.5, 0.25
NAMES = "Amira Khan\nBen Okafor\nZoë Lang\n"


class Person:
    """Somebody at a page: every press and letter is counted, and what people need for them added up."""

    def __init__(self, page) -> None:
        self.page, self.presses, self.needed_s, self.began = page, 0, 0.0, time.monotonic()

    def press(self, what: str) -> None:
        self.presses += 1
        self.needed_s += PRESS_S
        self.page.click(what)

    def write(self, where: str, text: str, *, pasted: bool = False) -> None:
        self.presses += 1
        self.needed_s += PRESS_S + (0 if pasted else LETTER_S * len(text))
        self.page.fill(where, text)

    def choose(self, where: str, label: str) -> None:
        self.presses += 2
        self.needed_s += 2 * PRESS_S
        self.page.select_option(where, label=label)

    @property
    def seconds(self) -> float:
        return self.needed_s + time.monotonic() - self.began


def test_a_class_is_made_within_a_minute(open_as: OpenAs, tariq, lesson):
    page = open_as(tariq, viewport=PHONE)
    page.goto("/teach/")
    person = Person(page)
    person.press("text=Make a class in one minute")
    person.write("#quick-name", "Year 6, Tuesdays")
    person.write("#quick-names", NAMES, pasted=True)
    person.choose("#quick-lesson", "A half")
    person.press("text=Make the class")
    expect(page.locator(".join-code")).to_be_visible()
    person.press("text=To the lesson")
    expect(page.locator("#class-steer")).to_be_visible()
    assert (person.presses, person.seconds < 60) == (7, True), person.seconds
    assert Classroom.objects.get().enrolments.count() == 3
    assert ClassSession.objects.get().state == "running"


def test_what_was_typed_survives_an_error_and_works_by_keyboard(open_as: OpenAs, tariq, lesson):
    page = open_as(tariq)
    page.goto("/teach/quick/")
    page.keyboard.type("Year 6")
    page.keyboard.press("Tab")
    page.keyboard.type("Amira Khan\n???\n")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#quick-names-error")).to_contain_text("Line 2 has no name")
    expect(page.locator("#quick-name")).to_have_value("Year 6")
    assert "Amira Khan" in page.locator("#quick-names").input_value()


def test_i_helped_reaches_the_colleague_at_once_and_can_be_undone(
    open_as: OpenAs, tariq, amira, classroom, lesson
):
    tessa = make_user("tessa", role="teacher", first_name="Tessa")
    classroom.teachers.add(tessa)
    question = lesson.steps.get(slug="ask").questions.get()
    sitting = open_sitting(student=amira, lesson=lesson)
    enter_step(sitting=sitting, step=question.step)
    for _ in range(3):
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["7"]})
    mine, hers = open_as(tariq, viewport=DESKTOP), open_as(tessa, viewport=DESKTOP)
    mine.goto(f"/teach/{classroom.pk}/")
    hers.goto(f"/teach/{classroom.pk}/help/")
    expect(hers.locator(".needs")).to_contain_text("Wrong 3 times at “Your turn”.")
    mine.click("#class-needs button:has-text('I helped')")
    expect(hers.locator(".helped")).to_contain_text("Amira: tariq is there")
    expect(hers.locator(".needs")).to_have_count(0)
    hers.click("text=Undo")
    expect(mine.locator("#class-needs")).to_contain_text("Wrong 3 times")
    assert not HelpGiven.objects.standing().exists()
    hers.click("text=What to do")
    faults = photograph(hers, "help-first")
    mine.goto("/teach/quick/")
    faults += photograph(mine, "quick-class")
    assert faults == []
