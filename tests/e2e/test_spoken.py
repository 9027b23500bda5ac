"""What a screen reader is given: names, roles, landmarks, headings in order, and news that is said once."""

from collections import Counter
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from content.models import Question
from tests.e2e.answering import answer
from tests.e2e.every_kind import make_every_kind
from tests.e2e.keyboard import Keyboard
from tests.e2e.pages import OpenAs, wait_for_rest
from tests.e2e.places import make_places
from tutor.services.sittings import open_sitting

PRESSED = {"button", "link", "textbox", "checkbox", "radio", "combobox", "switch", "slider", "spinbutton"}
NAMED = PRESSED | {"img", "image", "figure", "region", "navigation", "complementary", "radiogroup", "dialog"}
# Whatever a live region comes to hold, one line each; a region that comes with its words counts as well.
LISTEN = """() => {
  window.heard = [];
  const chosen = "[role=status], [role=alert], [role=log], [aria-live]";
  const wordsOf = (region) => region.textContent.replace(/\\s+/g, " ").trim();
  const hear = (region) => wordsOf(region) && heard.push(wordsOf(region));
  new MutationObserver((changes) => {
    const regions = new Set();
    for (const { target, addedNodes } of changes) {
      const place = target.nodeType === 3 ? target.parentElement : target;
      if (place?.closest(chosen)) regions.add(place.closest(chosen));
      for (const one of addedNodes) {
        if (one.nodeType !== 1) continue;
        if (one.matches(chosen)) regions.add(one);
        one.querySelectorAll(chosen).forEach((part) => regions.add(part));
      }
    }
    regions.forEach(hear);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => Number(one.tagName[1]))"""


def tree_of(page: Page) -> list[tuple[str, str]]:
    """Return role and name of all that assistive technology is given."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"]
    ]


@pytest.fixture
def places(classroom, lesson, hold_session):
    held = hold_session(students=6, lost=4)
    return make_places(classroom, lesson.course, held, state="running")


@pytest.mark.timeout(600)
def test_everything_has_a_name_landmarks_stand_once_and_headings_are_in_order(open_as: OpenAs, places):
    faults, seen = [], 0
    pages: dict[object, Page] = {}
    for place in places:
        # unfold draws the admin, and the code to join fills a screen of its own.
        if place.path.startswith("/admin/") or place.name == "code":
            continue
        if place.user not in pages:
            pages[place.user] = open_as(place.user)
        page = pages[place.user]
        page.goto(place.path)
        wait_for_rest(page)
        tree = tree_of(page)
        seen += len(tree)
        faults += [
            f"{place.name}: a {role} without a name" for role, name in tree if role in NAMED and not name
        ]
        landmarks = Counter(role for role, _ in tree if role in ("banner", "main", "contentinfo"))
        if landmarks != {"banner": 1, "main": 1, "contentinfo": 1}:
            faults.append(f"{place.name}: {landmarks}")
        levels = page.evaluate(LEVELS)
        jumps = [(one, other) for one, other in pairwise(levels) if other > one + 1]
        if levels.count(1) != 1 or levels[0] != 1 or jumps:
            faults.append(f"{place.name}: headings {levels}")
        regions = Counter(name for role, name in tree if role in ("navigation", "region", "complementary"))
        faults += [f"{place.name}: two parts called {name}" for name, count in regions.items() if count > 1]
    assert not faults, "\n".join(faults)
    assert seen > 1000


def heard(page: Page) -> list[str]:
    wait_for_rest(page)
    page.wait_for_timeout(300)
    # Said where a machine is slow (busy.js).
    return [line for line in page.evaluate("heard.splice(0)") if line != "Still on its way."]


def once(page: Page, words: str) -> None:
    said = [line for line in heard(page) if words in line]
    assert len(said) == 1, said


def test_an_answer_and_a_hint_are_heard_once(open_as: OpenAs, amira, lesson):
    made = make_every_kind(lesson.course, a_step_each=False)
    sitting = open_sitting(student=amira, lesson=made)
    keys = Keyboard(open_as(amira))
    page = keys.page
    keys.open(f"/sittings/{sitting.pk}/steps/2/")
    page.evaluate(LISTEN)
    question = Question.objects.get(step__lesson=made, kind="single")
    keys.do(f"#hint-{question.pk}")
    once(page, "Equal parts.")
    keys.do(f"#hint-{question.pk}")
    said = heard(page)
    assert [line for line in said if "Equal parts." in line] == []
    assert len([line for line in said if "Four of them." in line]) == 1
    answer(keys, question, rightly=False)
    said = heard(page)
    assert len([line for line in said if "Not yet." in line]) == 1
    assert [line for line in said if "Four of them." in line] == []
    answer(keys, question, rightly=True)
    expect(page.locator("[data-verdict]")).to_be_focused()
    assert heard(page) == []
    number = Question.objects.get(step__lesson=made, kind="number")
    keys.do(f"#check-{number.pk}")
    assert len([line for line in heard(page) if line]) == 1


def test_help_that_comes_unasked_and_the_class_are_heard_once(
    open_as: OpenAs, tariq, amira, classroom, lesson, make_rule
):
    make_rule("behaviour.wrong_in_row", enter=1, effects=["visual"])
    teacher, keys = open_as(tariq), Keyboard(open_as(amira))
    teacher.goto(f"/teach/{classroom.pk}/")
    teacher.click("button:has-text('Begin a lesson')")
    page = keys.page
    keys.open("/learn/halves/a-half/")
    keys.go_on()
    page.evaluate(LISTEN)
    answer(keys, Question.objects.get(step__lesson=lesson), rightly=False)
    expect(page.locator("section.adaptation")).to_be_visible()
    once(page, "New below")
    teacher.click("#pause-all")
    expect(page.locator("#class-bar")).to_contain_text("has paused")
    once(page, "has paused the lesson")
    keys.do("#hand-button")
    assert [line for line in heard(page) if "paused" in line] == []
