"""Pages in eight languages: no fault that axe finds, and a whole lesson in Arabic by keyboard on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from content.models import Question
from tests.e2e.answering import answer
from tests.e2e.every_kind import make_every_kind
from tests.e2e.keyboard import Keyboard
from tests.e2e.looks import is_wider_than_its_window
from tests.e2e.pages import PHONE, OpenAs, speak, wait_for_rest
from tests.e2e.places import KEY_PLACES, make_places
from tutor.models import Answer, Sitting
from tutor.services.sittings import open_sitting

# All pages from the right, and with long words; of the others the key ones. English: test_looks.py.
WHOLE = ("ar", "de")
OTHERS = tuple(code for code, _ in settings.LANGUAGES if code not in (*WHOLE, "en-gb"))
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
IS_ARABIC = "document.documentElement.lang === 'ar' && getComputedStyle(document.body).direction === 'rtl'"


def faults_of(page: Page, where: str) -> list[str]:
    # What is no more than good practice is unfold's affair in the admin.
    options = {"runOnly": {"type": "tag", "values": CRITERIA}} if "/admin/" in page.url else {}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{where}: {fault['id']} at {node['target']}" for fault in found for node in fault["nodes"]]


@pytest.fixture
def places(classroom, lesson, hold_session):
    return make_places(classroom, lesson.course, hold_session(students=6, lost=4), state="running")


@pytest.mark.timeout(900)  # Sixty pages, on whatever machine.
def test_axe_finds_no_fault_in_any_language(open_as: OpenAs, server, places):
    faults: list[str] = []
    seen: set[str] = set()
    pages: dict[object, Page] = {}
    for place in places:
        if place.user not in pages:
            pages[place.user] = open_as(place.user, bypass_csp=True, reduced_motion="reduce")
        page = pages[place.user]
        for code in (*WHOLE, *OTHERS):
            if code in OTHERS and place.name not in KEY_PLACES:
                continue
            speak(page, server.url, code)
            page.goto(place.path)
            spoken = page.evaluate("document.documentElement.lang").lower()
            assert spoken == code, f"{place.name} speaks {spoken}"
            seen.add(code)
            faults += faults_of(page, f"{place.name} in {code}")
    assert not faults, "\n".join(faults)
    assert seen == {*WHOLE, *OTHERS}


def test_a_lesson_in_arabic_is_taken_on_a_phone_by_keyboard(open_as: OpenAs, server, amira, lesson):
    made = make_every_kind(lesson.course)
    keys = Keyboard(open_as(amira, viewport=PHONE))
    page = keys.page
    speak(page, server.url, "ar")
    keys.open("/learn/")
    keys.follow("a[href*='every-kind']", "/every-kind/")
    assert page.evaluate(IS_ARABIC)
    asked = list(Question.objects.filter(step__lesson=made).order_by("position"))
    for question in asked:
        keys.go_on()
        expect(page.locator(f"#question-{question.pk}")).to_be_visible()
        assert not is_wider_than_its_window(page)
        answer(keys, question, rightly=True)
        right = page.locator(f"#feedback-{question.pk} [data-verdict]")
        expect(right).to_be_focused()
        expect(right).to_have_text("صحيح.")
    keys.do("#how > summary")
    keys.do("#say-got-it")
    keys.go_on()
    keys.go_on()
    expect(page.locator("#step.finished h1")).to_be_focused()
    assert page.evaluate(IS_ARABIC)
    assert keys.lost == []
    wait_for_rest(page)
    assert Sitting.objects.get(lesson=made).finished_at
    assert Answer.objects.filter(is_correct=True).count() == len(asked) == 9


@pytest.mark.parametrize(("kind", "direction"), [("text", "rtl"), ("number", "ltr"), ("expression", "ltr")])
def test_words_are_typed_from_the_right_in_arabic_and_mathematics_from_the_left(
    open_as: OpenAs, server, amira, lesson, kind, direction
):
    question = Question.objects.get(step__lesson=make_every_kind(lesson.course), kind=kind)
    sitting = open_sitting(student=amira, lesson=question.step.lesson)
    page = open_as(amira, viewport=PHONE)
    speak(page, server.url, "ar")
    page.goto(f"/sittings/{sitting.pk}/steps/{question.step.position}/")
    box = page.locator(f"#{kind}-{question.pk}")
    assert box.evaluate("(box) => getComputedStyle(box).direction") == direction


def test_scripts_of_an_authors_forms_speak_the_pages_language(open_as: OpenAs, server, noor, lesson):
    """Forms of Django's admin put an object of theirs in the place of `django`, where its catalogues are."""
    step = make_every_kind(lesson.course, a_step_each=False).steps.get(position=2)
    page = open_as(noor)
    speak(page, server.url, "de")
    page.goto(f"/admin/content/step/{step.pk}/change/")
    expect(page.get_by_role("button", name="Alle aufklappen")).to_be_visible()
    card = page.locator(".form-group", has=page.locator("[name=questions-0-DELETE]"))
    card.locator("[data-remove-row]").press("Enter")
    expect(card).to_contain_text("Wird beim Speichern entfernt.")
    expect(card.get_by_role("button", name="Rückgängig")).to_be_focused()
