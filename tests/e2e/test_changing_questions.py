"""Numbers that change and hints that ask, in a real browser: by keyboard, without JavaScript, previewed."""

import re

import pytest
from playwright.sync_api import Page, expect

from content.models import Question
from content.questions.variables import draw_values
from tests.e2e.looks import photograph
from tests.e2e.pages import PHONE, wait_for_rest, wait_until
from tutor.domain.versions import seed_of
from tutor.models import Answer, HintAnswer, HintUse

HINTS = [
    "Write both over ${{d}}$.",
    {
        "text": "First the ${{a}}$.",
        "question": {
            "kind": "number",
            "prompt": "How many parts of $\\frac{1}{{d}}$ are in ${{a}}$?",
            "answer": "{{a * d}}",
            "wrong": [{"value": "{{a + d}}", "feedback": "Multiply: ${{a}} \\cdot {{d}}$."}],
            "feedback_right": "Yes, ${{a}} = \\frac{{a * d}}{{d}}$.",
        },
    },
    {
        "text": "And now?",
        "question": {
            "kind": "single",
            "keep_order": True,
            "choices": [
                {"text": "$\\frac{{a * d + 1}}{{d}}$", "correct": True},
                {"text": "$\\frac{{a + 1}}{{d}}$", "feedback": "The ${{a}}$ is still a whole number."},
            ],
        },
    },
]


@pytest.fixture
def question(lesson):
    question = Question.objects.get(step__lesson=lesson)
    question.prompt = "What is ${{a}} + \\frac{1}{{d}}$?"
    question.variables = {"a": "2..9", "d": "3..9", "where": ["a != d"]}
    question.spec = {"answer": "{{a + 1/d}}", "feedback_right": "${{a}}\\frac{1}{{d}}$ it is."}
    question.hints = HINTS
    question.save()
    return question


@pytest.fixture
def values(question, sitting):
    seed = seed_of(sitting=sitting.pk, question=question.pk, tries=0)
    return {name: int(value) for name, value in draw_values(question.variables, seed).items()}


def open_hints(page: Page, sitting, question, count: int) -> None:
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    for number in range(1, count + 1):
        page.click(f"#hint-{question.pk}")
        expect(page.locator(f"#rung-{question.pk}-{number}")).to_be_visible()
    wait_for_rest(page)


def test_a_hint_that_asks_is_answered_by_keyboard_and_the_question_after_it(
    open_as, amira, sitting, question, values
):
    page = open_as(amira, viewport=PHONE)
    a, d = values["a"], values["d"]
    open_hints(page, sitting, question, 2)
    page.fill(f"#number-{question.pk}", "17")
    rung = page.locator(f"#rung-{question.pk}-2")
    page.focus(f"#number-{question.pk}-hint-2")
    page.keyboard.type(str(a + d))
    page.keyboard.press("Enter")
    expect(rung.locator(".feedback.not-yet")).to_contain_text("Multiply")
    expect(page.locator(f"#number-{question.pk}")).to_have_value("17")
    page.fill(f"#number-{question.pk}-hint-2", str(a * d))
    page.keyboard.press("Enter")
    expect(rung.locator(".feedback.right")).to_contain_text("Yes,")
    expect(page.locator(f"#number-{question.pk}-hint-2")).to_be_disabled()
    wait_for_rest(page)
    assert page.evaluate("document.activeElement.id") == f"rung-{question.pk}-2"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == f"check-{question.pk}"
    page.fill(f"#number-{question.pk}", f"{a} 1/{d}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#question-{question.pk} > form .feedback.right")).to_be_visible()
    assert list(Answer.objects.values_list("is_correct", flat=True)) == [True]
    assert list(HintAnswer.objects.values_list("is_correct", flat=True)) == [False, True]


