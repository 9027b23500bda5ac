"""What an author typed and did not save outlives a lost connection, an expired sign-in and a new load."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Course, Step
from tests.e2e.author_forms import add_rows, save_and_stay
from tests.e2e.pages import have_signed_in

TYPED = "Typed and not saved."


@pytest.fixture
def step(halves: Course) -> Step:
    return Step.objects.get(slug="what")


@pytest.fixture
def desk(open_as, noor) -> Page:
    page = open_as(noor)
    # Whoever leaves a form that is not saved is asked; here they leave.
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def open_step(page: Page, step: Step) -> None:
    page.goto(f"/admin/content/step/{step.pk}/change/")


def type_and_send(page: Page, step: Step) -> None:
    open_step(page, step)
    page.locator("#id_body").fill(TYPED)
    page.click("button[name=_save]")


def note(page: Page):
    return page.locator(".unsaved")


def bring_back(page: Page, step: Step) -> None:
    expect(note(page)).to_contain_text("What you typed here last was not saved.")
    expect(page.locator("#id_body")).not_to_have_value(TYPED)
    note(page).get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_body")).to_have_value(TYPED)
    save_and_stay(page)
    step.refresh_from_db()
    assert step.body == TYPED
    expect(note(page)).to_have_count(0)
    open_step(page, step)
    expect(note(page)).to_have_count(0)


def test_a_lost_connection_costs_nothing(desk, step):
    open_step(desk, step)
    desk.route(
        "**/change/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    desk.locator("#id_body").fill(TYPED)
    desk.click("button[name=_save]")
    desk.wait_for_url("chrome-error://**")
    desk.unroute_all()
    open_step(desk, step)
    bring_back(desk, step)


def test_an_expired_sign_in_costs_nothing(desk, step, noor):
    open_step(desk, step)
    origin = desk.evaluate("location.origin")
    desk.context.clear_cookies()
    desk.locator("#id_body").fill(TYPED)
    desk.click("button[name=_save]")
    expect(desk.locator("#id_body")).to_have_count(0)
    have_signed_in(desk.context, noor, origin)
    open_step(desk, step)
    bring_back(desk, step)


def test_what_was_saved_is_offered_to_nobody(desk, step):
    type_and_send(desk, step)
    expect(desk.locator("[data-stored]")).to_be_visible()
    open_step(desk, step)
    expect(desk.locator("#id_body")).to_have_value(TYPED)
    Step.objects.filter(pk=step.pk).update(body="Changed by another author.")
    open_step(desk, step)
    expect(desk.locator("#id_body")).to_have_value("Changed by another author.")
    expect(note(desk)).to_have_count(0)


def test_what_was_typed_into_a_new_row_can_be_copied(desk, step):
    open_step(desk, step)
    new = add_rows(desk, "variants", 1)[0]
    desk.fill(f"[name=variants-{new}-body]", "An easier one.")
    open_step(desk, step)
    note(desk).get_by_role("button", name="Bring it back").click()
    expect(note(desk).locator("textarea")).to_have_value("An easier one.")


def test_it_can_be_let_go(desk, step):
    open_step(desk, step)
    desk.locator("#id_body").fill(TYPED)
    open_step(desk, step)
    note(desk).get_by_role("button", name="Let it go").click()
    expect(note(desk)).to_have_count(0)
    open_step(desk, step)
    expect(note(desk)).to_have_count(0)
