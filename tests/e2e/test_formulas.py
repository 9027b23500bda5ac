"""Formulas as Chromium draws them on a phone: the served font, columns, rules, strikes and colours."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from content.models import Course, Step
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window
from tests.e2e.pages import PHONE, OpenAs, wait_for_rest
from tutor.models import User
from tutor.services.sittings import open_sitting

BODY = r"""
Inline $\frac12$, \(\sqrt{x^2+1}\), $\text{20\% off}$, and prices: $48-$31, **$4** or **$6**.

A long one: $1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20 = 210$.

$$\sqrt{b}$$ $$\sqrt{\frac{\frac{a}{b}}{\frac{c}{d}}}$$ and
$$\begin{aligned} 2x+3 &= 11 \\ x &= 4 \end{aligned}$$

\[\begin{array}{|l|r|} \hline a & 1 \\ bbb & 1000 \\ \hline \end{array}
\ \cancel{6}\ \boxed{x}\ \textcolor{red}{7}\]
"""
EDGES = """(cells, side) => cells.map(cell => {
    const range = document.createRange(); range.selectNodeContents(cell);
    return Math.round(range.getBoundingClientRect()[side]) })"""


@pytest.fixture
def maths(open_as: OpenAs, amira: User, halves: Course) -> Page:
    """Open a lesson's page of formulas."""
    Course.objects.filter(pk=halves.pk).update(is_published=True)
    lesson = halves.lessons.first()
    Step.objects.filter(pk=lesson.steps.first().pk).update(body=BODY)
    sitting = open_sitting(student=amira, lesson=lesson)
    page = open_as(amira, viewport=PHONE)
    page.complaints = watched(page)
    page.goto(reverse("tutor:step", args=[sitting.pk, 1]))
    wait_for_rest(page)
    page.evaluate("document.fonts.ready")
    return page


def style(page: Page, selector: str, name: str) -> str:
    found = page.eval_on_selector(selector, "(one, name) => getComputedStyle(one)[name]", name)
    return str(found)


def height(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.bounding_box()["height"])


def test_the_font_is_served_and_nothing_asks_for_what_the_policy_refuses(maths):
    loaded = "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    assert set(maths.evaluate(loaded)) == {"Noto Sans", "Noto Serif", "STIX Two Math"}
    assert not maths.complaints
    assert not is_wider_than_its_window(maths)


def test_a_root_grows_with_what_stands_under_it(maths):
    assert height(maths, "msqrt:has(mfrac mfrac)") > 2 * height(maths, "msqrt:not(:has(mfrac))")


def test_columns_are_aligned(maths):
    lefts = maths.eval_on_selector_all("mtable:not([class]) mtd.math-left", EDGES, "left")
    assert len(lefts) == 2
    assert len(set(lefts)) == 1
    rights = maths.eval_on_selector_all("mtable[class] mtd.math-right:not(:empty)", EDGES, "right")
    assert len(rights) == 2
    assert len(set(rights)) == 1


def test_rules_strikes_boxes_and_colours_are_drawn(maths):
    assert style(maths, "mtd.math-rule-right", "borderRightStyle") == "solid"
    assert style(maths, "mtable.math-rule-top", "borderTopStyle") == "solid"
    assert "linear-gradient" in style(maths, ".math-strike-up", "backgroundImage")
    assert style(maths, ".math-box", "borderLeftStyle") == "solid"
    light = style(maths, ".math-red", "color")
    assert light != style(maths, "math", "color")
    maths.emulate_media(color_scheme="dark")
    assert style(maths, ".math-red", "color") != light


def test_a_long_formula_scrolls_by_itself(maths):
    size = "one => [one.scrollWidth - one.clientWidth, one.getBoundingClientRect().right]"
    hidden, right = maths.locator("math", has_text="210").evaluate(size)
    assert hidden > 50
    assert right <= PHONE["width"]
    short, _ = maths.locator("math", has_text="off").evaluate(size)
    assert short == 0


def test_prices_stay_text(maths):
    assert "$48-$31, $4 or $6" in maths.locator(".prose").first.inner_text()
