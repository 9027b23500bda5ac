"""A form that leaves the page, pressed again while the reply to the first press is slow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from content.models import Course, Step
from tests.e2e.pages import OpenAs
from tests.people import make_user
from tutor.models import Classroom, SignInCard
from tutor.services.people.accounts import NewPerson, make_people
from tutor.services.people.memberships import seat_students
from tutor.services.teaching.co_teachers import invite_teacher

REPLY_MS, AGAIN_MS = 1200, 500


@pytest.fixture
def slow(open_as: OpenAs) -> Callable[..., Page]:
    """Open the site as a user to whom replies to forms come late; the server acts at once."""

    def hold_back(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        reply = route.fetch(max_redirects=0)
        page = route.request.frame.page
        page.wait_for_timeout(REPLY_MS)
        # The browser may ask for no reply any more.
        route.fulfill(response=reply)

    def open_slowly(user, path: str) -> Page:
        page = open_as(user)
        page.goto(path)
        page.route("**/*", hold_back)
        return page

    return open_slowly


@pytest.fixture
def olga(db):
    return make_user("olga", role="teacher", first_name="Olga")


@pytest.fixture
def pupil(classroom: Classroom):
    """A student of the class who can have a card."""
    (made,) = make_people([NewPerson("Clara", "Bell")])
    seat_students(classroom=classroom, student_ids=[made.pk])
    return made


def posts_of(page: Page) -> list[Request]:
    """Return the list that each form which the page sends comes to."""
    sent: list[Request] = []
    page.on(
        "request",
        lambda request: (
            sent.append(request) if request.is_navigation_request() and request.method == "POST" else None
        ),
    )
    return sent


def press(page: Page, button: Locator, *, times: int = 1) -> None:
    """Press where the button stands: by a locator, Playwright waits for the reply before a second press."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    for time in range(times):
        page.wait_for_timeout(AGAIN_MS if time else 0)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


# What the page shows and says when it is pressed again, kept for the page that follows: Playwright does not
# ask one that is being left.
NOTE_REFUSAL = """() => document.addEventListener("attune:refused", () => {
  sessionStorage.setItem("busy", document.querySelector("[aria-busy=true]").textContent);
  const place = document.getElementById("announcer");
  new MutationObserver(() => place.textContent && sessionStorage.setItem("said", place.textContent))
    .observe(place, { childList: true });
})"""


def noted(page: Page, name: str) -> str | None:
    return page.evaluate("name => sessionStorage.getItem(name)", name)


def test_cards_that_are_shown_once_are_seen_after_a_second_press(slow, tariq, classroom):
    page = slow(tariq, f"/teach/{classroom.pk}/accounts/")
    page.fill("#names", "Clara Bell\nDavid Cole")
    page.click("button:has-text('Look at it first')")
    make = page.get_by_role("button", name="Make the accounts")
    expect(make).to_be_visible()
    page.evaluate(NOTE_REFUSAL)
    sent = posts_of(page)
    press(page, make, times=2)
    expect(page.locator("h1")).to_contain_text("cards", ignore_case=True)
    expect(page.get_by_text("Clara Bell")).to_be_visible()
    assert (len(sent), SignInCard.objects.count(), classroom.students.count()) == (1, 2, 4)
    assert (noted(page, "busy"), noted(page, "said")) == ("Make the accounts", "Still on its way.")


def test_a_second_press_of_the_key_makes_no_second_class(slow, tariq):
    page = slow(tariq, "/teach/")
    page.click("summary:has-text('New class by its name alone')")
    page.fill("#class-name", "Year 7")
    sent = posts_of(page)
    page.keyboard.press("Enter")
    page.wait_for_timeout(AGAIN_MS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/")
    assert (len(sent), Classroom.objects.count()) == (1, 1)


def test_what_the_button_says_is_sent_and_leads_where_it_leads_once(slow, tariq, olga, classroom):
    invite_teacher(classroom=classroom, username="olga", by=tariq)
    page = slow(olga, "/teach/")
    press(page, page.get_by_role("button", name="Accept to teach Year 6"), times=2)
    page.wait_for_url(f"**/teach/{classroom.pk}/")
    assert olga in classroom.teachers.all()


def test_an_author_saves_once(slow, noor, halves: Course):
    step = Step.objects.get(slug="what")
    page = slow(noor, f"/admin/content/step/{step.pk}/change/")
    page.locator("#id_body").fill("Said anew.")
    sent = posts_of(page)
    press(page, page.locator("button[name=_continue]"), times=2)
    expect(page.locator("[data-stored]")).to_be_visible()
    assert len(sent) == 1
    step.refresh_from_db()
    assert step.body == "Said anew."


SOON = """(act) => addEventListener("submit", () => setTimeout(() => act === "stop" ? stop() :
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })), 200), { once: true })"""


@pytest.mark.parametrize("act", ["stop", "pageshow"])
def test_a_page_that_was_stopped_or_kept_sends_again(slow, tariq, classroom, act):
    page = slow(tariq, f"/teach/{classroom.pk}/people/")
    page.fill("#name", "Year 7")
    sent = posts_of(page)
    page.evaluate(SOON, act)
    press(page, page.locator("form[action$='/settings/'] button"), times=2)
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert len(sent) == 2


@pytest.mark.parametrize("tells_aborts", [True, False], ids=["new browser", "old browser"])
def test_who_stays_on_the_page_can_send_it_later(slow, tariq, classroom, tells_aborts):
    page = slow(tariq, f"/teach/{classroom.pk}/people/")
    if not tells_aborts:
        page.add_init_script("Object.defineProperty(globalThis, 'navigation', { value: undefined })")
        page.reload()
    page.evaluate("addEventListener('beforeunload', event => event.preventDefault())")
    page.fill("#name", "Year 7")
    save = page.locator("form[action$='/settings/'] button")
    page.once("dialog", lambda dialog: dialog.dismiss())
    press(page, save)
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelectorAll('[aria-busy]').length") == 0
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, save)
    page.wait_for_timeout(3 * REPLY_MS)
    classroom.refresh_from_db()
    assert classroom.name == "Year 7"


def test_what_a_script_stopped_is_not_on_its_way(slow, tariq, classroom):
    page = slow(tariq, f"/teach/{classroom.pk}/people/")
    page.evaluate("document.addEventListener('submit', event => event.preventDefault(), {once: true})")
    save = page.locator("form[action$='/settings/'] button")
    press(page, save)
    press(page, save)
    expect(page.locator(".messages")).to_contain_text("Saved.")


def test_a_file_is_made_again_when_it_has_come(slow, tariq, classroom, pupil):
    page = slow(tariq, f"/teach/{classroom.pk}/people/")
    page.click("summary:has-text('Print sign-in cards')")
    button = page.get_by_role("button", name="Yes, as a PDF")
    sent = posts_of(page)
    with page.expect_download():
        press(page, button, times=2)
    assert len(sent) == 1
    page.wait_for_timeout(3000)
    assert page.evaluate("'busy' in document.documentElement.dataset") is False
    with page.expect_download():
        press(page, button)
