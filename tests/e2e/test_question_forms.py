"""Questions of all kinds written in forms, in a real browser: rows, kinds, errors, the preview."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Question, Step
from tests.content.specs import SPECS
from tests.e2e.author_forms import add_rows, open_cards, save_and_stay
from tests.e2e.console import watched
from tests.e2e.looks import find_faults, is_wider_than_its_window
from tests.e2e.pages import PHONE, wait_for_rest
from tests.e2e.server import ROOT

PICTURES = ROOT / "screenshots"


@pytest.fixture
def step(halves):
    return Step.objects.get(slug="turn")


def open_step(page: Page, step: Step) -> None:
    page.goto(f"/admin/content/step/{step.pk}/change/")
    open_cards(page, "questions")


def rows_of(page: Page, name: str):
    return page.locator(f"[id='rows-{name}'] > [data-row-list] > [data-row]")


def field(page: Page, name: str):
    return page.locator(f"[name='questions-{name}']")


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def test_a_question_is_written_with_rows_that_are_added_moved_and_removed(open_as, noor, step):
    page = open_as(noor)
    complaints = watched(page)
    open_step(page, step)
    new = add_rows(page, "questions", 1)[0]
    field(page, f"{new}-kind").select_option("ordering")
    field(page, f"{new}-prompt").fill("From small to great")
    rows = rows_of(page, f"questions-{new}-answers-items")
    expect(rows).to_have_count(2)
    group = page.locator(f"[id='rows-questions-{new}-answers-items']")
    group.get_by_role("button", name="Add: Item").press("Enter")
    expect(rows.nth(2).locator("textarea")).to_be_focused()
    for row, text in enumerate(("two", "one", "three")):
        rows.nth(row).locator("textarea").fill(text)
    group.get_by_role("button", name="Move Item 2 up").press("Enter")
    expect(page.locator(".rows-said")).to_have_text("Item is now number 1 of 3")
    expect(group.get_by_role("button", name="Move Item 1 up")).to_be_focused()
    group.get_by_role("button", name="Remove Item 3").press("Enter")
    expect(rows.nth(2)).to_contain_text("Item 3 is removed.")
    rows.nth(2).get_by_role("button", name="Undo").press("Enter")
    rows.nth(2).locator("[data-row-handle]").drag_to(rows.nth(0), target_position={"x": 40, "y": 3})
    expect(rows.nth(0).locator("textarea")).to_have_value("three")
    hints = page.locator(f"[id='rows-questions-{new}-hints-hints']")
    hints.get_by_role("button", name="Add: Hint").click()
    hints.locator("textarea").fill("Compare them.")
    save_and_stay(page)
    question = step.questions.get(kind="ordering")
    assert question.spec == {"items": ["three", "one", "two"]}
    assert question.hints == ["Compare them."]
    assert not complaints, "\n".join(complaints)


def test_another_kind_keeps_what_both_have_and_goes_back_with_everything(open_as, noor, step):
    page = open_as(noor)
    open_step(page, step)
    field(page, "1-answers-choices-0-feedback").fill("Typed before")
    kind = field(page, "1-kind")
    kind.select_option("multiple")
    expect(field(page, "1-answers-kind")).to_have_value("multiple")
    expect(page.locator("[name$='-answers-choices-c0-feedback']")).to_have_value("Typed before")
    kind.select_option("number")
    note = page.locator(".kind-note")
    expect(note).to_contain_text("This kind has no place for: Choices.")
    note.get_by_role("button", name="Change back").click()
    expect(kind).to_have_value("multiple")
    expect(page.locator("[name$='-answers-choices-c0-feedback']")).to_have_value("Typed before")
    save_and_stay(page)
    question = step.questions.get(slug="which")
    assert question.kind == "multiple"
    assert question.spec["choices"][0] == {"text": "One of two", "correct": True, "feedback": "Typed before"}


def test_a_question_is_written_into_a_new_step_without_a_course_in_its_address(open_as, noor, step):
    page = open_as(noor)
    page.goto("/admin/content/step/add/")
    page.locator("#id_title").press_sequentially("Thirds")
    page.select_option("#id_lesson", str(step.lesson_id))
    new = add_rows(page, "questions", 1)[0]
    field(page, f"{new}-kind").select_option("number")
    field(page, f"{new}-prompt").fill("A third of 9?")
    field(page, f"{new}-answers-answer").fill("3")
    save_and_stay(page)
    assert Step.objects.get(slug="thirds").questions.get().spec == {"answer": "3"}


def test_without_a_connection_the_kind_stays(open_as, noor, step):
    page = open_as(noor)
    open_step(page, step)
    page.route("**/fields/", lambda route: route.abort())
    kind = field(page, "0-kind")
    kind.select_option("text")
    expect(page.locator(".rows-said")).to_have_text("The kind stays: no connection. Try again.")
    expect(kind).to_have_value("number")


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(open_as, noor, step):
    page = open_as(noor)
    open_step(page, step)
    field(page, "0-answers-answer").fill("about 4")
    field(page, "0-answers-wrong-0-feedback").fill("Typed and kept")
    page.click("button[name=_continue]")
    answer = field(page, "0-answers-answer")
    expect(answer).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{answer.get_attribute('aria-describedby').split()[0]}")).to_contain_text(
        "Write a number"
    )
    expect(answer).to_have_value("about 4")
    expect(field(page, "0-answers-wrong-0-feedback")).to_have_value("Typed and kept")
    answer.fill("4")
    save_and_stay(page)


def test_the_preview_shows_the_question_as_it_is_written(open_as, noor, step):
    page = open_as(noor)
    open_step(page, step)
    field(page, "1-answers-choices-1-text").fill("A $\\frac{1}{3}$, perhaps")
    frame = page.frame_locator("iframe[title^='Preview of the question']")
    expect(frame.locator(".choice mfrac")).to_be_visible()
    expect(frame.locator(".choice")).to_have_count(2)
    field(page, "1-answers-choices-0-correct").uncheck()
    expect(page.locator(".question-preview .problems")).to_contain_text("Exactly one choice must be correct")


def test_a_hint_asks_and_gaps_follow_their_text(open_as, noor, step):
    page = open_as(noor)
    open_step(page, step)
    hint = rows_of(page, "questions-0-hints-hints").nth(0)
    hint.get_by_label("Ask something").select_option("number")
    hint.get_by_label("Right answer *", exact=True).fill("8")
    new = add_rows(page, "questions", 1)[0]
    field(page, f"{new}-kind").select_option("cloze")
    field(page, f"{new}-prompt").fill("Fill in.")
    text = field(page, f"{new}-answers-text")
    gaps = rows_of(page, f"questions-{new}-answers-gaps")
    text.fill("Half of 8 is [[1]], of 6 it is ")
    rows = gaps.nth(0).locator("[data-row]")
    rows.locator("input[type=text]").first.fill("four")
    add = page.get_by_role("button", name="Add: Gap")
    add.click()
    expect(text).to_have_value("Half of 8 is [[1]], of 6 it is [[2]]")
    gaps.nth(1).get_by_label("What is filled in").select_option("number")
    gaps.nth(1).get_by_label("Right answer *", exact=True).fill("3")
    add.click()
    gaps.nth(0).get_by_role("button", name="Remove Gap 1").click()
    expect(text).to_have_value("Half of 8 is , of 6 it is [[1]][[2]]")
    gaps.nth(0).get_by_role("button", name="Undo").click()
    expect(text).to_have_value("Half of 8 is [[1]], of 6 it is [[2]][[3]]")
    gaps.nth(2).get_by_role("button", name="Remove Gap 3").click()
    save_and_stay(page)
    cloze = step.questions.get(kind="cloze")
    gaps = [{"accepted": ["four"]}, {"kind": "number", "answer": "3"}]
    assert cloze.spec == {"text": "Half of 8 is [[1]], of 6 it is [[2]]", "gaps": gaps}
    asked = {"text": "Share it between two.", "question": {"kind": "number", "answer": "8"}}
    assert step.questions.get(slug="half-of-eight").hints == [asked]


def test_numbers_that_change_are_seen_in_one_version_after_another(open_as, noor, step):
    page = open_as(noor)
    complaints = watched(page)
    open_step(page, step)
    field(page, "0-prompt").fill("Half of {{2 * a}}?")
    field(page, "0-answers-answer").fill("{{a}}")
    page.locator("[id='fields-questions-0-variables'] summary").click()
    page.get_by_role("button", name="Add: Variable").first.click()
    field(page, "0-variables-variables-n0-name").fill("a")
    field(page, "0-variables-variables-n0-values").fill("3..9")
    frame = page.frame_locator("iframe[title^='Preview of the question']")
    versions = page.locator(".question-versions")
    seen = set()
    for _ in range(4):
        expect(versions).to_contain_text("Here a = ")
        value = int(versions.inner_text().split("a = ")[1].rstrip("."))
        expect(frame.locator(".prompt")).to_have_text(f"Half of {2 * value}?")
        seen.add(value)
        before = versions.text_content()
        versions.get_by_role("button", name="Another one").click()
        expect(versions).not_to_have_text(before)
    assert len(seen) > 1
    save_and_stay(page)
    assert step.questions.get(slug="half-of-eight").variables == {"a": "3..9"}
    assert not complaints, "\n".join(complaints)


def test_without_a_script_rows_are_added_by_the_server(open_as, noor, step):
    page = open_as(noor, java_script_enabled=False)
    open_step(page, step)
    field(page, "1-answers-choices-1-text").fill("Typed")
    group = page.locator("[id='rows-questions-1-answers-choices']")
    group.get_by_role("button", name="Add: Choice").click()
    expect(rows_of(page, "questions-1-answers-choices")).to_have_count(3)
    expect(field(page, "1-answers-choices-1-text")).to_have_value("Typed")
    assert step.questions.get(slug="which").spec["choices"][1] == {"text": "No"}
    field(page, "1-answers-choices-n0-text").fill("New")
    # Enter saves: it presses no button of a row.
    page.locator("#id_title").press("Enter")
    page.wait_for_load_state()
    assert [each["text"] for each in step.questions.get(slug="which").spec["choices"]] == [
        "One of two",
        "Typed",
        "New",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_of_all_kinds_fit_and_have_no_grave_fault(open_as, noor, step, scheme):
    for place, (kind, spec) in enumerate(SPECS.items(), start=5):
        Question.objects.create(
            step=step, slug=kind, kind=kind, prompt="What?", spec=spec, hints=["One"], position=place
        )
    page = open_as(noor, color_scheme=scheme)
    open_step(page, step)
    field(page, "2-answers-choices-0-text").focus()
    faults = []
    for width in ("desktop", "phone"):
        if width == "phone":
            page.set_viewport_size(PHONE)
        wait_for_rest(page)
        page.screenshot(path=PICTURES / f"author-questions-{width}-{scheme}.png", full_page=True)
        assert not is_wider_than_its_window(page)
        faults += find_faults(page, f"{width} {scheme}")
    assert faults == []
