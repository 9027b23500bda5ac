"""An author watches a long reading in a real browser, and calls it off."""

import pytest
from playwright.sync_api import expect

from content.models import Question, Step
from tests.e2e.pages import DESKTOP, PHONE

MANY = "\n\n".join(f"::Question {number}:: Is {number} even? {{T}}" for number in range(9000))
# While a form is under way nothing can look into its page from outside: the page keeps what it shows itself,
# and presses the button once it shows how far the reading is.
PRESS_CANCEL = """text => {
  document.getElementById("gift-text").value = text;
  const box = document.querySelector(".reading-watch");
  const count = box.querySelector(".reading-count");
  new MutationObserver(() => {
    sessionStorage.setItem("seen", JSON.stringify({
      count: count.textContent, hidden: box.hidden, sent: document.querySelector(".main").disabled,
      share: box.querySelector("progress").value / box.querySelector("progress").max,
    }));
    box.querySelector("button").click();
  }).observe(count, { childList: true });
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_long_reading_shows_how_far_it_is_and_can_be_cancelled(open_as, noor, halves, size):
    step = Step.objects.get(lesson__course=halves, slug="turn")
    page = open_as(noor)
    page.set_viewport_size(size)
    page.goto(f"/admin/content/step/{step.pk}/gift/")
    before = Question.objects.count()
    page.evaluate(PRESS_CANCEL, MANY)
    page.get_by_role("button", name="Bring them in").click(no_wait_after=True)
    expect(page.get_by_role("alert")).to_contain_text(
        "Nothing was changed. You cancelled it.", timeout=60_000
    )
    seen = page.evaluate("JSON.parse(sessionStorage.getItem('seen'))")
    assert (seen["hidden"], seen["sent"], 0 < seen["share"] < 1) == (False, True, True)
    assert seen["count"].endswith("%")
    assert page.locator("#gift-text").input_value().strip() == MANY
    assert Question.objects.count() == before
