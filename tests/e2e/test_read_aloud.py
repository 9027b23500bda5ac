"""Reading aloud: sentence by sentence, by the device's own voice, switched on by whoever wants it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.e2e.console import watched
from tests.e2e.every_kind import make_every_kind
from tests.e2e.looks import is_wider_than_its_window, photograph
from tests.e2e.pages import PHONE, OpenAs, wait_for_rest, wait_until
from tests.e2e.voice import OWN, give_voice, marked, spoken
from tutor.services import pretests
from tutor.services.sittings import open_sitting
from tutor.services.teaching import sessions

TEXT = "A half is $\\frac{1}{2}$ of a whole. Is $x^2$ a half? No.\n\n- One of two\n- Three of six\n"
SAID = [
    *("What a half is", "A half is one half of a whole.", "Is x squared a half?", "No."),
    *("One of two", "Three of six"),
]
PROMPT = "Half of eight?"
LACKING = "no voice of its own for this language: British English"
LEFT = "performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin))"
BEYOND = """[...document.querySelectorAll('.site-head *')].filter((part) => part.offsetWidth)
  .filter((part) => part.getBoundingClientRect().right > innerWidth).length"""


@pytest.fixture
def open_step(open_as: OpenAs, amira, sitting):
    """Open a step with a voice, reading aloud switched on."""

    def open_page(number: int = 1, *, voices=OWN, lang: str = "en", **options: object) -> Page:
        page = open_as(amira, locale=lang, **options)
        page.complaints = watched(page)
        give_voice(page, voices)
        page.goto(f"/sittings/{sitting.pk}/steps/{number}/")
        page.locator("#aloud-switch").click()
        expect(page.locator(".aloud-player")).to_be_visible()
        return page

    sitting.lesson.steps.filter(position=1).update(body=TEXT)
    return open_page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def wait_for_words(page: Page, words: list[str]) -> None:
    wait_until(page, lambda: spoken(page), words)


def test_it_is_off_and_costs_a_page_nothing_until_it_is_switched_on_and_stays_on(open_as, amira, sitting):
    page = open_as(amira)
    give_voice(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/sittings/{sitting.pk}/steps/1/")
    switch = page.get_by_role("switch", name="Read aloud")
    expect(switch).not_to_be_checked()
    wait_for_rest(page)
    assert [url.rsplit("/", 1)[1] for url in asked if "aloud" in url] == ["aloud.js", "kept.js"]
    expect(page.locator(".listen")).to_have_count(0)
    switch.click()
    expect(page.get_by_role("button", name="Listen to this text")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Listen to this text")).to_be_visible()
    expect(switch).to_be_checked()
    switch.click()
    expect(page.locator(".listen, .aloud-player")).to_have_count(0)


def test_a_step_is_read_sentence_by_sentence_and_each_is_marked(open_step):
    page = open_step()
    press(page, "Read from here")
    marks = []
    for count in range(1, len(SAID) + 1):
        wait_for_words(page, SAID[:count])
        marks.append(marked(page))
        page.evaluate("finish()")
    assert marks == ["What a half is", "A half is 12 of a whole.", "Is x2 a half?", "No.", *SAID[4:]]
    expect(page.get_by_role("button", name="Stop reading")).to_be_hidden()
    assert marked(page) == ""
    assert {one["voice"] for one in page.evaluate("spoken")} == {"Ann"}
    assert not page.complaints


def test_the_keyboard_alone_pauses_goes_back_and_on_and_stops(open_step):
    page = open_step()
    page.locator("#aloud-switch").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Read from here")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for_words(page, SAID[:1])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait_for_words(page, SAID[:3])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go on reading")).to_be_focused()
    assert not page.evaluate("speechSynthesis.speaking")
    page.keyboard.press("Enter")
    wait_for_words(page, [*SAID[:3], SAID[2]])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    wait_for_words(page, [*SAID[:3], SAID[2], SAID[1]])
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Read from here")).to_be_focused()
    assert not page.evaluate("speechSynthesis.speaking")


def test_the_pace_is_kept_and_long_sentences_are_said_in_breaths(open_step, sitting):
    long = "Think of " + ", ".join(["one half of the cake"] * 12) + "."
    sitting.lesson.steps.filter(position=1).update(body=long)
    page = open_step()
    page.get_by_label("How it is read").click()
    page.get_by_label("Speed").select_option("slow")
    page.reload()
    press(page, "Listen to this text")
    page.evaluate("window.pace = 10; finish()")
    expect(page.get_by_role("button", name="Stop reading")).to_be_hidden()
    said = page.evaluate("spoken")
    assert " ".join(one["text"] for one in said) == long
    assert {one["rate"] for one in said} == {0.8}
    assert max(len(one["text"]) for one in said) <= 112


@pytest.mark.parametrize("voices", [[], [{"name": "Far", "lang": "en-US", "localService": False}], OWN[1:]])
def test_without_a_voice_of_the_device_it_says_so_and_how_to_get_one(open_step, voices):
    page = open_step(voices=voices)
    press(page, "Read from here")
    note = page.get_by_role("status").filter(has_text=LACKING)
    expect(note).to_contain_text("speech-dispatcher and espeak-ng", timeout=15_000)
    expect(note).to_be_visible()
    assert spoken(page) == []


def test_a_page_in_spanish_speaks_spanish_and_its_formulas_too(open_step):
    page = open_step(lang="es")
    page.evaluate("document.querySelectorAll('#step [lang]').forEach((text) => { text.lang = 'es'; })")
    press(page, "Leer desde aquí")
    page.evaluate("window.pace = 10; finish()")
    wait_until(page, lambda: len(spoken(page)), len(SAID))
    assert spoken(page)[1] == "A half is un medio of a whole."
    assert {(one["voice"], one["lang"]) for one in page.evaluate("spoken")} == {("Ana", "es-ES")}


def test_nothing_leaves_the_device_while_it_reads(open_step, server):
    page = open_step()
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    press(page, "Read from here")
    page.evaluate("window.pace = 10; finish()")
    wait_for_words(page, SAID)
    wait_for_rest(page)
    assert asked == []
    assert page.evaluate(LEFT) == []


def test_sending_an_answer_falls_silent_and_what_came_of_it_waits_to_be_asked_for(open_step):
    page = open_step(2)
    press(page, "Listen to this question")
    wait_for_words(page, [PROMPT])
    page.fill("[name=number][type=text]", "3")
    press(page, "Check")
    expect(page.locator(".feedback.not-yet")).to_be_visible()
    wait_for_rest(page)
    assert not page.evaluate("speechSynthesis.speaking")
    assert spoken(page) == [PROMPT]
    press(page, "Listen to what came of the answer")
    wait_for_words(page, [PROMPT, "Not yet."])


def test_new_help_is_read_to_whoever_asked_for_that(open_step):
    page = open_step(2)
    page.get_by_label("How it is read").click()
    page.get_by_label("Read new help by itself").check()
    page.fill("[name=number][type=text]", "3")
    press(page, "Check")
    wait_for_words(page, ["Not yet."])
    page.evaluate("window.pace = 10; finish()")
    wait_until(page, lambda: spoken(page)[1:], ["Try once more."])
    page.evaluate("spoken.length = 0")
    press(page, "Hint")
    wait_until(page, lambda: spoken(page)[:1], ["Hint 1"])


def test_it_pauses_when_nobody_looks_and_when_the_teacher_pauses_the_class(
    open_as, open_step, tariq, classroom, lesson
):
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    teacher = open_as(tariq)
    teacher.goto(f"/teach/{classroom.pk}/")
    page = open_step()
    press(page, "Read from here")
    wait_for_words(page, SAID[:1])
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    press(page, "Go on reading")
    wait_for_words(page, [SAID[0], SAID[0]])
    press(teacher, "Pause everyone")
    expect(page.get_by_role("button", name="Go on reading")).to_be_visible()
    assert not page.evaluate("speechSynthesis.speaking")


def test_on_a_phone_head_and_dock_stay_within_a_fifth_while_it_reads(open_step):
    page = open_step(viewport=PHONE, has_touch=True)
    press(page, "Read from here")
    expect(page.get_by_role("button", name="Stop reading")).to_be_in_viewport()
    height = "(name) => document.querySelector(name).getBoundingClientRect().height"
    taken = page.evaluate(height, ".site-head") + page.evaluate(height, ".dock")
    assert taken <= PHONE["height"] / 5
    assert page.evaluate(BEYOND) == 0


@pytest.mark.parametrize("lang", ["en", "fr", "de"])
def test_the_head_fits_a_phone_in_wide_letters(open_step, amira, lang):
    amira.legibility = "lexend spaced"
    amira.save()
    page = open_step(lang=lang, viewport=PHONE, voices=[*OWN, {"name": "Zoé", "lang": "fr-FR"}])
    wait_for_rest(page)
    assert page.evaluate(BEYOND) == 0


def test_leaving_the_page_falls_silent(open_step):
    page = open_step()
    page.evaluate("speechSynthesis.cancel = () => sessionStorage.setItem('silent', 'yes')")
    press(page, "Read from here")
    wait_for_words(page, SAID[:1])
    page.goto("/learn/")
    assert page.evaluate("sessionStorage.getItem('silent')") == "yes"


def test_a_pre_test_reads_its_questions_too(open_as, amira, demo_course):
    demo_course.pretest_questions = 12
    demo_course.save()
    pretests.start_pretest(student=amira, course=demo_course)
    page = open_as(amira, viewport=PHONE)
    page.complaints = watched(page)
    give_voice(page)
    page.goto(reverse("tutor:pretest", args=[demo_course.slug]))
    page.get_by_role("switch", name="Read aloud").click()
    press(page, "Listen to this question")
    prompt = page.locator(".question .prompt").text_content()
    wait_until(page, lambda: spoken(page)[0][:12], prompt.strip()[:12])
    photograph(page, "pretest-read-aloud")
    assert not is_wider_than_its_window(page)
    assert not page.complaints


def test_a_question_of_practice_is_read_too(open_as, amira, lesson):
    made = make_every_kind(lesson.course, a_step_each=False)
    page = open_as(amira)
    give_voice(page)
    page.goto(f"/sittings/{open_sitting(student=amira, lesson=made).pk}/steps/2/")
    page.goto(f"/practise/{lesson.course.skills.get(slug='quarter').pk}/")
    page.locator("#aloud-switch").click()
    press(page, "Listen to this question")
    wait_for_words(page, [page.locator(".question .prose").first.inner_text().strip()])
