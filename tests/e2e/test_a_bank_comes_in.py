"""From a file to a report: an author brings a bank in and publishes it, students answer, the author reads."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from content.models import Course, Question
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window
from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest
from tests.people import make_user
from tutor.models import Answer, User
from tutor.services.answers import record_answer
from tutor.services.sittings import open_sitting

BANK = {
    "course.yaml": r"""slug: brackets
title: Brackets
summary: What stands before brackets.
skills: [{slug: expanding, title: Multiplies out}]
misconceptions:
  - slug: first-term-alone
    title: Multiplies the first term alone
    feedback: The 2 multiplies **both** terms, also the $1$.
lessons: [01-multiply-out]
""",
    "01-multiply-out/lesson.yaml": "slug: multiply-out\ntitle: Multiply out\n",
    "01-multiply-out/01-expand.md": r"""---
title: Without brackets
kind: question
skills: [expanding]
---
What stands before brackets multiplies all that is in them.

::: question expression expand
prompt: Write $2(x + 1)$ without brackets.
answer: 2x + 2
form: expanded
wrong:
  - {expression: 2x + 1, misconception: first-term-alone}
skills: [expanding]
:::
""",
}


def packed(files: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return buffer.getvalue()


def bring_in(desk: Page) -> None:
    """Take the bank in by the page, after a look at what it would do, and publish it."""
    desk.goto("/admin/content/course/import/")
    file = {"name": "brackets.zip", "mimeType": "application/zip", "buffer": packed(BANK)}
    desk.get_by_label("The file", exact=True).set_input_files(file)
    desk.get_by_role("button", name="Bring it in").click()
    expect(desk.get_by_role("heading", name="What would come in")).to_be_visible()
    expect(desk.get_by_text("Lessons: 1, steps: 1, questions: 1")).to_be_visible()
    desk.get_by_role("button", name="Bring it in").click()
    expect(desk.locator("body")).to_contain_text("“Brackets” is in.")
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator("body")).to_contain_text("students see it now")


def answer_on_a_phone(phone: Page) -> None:
    """Answer as one who multiplies the first term alone, read why not, and put it right."""
    phone.goto("/learn/brackets/multiply-out/")
    field = phone.get_by_label("Your answer")
    field.fill("2x+1")
    field.press("Enter")
    expect(phone.locator(".feedback")).to_contain_text("The 2 multiplies both terms")
    wait_for_rest(phone)
    assert not is_wider_than_its_window(phone)
    field = phone.get_by_label("Your answer")
    field.fill("2 + x*2")
    field.press("Enter")
    expect(phone.locator(".feedback.right")).to_be_visible()


def let_four_others_answer(course: Course) -> None:
    """Let others answer likewise: a course's authors read of groups of five and more."""
    question = Question.objects.get(step__lesson__course=course)
    for number in range(4):
        sitting = open_sitting(student=make_user(f"pupil-{number}"), lesson=question.step.lesson)
        sent = {"expression": ["1 + 2x"]}
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=sent)


def test_a_bank_is_brought_in_and_published_and_its_misconception_is_reported(
    open_as: OpenAs, noor: User, amira: User
):
    desk, phone = open_as(noor, viewport=DESKTOP), open_as(amira, viewport=PHONE)
    complaints = [watched(desk), watched(phone)]
    bring_in(desk)
    answer_on_a_phone(phone)
    first, second = Answer.objects.order_by("pk")
    assert (first.is_correct, first.misconceptions) == (False, ["first-term-alone"])
    assert second.is_correct
    course = Course.objects.get(slug="brackets")
    let_four_others_answer(course)
    desk.goto(f"/admin/content/course/{course.pk}/change/")
    desk.get_by_role("link", name="How it goes in class").click()
    told = desk.get_by_role("region", name="Misconceptions").get_by_role("paragraph")
    row = told.filter(has_text="Multiplies the first term alone")
    expect(row).to_contain_text("5 of 5 students")
    expect(row).to_contain_text("shown by answering 2x + 1")
    assert complaints == [[], []]
