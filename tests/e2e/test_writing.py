"""Writing a step: the preview beside the text, buttons where one writes, cards that fold, the first page."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Course, Step
from tests.content.coursefolder import PIE
from tests.e2e.author_forms import save_and_stay
from tests.e2e.console import watched
from tests.e2e.looks import find_faults, is_wider_than_its_window
from tests.e2e.pages import DESKTOP, PHONE

CAKE = PIE.replace('r="4"', 'r="3"')


@pytest.fixture
def what(halves: Course) -> Step:
    return Step.objects.get(slug="what")


@pytest.fixture
def turn(halves: Course) -> Step:
    return Step.objects.get(slug="turn")


def open_step(page: Page, step: Step) -> None:
    page.goto(f"/admin/content/step/{step.pk}/change/")


def preview(page: Page):
    return page.frame_locator(".field-body iframe[title^=Preview]").locator("#preview")


def test_a_card_says_what_is_missing_and_leads_to_where_writing_goes_on(open_as, noor, halves):
    page = open_as(noor)
    complaints = watched(page)
    page.goto("/admin/content/course/")
    card = page.get_by_role("article", name="Halves")
    expect(card).to_contain_text("1 lesson · 2 steps · 2 questions")
    missing = card.get_by_role("listitem")
    expect(missing).to_contain_text(["without an easier example", "a hint", "feedback", "no skill"])
    card.get_by_role("link", name="Continue writing: What a half is").click()
    expect(page.locator("#id_title")).to_have_value("What a half is")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["beside", "below"])
def test_the_preview_follows_what_is_typed(open_as, noor, what, size):
    page = open_as(noor, viewport=size)
    open_step(page, what)
    body = page.locator("#id_body")
    body.fill("Now a **third** is $\\frac{1}{3}$")
    expect(preview(page).locator("strong")).to_have_text("third")
    expect(preview(page).locator("mfrac")).to_be_visible()
    body.press("End")
    body.press_sequentially(" and more")
    expect(preview(page)).to_contain_text("and more")
    text, shown = body.bounding_box(), page.locator(".field-body .text-preview").bounding_box()
    assert text
    assert shown
    is_beside = shown["x"] >= text["x"] + text["width"]
    assert is_beside is (size == DESKTOP)
    assert is_beside or shown["y"] >= text["y"] + text["height"]


def test_a_slow_answer_does_not_take_the_place_of_a_later_one(open_as, noor, what):
    page = open_as(noor)
    open_step(page, what)
    expect(preview(page)).to_contain_text("A half is")
    held = []
    page.route("**/preview/", lambda route: held.append(route) if not held else route.continue_())
    body = page.locator("#id_body")
    body.fill("The first")
    page.wait_for_timeout(600)
    body.fill("The second")
    expect(preview(page)).to_have_text("The second")
    held[0].continue_()
    page.wait_for_timeout(600)
    expect(preview(page)).to_have_text("The second")


def test_without_a_connection_the_text_stays_and_the_page_says_so(open_as, noor, what):
    page = open_as(noor)
    open_step(page, what)
    expect(preview(page)).to_contain_text("A half is")
    page.route("**/preview/", lambda route: route.abort())
    page.locator("#id_body").fill("Still here")
    expect(page.locator(".field-body .problems")).to_contain_text("What you write stays here.")
    expect(page.locator("#id_body")).to_have_value("Still here")


def test_an_easier_example_is_begun_where_one_writes_and_taken_back(open_as, noor, what):
    page = open_as(noor)
    complaints = watched(page)
    open_step(page, what)
    page.get_by_role("button", name="+ Easier example").press("Enter")
    new = page.locator("#variants-group .form-group", has=page.locator(".row-added"))
    expect(new.locator("select[name$='-kind']")).to_have_value("easier")
    title = new.locator("[name$='-title']")
    expect(title).to_be_focused()
    title.fill("Two halves of a cake")
    new.locator(".row-added").get_by_role("button", name="Undo").press("Enter")
    expect(new).to_contain_text("Removed.")
    new.locator("[data-undo-row]").press("Enter")
    expect(title).to_have_value("Two halves of a cake")
    new.locator("textarea").fill("Cut it.")
    new.get_by_role("button", name="Back to the text").click()
    expect(page.locator("#id_body")).to_be_focused()
    save_and_stay(page)
    assert what.variants.get(kind="easier").title == "Two halves of a cake"
    assert not complaints, "\n".join(complaints)


def test_a_question_is_begun_where_one_writes(open_as, noor, what):
    page = open_as(noor)
    open_step(page, what)
    page.locator("#id_body").fill("Written before")
    page.get_by_role("button", name="+ Question").click()
    kind = page.locator("[name='questions-0-kind']")
    expect(kind).to_be_focused()
    kind.select_option("number")
    page.locator("[name='questions-0-prompt']").fill("Half of 6?")
    page.locator("[name='questions-0-answers-answer']").fill("3")
    save_and_stay(page)
    assert what.questions.get().spec == {"answer": "3"}
    what.refresh_from_db()
    assert what.body == "Written before"


def test_a_picture_goes_where_the_caret_was_and_can_be_undone(open_as, noor, what):
    page = open_as(noor)
    open_step(page, what)
    body = page.locator("#id_body")
    body.fill("Before. After.")
    body.evaluate("area => area.setSelectionRange(8, 8)")
    page.locator(".writing-tools").get_by_role("button", name="+ Picture").click()
    page.locator("#picture-file").set_input_files(
        {"name": "cake.svg", "mimeType": "image/svg+xml", "buffer": CAKE.encode()}
    )
    page.locator("#picture-alt").fill("A cake")
    page.locator("#picture-alt").press("Enter")
    expect(body).to_have_value("Before. ![A cake](images/cake.svg)After.")
    expect(body).to_be_focused()
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Before. After.")


def test_cards_fold_and_open_by_keyboard_one_or_many(open_as, noor, turn):
    page = open_as(noor)
    complaints = watched(page)
    open_step(page, turn)
    group = page.locator("#questions-group")
    first, second = group.locator(".fold").all()
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(first).to_contain_text("Number Half of 8?")
    expect(second).to_contain_text("One choice Which is a half? no hint, no feedback and no skill")
    prompt = page.locator("[name='questions-1-prompt']")
    expect(prompt).to_be_hidden()
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-expanded", "true")
    prompt.fill("Which of them is a half?")
    expect(second.locator(".fold-words")).to_have_text("Which of them is a half?")
    expect(page.locator("[name='questions-0-prompt']")).to_be_hidden()
    group.get_by_role("button", name="Open all").press("Enter")
    expect(page.locator("[name='questions-0-prompt']")).to_be_visible()
    group.get_by_role("button", name="Fold all").press("Enter")
    expect(prompt).to_be_hidden()
    second.press("Space")
    save_and_stay(page)
    expect(prompt).to_be_visible()
    expect(prompt).to_have_value("Which of them is a half?")
    assert not complaints, "\n".join(complaints)


def test_a_card_with_something_wrong_is_open(open_as, noor, turn):
    page = open_as(noor)
    open_step(page, turn)
    page.locator("#questions-group .fold").first.click()
    page.locator("[name='questions-0-answers-answer']").fill("about 4")
    page.locator("#questions-group .fold").first.click()
    page.click("button[name=_continue]")
    expect(page.locator("[name='questions-0-answers-answer']")).to_be_visible()
    expect(page.locator("[name='questions-1-prompt']")).to_be_hidden()


def test_help_stands_where_it_is_needed(open_as, noor, what):
    page = open_as(noor)
    open_step(page, what)
    page.get_by_text("How to write").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_body + .how, #id_body ~ .how")).to_contain_text("between dollar signs")
    page.goto(f"/admin/content/rule/{what.lesson.course.rules.get().pk}/change/")
    page.get_by_text("What a rule is").click()
    expect(page.locator(".how")).to_contain_text("The sentence is the rule; the fields are its blanks.")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_step_in_writing_fits_and_has_no_grave_fault(open_as, noor, turn, scheme, size):
    page = open_as(noor, color_scheme=scheme, viewport=size)
    for address in ("course/", f"step/{turn.pk}/change/"):
        page.goto(f"/admin/content/{address}")
        if "step" in address:
            page.locator("#questions-group .fold").first.click()
            page.get_by_role("button", name="+ Easier example").click()
            page.get_by_text("How to write").click()
            page.locator("[name='questions-0-prompt']").focus()
            expect(page.locator(".question-preview iframe")).to_be_visible()
        assert not is_wider_than_its_window(page)
        assert find_faults(page, address) == []
