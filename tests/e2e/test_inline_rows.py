"""Rows of inline forms in a real browser: one is removed, the others keep what was typed."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Course, Rule, Skill, Step
from tests.e2e.author_forms import add_rows, save_and_stay
from tests.e2e.console import watched


def bin_of(page: Page, prefix: str, number: int):
    row = page.locator(".form-group", has=page.locator(f"[name={prefix}-{number}-DELETE]"))
    return row, row.locator("[data-remove-row]")


def remove_the_first_of(page: Page, prefix: str, numbers: list[int], texts: dict[str, str]) -> None:
    """Type into every new row, remove the first, and see that the others hold what was typed."""
    for number in numbers:
        for field, text in texts.items():
            page.locator(f"[name={prefix}-{number}-{field}]").fill(f"{text}{number}")
    row, button = bin_of(page, prefix, numbers[0])
    button.press("Enter")
    expect(row).to_contain_text("Removed.")
    for number in numbers[1:]:
        for field, text in texts.items():
            expect(page.locator(f"[name={prefix}-{number}-{field}]")).to_have_value(f"{text}{number}")


@pytest.fixture
def step(halves: Course) -> Step:
    return Step.objects.get(slug="what")


def test_a_removed_new_row_leaves_the_others_as_they_were_typed(open_as, noor, step):
    page = open_as(noor)
    complaints = watched(page)
    page.goto(f"/admin/content/step/{step.pk}/change/")
    variants = add_rows(page, "variants", 3)
    for number, kind in zip(variants, ("easier", "hint", "challenge"), strict=True):
        page.select_option(f"[name=variants-{number}-kind]", kind)
    # As a hand at its corner does: an inline style, which no script may write as text.
    page.evaluate(
        "document.querySelectorAll('.form-group:not(.empty-form) textarea').forEach("
        "(area) => { area.style.height = '9rem'; })"
    )
    remove_the_first_of(page, "variants", variants, {"title": "title", "body": "body"})
    questions = add_rows(page, "questions", 3)
    for number in questions:
        page.select_option(f"[name=questions-{number}-kind]", "number")
        page.locator(f"[name=questions-{number}-answers-answer]").fill("4")
    remove_the_first_of(page, "questions", questions, {"prompt": "Prompt"})
    save_and_stay(page)
    assert {variant.title for variant in step.variants.all()} >= {"title3", "title4"}
    assert not step.variants.filter(kind="easier").exists()
    assert [question.slug for question in step.questions.all()] == ["prompt1", "prompt2"]
    assert [question.prompt for question in step.questions.all()] == ["Prompt1", "Prompt2"]
    assert not complaints, "\n".join(complaints)


def test_a_removed_row_comes_back_with_all_that_was_in_it(open_as, noor, step):
    page = open_as(noor)
    page.goto(f"/admin/content/step/{step.pk}/change/")
    new = add_rows(page, "variants", 1)[0]
    page.fill(f"[name=variants-{new}-title]", "Typed")
    for number in (new, 0):
        row, button = bin_of(page, "variants", number)
        button.click()
        expect(row.locator("[data-undo-row]")).to_be_focused()
        row.locator("[data-undo-row]").click()
        expect(button).to_be_focused()
    expect(page.locator(f"[name=variants-{new}-title]")).to_have_value("Typed")
    expect(page.locator("[name=variants-0-DELETE]")).not_to_be_checked()


def test_a_removed_new_row_stays_removed_when_the_form_comes_back_with_errors(open_as, noor, step):
    page = open_as(noor)
    page.goto(f"/admin/content/step/{step.pk}/change/")
    first, second = add_rows(page, "variants", 2)
    bin_of(page, "variants", first)[1].click()
    page.select_option(f"[name=variants-{second}-kind]", "hint")
    page.fill(f"[name=variants-{second}-title]", "Kept")
    page.fill(f"[name=variants-{second}-body]", "$\\frac{1$")
    page.click("button[name=_continue]")
    expect(page.locator("#content-main")).to_contain_text("braces do not match")
    expect(bin_of(page, "variants", first)[0]).to_contain_text("Removed.")
    page.fill(f"[name=variants-{second}-body]", "Now it is right.")
    save_and_stay(page)
    assert step.variants.get(kind="hint").title == "Kept"
    assert step.variants.count() == 3


def test_a_stored_row_goes_when_the_form_is_saved(open_as, noor, step):
    page = open_as(noor)
    page.goto(f"/admin/content/step/{step.pk}/change/")
    row, button = bin_of(page, "variants", 0)
    button.click()
    expect(row).to_contain_text("Goes when you save.")
    save_and_stay(page)
    assert [variant.kind for variant in step.variants.all()] == ["break"]


def test_skills_and_a_rules_conditions_are_removed_alike(open_as, noor, halves):
    page = open_as(noor)
    page.goto(f"/admin/content/course/{halves.pk}/change/#skills")
    skills = add_rows(page, "skills", 3)
    remove_the_first_of(page, "skills", skills, {"title": "Skill "})
    save_and_stay(page)
    assert set(Skill.objects.values_list("title", flat=True)) == {"Knows a half", "Skill 2", "Skill 3"}
    rule = Rule.objects.get()
    page.goto(f"/admin/content/rule/{rule.pk}/change/")
    for number in add_rows(page, "conditions", 2):
        page.select_option(f"[name=conditions-{number}-signal]", "behaviour.hints")
        page.fill(f"[name=conditions-{number}-enter]", str(number))
    bin_of(page, "conditions", 2)[1].click()
    expect(page.locator("[name=conditions-3-enter]")).to_have_value("3")
    save_and_stay(page)
    assert sorted(condition.enter for condition in rule.conditions.all()) == [1, 2, 3]
