"""Help opens beneath what gave rise to it, older help folds to a line, and no reader's place moves."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Question, Variant
from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest, wait_until

QUESTIONS = 4
LISTEN = """window.said = [];
new MutationObserver(() => announcer.textContent && said.push(announcer.textContent))
  .observe(announcer, {childList: true});"""
COVERED = """[...document.querySelectorAll('.adaptation button, .adaptation summary')].filter((part) => {
  const box = part.getBoundingClientRect();
  if (!box.height || box.top < 0 || box.bottom > innerHeight) return false;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !part.contains(top) && !top?.closest('.dock, .site-head');
}).map((part) => part.textContent)"""


@pytest.fixture
def step(lesson):
    """A long step: a text, four questions far apart, and help of four kinds."""
    step = lesson.steps.get(slug="ask")
    step.body = "Read this first.\n\n" * 12
    step.save()
    step.variants.update(title="Eight dots in two rows, and a long name for a small picture")
    first = step.questions.get()
    for number in range(1, QUESTIONS):
        Question.objects.create(
            step=step,
            slug=f"q{number}",
            position=number + 1,
            kind="number",
            prompt="Think of the picture before.\n\n" * 6 + f"Half of {number}8?",
            spec=first.spec,
        )
    for place, kind in enumerate(("easier", "worked_example", "hint"), start=1):
        Variant.objects.create(
            step=step, kind=kind, title=f"The {kind}", body="One line.\n\n" * 8, position=place
        )
    return step


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request, open_as: OpenAs, amira, sitting, step, make_rule) -> Page:
    make_rule("behaviour.wrong_in_row", enter=1, effects=["visual"])
    make_rule("said.lost", enter=1, effects=["visual", "easier", "worked_example"], priority=9)
    page = open_as(amira, viewport=request.param)
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    page.evaluate(LISTEN)
    return page


def question(page: Page, number: int):
    return page.locator(".question").nth(number)


def answer(page: Page, number: int, text: str = "7") -> None:
    form = question(page, number)
    form.locator("input[name=number]").fill(text)
    form.locator("button:has-text('Check')").click()
    expect(form.locator(".feedback")).to_be_visible()


def top_of(locator) -> float:
    return locator.evaluate("(element) => element.getBoundingClientRect().top")


def bottom_of(locator) -> float:
    return locator.evaluate("(element) => element.getBoundingClientRect().bottom")


def test_help_opens_beneath_the_question_that_was_answered(page):
    third = question(page, 2)
    third.locator("input[name=number]").scroll_into_view_if_needed()
    answer(page, 2)
    card = page.locator(".adaptation")
    expect(card).to_contain_text("Two rows of four.")
    wait_for_rest(page)
    assert 0 <= top_of(card) - bottom_of(third) < 80
    page.reload()
    wait_for_rest(page)
    assert 0 <= top_of(card) - bottom_of(third) < 80


@pytest.fixture
def help_all(open_as, tariq, classroom):
    """Let the teacher show one kind of help to everyone."""
    teacher = open_as(tariq)
    teacher.goto(f"/teach/{classroom.pk}/")
    url = f"/teach/{classroom.pk}/act/"
    return lambda kind: teacher.evaluate(f"htmx.ajax('POST', '{url}', {{values: {{action: '{kind}'}}}})")


WATCH = """window.most = 0;
const watched = document.querySelectorAll('.question')[%d], before = watched.getBoundingClientRect().top;
const look = () => {
  window.most = Math.max(window.most, Math.abs(watched.getBoundingClientRect().top - before));
  requestAnimationFrame(look);
};
look();"""


def test_the_question_in_use_stays_where_it_is_while_help_comes_and_older_help_folds(page, help_all):
    answer(page, 1)
    expect(page.locator(".adaptation details.leaf[open]")).to_have_count(1)
    wait_for_rest(page)
    question(page, 2).locator("input[name=number]").click()
    wait_for_rest(page)
    page.evaluate(WATCH % 2)
    help_all("easier")
    expect(page.locator(".adaptation")).to_have_count(2)
    wait_for_rest(page)
    assert page.evaluate("window.most") <= 2
    expect(page.locator(".adaptation details.leaf[open]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    folded = page.locator(".adaptation details.leaf:not([open])")
    assert folded.locator("> summary").is_visible()
    assert folded.evaluate("(leaf) => leaf.offsetHeight") < 62
    folded.locator("> summary").click()
    expect(page.locator(".adaptation details.leaf[open]")).to_have_count(2)


def test_after_a_tap_nothing_covers_what_the_help_offers(page):
    question(page, 3).locator("input[name=number]").click()
    page.click("#say-lost")
    card = page.locator(".adaptation")
    expect(card).to_contain_text("Two rows of four.")
    expect(card).to_be_focused()
    wait_for_rest(page)
    wait_until(page, lambda: page.evaluate(COVERED), [])
    for button in ("Helped", "Go back"):
        card.locator("button", has_text=button).first.click(trial=True, timeout=3000)


def test_help_above_moves_nothing_and_the_way_to_it_stands_in_the_dock(page, help_all):
    field = question(page, QUESTIONS - 1).locator("input[name=number]")
    field.fill("1")
    wait_for_rest(page)
    page.evaluate(WATCH % (QUESTIONS - 1))
    help_all("easier")
    card = page.locator(".adaptation")
    expect(card).to_have_count(1)
    way = page.locator(".dock button", has_text="Another way to see it ↑")
    expect(way).to_be_visible()
    new_above = "said.filter((words) => words.startsWith('New above')).length"
    wait_until(page, lambda: page.evaluate(new_above), 1)
    wait_for_rest(page)
    assert page.evaluate("window.most") <= 2
    assert page.evaluate(new_above) == 1
    way.click()
    expect(card).to_be_focused()
    expect(way).to_have_count(0)
    expect(field).to_have_value("1")