# Sends a form as soon as a swap has put it into the page, before the browser has anything else to do.
SEND_ON_ARRIVAL = """rung => {
  new MutationObserver((_, observer) => {
    const form = document.querySelector(`${rung} form:has(.feedback.not-yet)`);
    if (!form) return;
    observer.disconnect();
    form.requestSubmit();
  }).observe(document.body, { childList: true, subtree: true });
}"""


def test_an_answer_sent_the_moment_its_form_comes_back_does_not_load_the_page_anew(
    open_as, amira, sitting, question, values
):
    page = open_as(amira)
    open_hints(page, sitting, question, 2)
    sent: list[bool] = []
    page.on("request", lambda it: "/hints/2/answer/" in it.url and sent.append(it.is_navigation_request()))
    page.evaluate(SEND_ON_ARRIVAL, f"#rung-{question.pk}-2")
    page.fill(f"#number-{question.pk}-hint-2", str(values["a"] + values["d"]))
    page.keyboard.press("Enter")
    wait_until(page, lambda: sent, [False, False])


def test_hints_that_ask_look_right_everywhere(open_as, amira, sitting, question, values):
    page = open_as(amira)
    open_hints(page, sitting, question, 3)
    page.fill(f"#number-{question.pk}-hint-2", str(values["a"] * values["d"]))
    page.keyboard.press("Enter")
    expect(page.locator(f"#rung-{question.pk}-2 .feedback.right")).to_be_visible()
    page.locator(f"#rung-{question.pk}-3 input[type=radio]").nth(1).check()
    page.click(f"#check-{question.pk}-hint-3")
    expect(page.locator(f"#rung-{question.pk}-3 .feedback")).to_be_visible()
    assert photograph(page, "hints-that-ask") == []


def test_without_javascript_a_hint_is_answered_and_the_page_comes_back(
    open_as, amira, sitting, question, values
):
    page = open_as(amira, java_script_enabled=False)
    open_hints_plainly(page, sitting, question)
    page.fill(f"#number-{question.pk}-hint-2", "many")
    page.click(f"#check-{question.pk}-hint-2")
    expect(page.locator(f"#rung-{question.pk}-2 .errors")).to_contain_text("Type a number")
    page.fill(f"#number-{question.pk}-hint-2", str(values["a"] * values["d"]))
    page.click(f"#check-{question.pk}-hint-2")
    expect(page.locator(f"#rung-{question.pk}-2 .feedback.right")).to_be_visible()
    page.fill(f"#number-{question.pk}", f"{values['a']} 1/{values['d']}")
    page.click(f"#check-{question.pk}")
    expect(page.locator(f"#question-{question.pk} > form .feedback.right")).to_be_visible()
    assert HintUse.objects.count() == 2


def open_hints_plainly(page: Page, sitting, question) -> None:
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    for _ in range(2):
        page.click(f"#hint-{question.pk}")


def test_an_answer_within_a_hint_that_could_not_be_sent_goes_off_later(
    open_as, amira, sitting, question, values
):
    page = open_as(amira)
    open_hints(page, sitting, question, 2)
    page.route("**/hints/2/answer/", lambda route: route.abort())
    page.fill(f"#number-{question.pk}-hint-2", str(values["a"] * values["d"]))
    page.keyboard.press("Enter")
    expect(page.locator(".hint-question .unsent")).to_be_visible()
    page.unroute("**/hints/2/answer/")
    expect(page.locator(f"#rung-{question.pk}-2 .feedback.right")).to_be_visible(timeout=15000)
    assert HintAnswer.objects.count() == 1


def test_an_author_looks_at_one_version_after_another(open_as, noor, question):
    page = open_as(noor)
    page.goto(f"/admin/content/course/steps/{question.step_id}/preview/?all=yes")
    shown = set()
    for _ in range(3):
        expect(page.locator(".another-version")).to_contain_text(re.compile(r"a = \d, d = \d"))
        shown.add(page.locator(".another-version .soft").inner_text())
        page.click("text=Another one")
        page.wait_for_load_state()
    assert len(shown) == 3
    assert photograph(page, "another-version") == []
