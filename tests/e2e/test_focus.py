"""By keyboard alone through what people do here: after no act is the focus left with the page's body."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from content.models import Course, Question, Step
from tests.content.specs import SPECS
from tests.e2e.answering import answer
from tests.e2e.every_kind import have_rested, make_every_kind
from tests.e2e.keyboard import Keyboard
from tests.e2e.pages import PHONE, OpenAs, give_consent
from tutor.models import Classroom

SitDown = Callable[..., Keyboard]


@pytest.fixture
def sit_down(open_as: OpenAs) -> Iterator[SitDown]:
    """Use the site by keyboard as somebody; no act may have lost the focus when the test ends."""
    used: list[Keyboard] = []

    def sit_down(user=None, **options: object) -> Keyboard:
        used.append(Keyboard(open_as(user, **options)))
        return used[-1]

    yield sit_down
    assert used
    assert all(one.acts for one in used)
    assert [loss for one in used for loss in one.lost] == []


def test_a_student_signs_in_opens_a_lesson_and_answers_questions_of_every_kind(
    sit_down: SitDown, amira, halves: Course
):
    lesson = make_every_kind(halves)
    keys = sit_down()
    page = keys.page
    keys.open("/accounts/login/")
    keys.to("#id_username")
    keys.type("amira")
    keys.press("Tab")
    keys.type("pass-for-tests")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.open("/learn/")
    keys.follow("a[href*='every-kind']", "/every-kind/")
    for kind in SPECS:
        keys.go_on()
        expect(page.locator("#step-title")).to_have_text(f"Ask: {kind}")
        question = Question.objects.get(step__lesson=lesson, kind=kind)
        for _ in question.hints:
            keys.do(f"#hint-{question.pk}")
        expect(page.locator(".hints > li")).to_have_count(len(question.hints))
        keys.open(page.url)
        answer(keys, question, rightly=False)
        expect(page.locator(f"#feedback-{question.pk} .not-yet")).to_be_visible()
        answer(keys, question, rightly=True)
        expect(page.locator(f"#feedback-{question.pk} .right")).to_be_visible()
    keys.do("#back")
    keys.do("#step-list summary")
    keys.press("Escape")
    keys.do(".return a")
    keys.go_on()
    keys.go_on()
    expect(page.locator("h1")).to_contain_text("That was")
    keys.follow("main .button", "/learn/")


def test_help_comes_is_judged_folded_undone_and_shown_again(sit_down: SitDown, amira, sitting, make_rule):
    make_rule("said.lost", enter=1, effects=["visual", "easier"])
    keys = sit_down(amira)
    page = keys.page
    keys.open(f"/sittings/{sitting.pk}/steps/1/")
    keys.do("#say-lost")
    expect(page.locator("section.adaptation")).to_be_visible()
    page.wait_for_timeout(600)
    keys.settle("help has come")
    for press in ("button[id^=helped]", "button[id^=not-helped]", ".why summary", "button[id^=undo]"):
        keys.do(f".adaptation {press}")
    keys.do(".adaptation button[id^=again]")
    expect(page.locator(".adaptation.shown")).to_be_visible()
    keys.do("#how > summary")
    keys.do("#say-bored")
    keys.go_on()
    question = Question.objects.get(step__lesson=sitting.lesson)
    answer(keys, question, rightly=False)
    keys.do(f"#hint-{question.pk}")
    keys.do(f"#hint-{question.pk}")
    keys.go_on()
    keys.go_on()
    expect(page.locator("h1")).to_contain_text("1 question is open")
    keys.do("button[id^=leave]")
    expect(page.locator("h1")).to_contain_text("That was")


@pytest.mark.parametrize(("press", "state"), [("accept", "shown"), ("decline", "undone")])
def test_help_is_offered(sit_down: SitDown, amira, sitting, make_rule, press, state):
    make_rule("said.lost", enter=1, effects=["visual"], mode="offer")
    keys = sit_down(amira)
    keys.open(f"/sittings/{sitting.pk}/steps/1/")
    keys.do("#say-lost")
    expect(keys.page.locator(".adaptation.offered")).to_be_visible()
    keys.page.wait_for_timeout(600)
    keys.do(f".adaptation button[id^={press}]")
    expect(keys.page.locator(f".adaptation.{state}")).to_be_visible()


def test_what_a_class_does_reaches_a_student_who_keeps_the_place(
    sit_down: SitDown, tariq, amira, ben, classroom: Classroom, lesson
):
    teacher, student = sit_down(tariq), sit_down(amira, viewport=PHONE)
    teacher.open(f"/teach/{classroom.pk}/")
    teacher.to("[name=pacing]")
    teacher.press("ArrowDown")
    teacher.follow(".class-dock .big", f"/teach/{classroom.pk}/")
    student.open("/learn/halves/a-half/")
    student.do("#hand-button")
    expect(teacher.page.locator("#class-needs")).to_contain_text("Hand up")
    teacher.do("button[id^=lower]")
    expect(student.page.locator("#hand-button")).to_have_text("Raise your hand")
    student.settle("the hand was lowered")
    teacher.do("#next-step")
    expect(student.page.locator("#step")).to_have_attribute("data-number", "2")
    student.settle("led on")
    student.to("input[type=text]")
    student.type("3")
    teacher.do("#pause-all")
    expect(student.page.locator("#class-bar")).to_contain_text("paused the lesson")
    student.settle("paused")
    expect(teacher.page.locator("#pause-all")).to_contain_text("Go on")
    teacher.do("#pause-all")
    expect(student.page.locator("input[type=text]")).to_be_enabled()
    student.settle("the lesson goes on")
    expect(student.page.locator("input[type=text]")).to_be_focused()
    teacher.do("#class-more")
    teacher.to("#tell")
    teacher.type("Five minutes.")
    teacher.press("Enter")
    expect(student.page.locator("#class-bar")).to_contain_text("Five minutes.")
    teacher.do("#take-word-back")
    teacher.do("#next-step")
    student.follow("#follow", "/steps/3/")
    expect(student.page.locator("#step")).to_have_attribute("data-number", "3")
    teacher.follow("#to-groups", "/boards/")
    teacher.follow("#prompt-start button", "/boards/")
    expect(student.page.locator("#group-words")).to_be_visible()
    student.settle("a group prompt has come")
    student.to("#group-words")
    student.type("Two of them.")
    student.press("Enter")
    expect(teacher.page.locator(".post")).to_contain_text("Two of them.")
    teacher.settle("a note has come")
    student.to("#group-words")
    teacher.do("button[id^=remove]")
    expect(student.page.locator(".post")).to_contain_text("took this note away")
    student.settle("a note was removed")
    teacher.do("#boards-more")
    teacher.do("#more-time button")
    teacher.do("#call-time")
    expect(student.page.locator("#group-words")).to_have_count(0)
    student.settle("time is up")
    teacher.follow("#close-prompt", f"/teach/{classroom.pk}/")
    expect(student.page.locator("#group-card")).to_be_hidden()
    student.settle("the boards were closed")
    teacher.open(f"/teach/{classroom.pk}/")
    student.to("#hand-button")
    teacher.do("#end-session summary")
    teacher.follow("#end-session form button", "/reports/")
    expect(student.page.locator("#class-bar")).to_be_hidden()
    student.settle("the session has ended")


def test_choices_and_a_camera_that_is_not_there(sit_down: SitDown, amira, sitting):
    keys = sit_down(amira)
    keys.open("/choices/")
    keys.follow("#camera button[value=give]", "/")
    keys.open(f"/sittings/{sitting.pk}/steps/1/")
    keys.do("#camera-switch", "Space")
    expect(keys.page.locator("#camera-status")).to_be_visible()
    keys.do("#camera-switch", "Space")
    keys.open("/you/erase/")
    keys.to("#sure")
    keys.type("no")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.to("#sure")


def test_a_camera_is_switched_on_and_off(sit_down: SitDown, amira, sitting, camera_file):
    give_consent(amira)
    keys = sit_down(amira, camera=camera_file("empty"))
    keys.open(f"/sittings/{sitting.pk}/steps/1/")
    keys.do("#camera-switch", "Space")
    expect(keys.page.locator("#camera-switch")).to_have_attribute("aria-checked", "true")
    expect(keys.page.locator("#camera-estimate")).to_be_visible(timeout=30_000)
    keys.do("#camera-estimate summary")
    keys.page.evaluate("document.getElementById('camera-switch').click()")
    keys.settle("switched off from elsewhere, while the focus is in the card")


def test_practice(sit_down: SitDown, amira, halves: Course):
    lesson = make_every_kind(halves)
    question = Question.objects.get(step__lesson=lesson, kind="single")
    skill = question.skills.get()
    have_rested(amira, question)
    keys = sit_down(amira)
    keys.open(f"/practise/{skill.pk}/")
    asked = Question.objects.get(pk=int(keys.page.locator(".question").get_attribute("id").split("-")[1]))
    answer(keys, asked, rightly=False)
    answer(keys, asked, rightly=True)
    expect(keys.page.locator(".outcome")).to_be_visible()


def test_a_teacher_opens_reports_and_looks_after_people(sit_down: SitDown, tariq, classroom, hold_session):
    held = hold_session(students=6, lost=4)
    keys = sit_down(tariq)
    keys.open("/teach/")
    for page in (f"/teach/{classroom.pk}/reports/{held.pk}/", f"/teach/{classroom.pk}/people/", "/teach/"):
        keys.open(page)
        for fold in keys.page.locator("main details:not(details details) > summary").all()[:6]:
            fold.focus()
            keys.press("Enter")
            keys.press("Enter")


def test_an_author_edits_a_course(sit_down: SitDown, noor, halves: Course):
    step = Step.objects.get(slug="turn")
    keys = sit_down(noor)
    keys.open("/admin/content/course/")
    keys.open(f"/admin/content/step/{step.pk}/change/")
    keys.do("#questions-group .fold")
    keys.do("#questions-group .is-folded .fold")
    keys.do("[data-row-do=add]")
    keys.do("#questions-group [data-row-do=remove]")
    keys.do("#questions-group .row-removed button")
    keys.do("#questions-group [data-row-do=down]")
    keys.do("#questions-group [data-remove-row]")
    keys.do("#questions-group [data-undo-row]")
    keys.to("[name=questions-1-kind]")
    keys.type("Pick all")
    keys.settle("another kind")
    keys.do("#questions-group .add-row a, #questions-group a.add-row, #questions-group .add-row button")
