"""An author opens a number of a rule in the form, reads what it has learnt, and takes a move back."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from content.authoring import learning
from content.authoring.drafts import working_copy
from content.models import Condition, Rule, RuleMove
from content.policy.tuning import Finding
from tests.e2e.looks import photograph
from tests.e2e.pages import OpenAs

FINDINGS = (
    Finding("better", (40, 60), (60, 40), (0.06, 0.33)),
    Finding("alike", (55, 45), (52, 48), (-0.17, 0.11)),
    Finding("worse", (40, 20), (18, 42), (-0.6, -0.1), is_early=True),
    Finding("better", (41, 59), (58, 42), (0.03, 0.3)),
)


def open_a_number(page: Page, rule: Rule) -> None:
    page.goto(f"/admin/content/rule/{rule.pk}/change/")
    page.get_by_text("May learn").click()
    page.fill("#id_hold_least", "20")
    page.fill("#id_hold_most", "60")
    expect(page.locator("#read-back")).to_contain_text("(which may become 20 s to 1 min)")


def let_it_learn(rule: Rule) -> None:
    read = rule.to_policy()
    tuning = learning.begin(rule, read)
    for finding in FINDINGS:
        learning.look(tuning.pk, read, counted=200, finding=finding, is_told=True)
    for days, entry in enumerate(RuleMove.objects.order_by("-pk")):
        entry.made_at = timezone.now() - timedelta(days=9 * days + 2)
        entry.save()


def test_an_author_opens_a_number_reads_what_it_learnt_and_takes_a_move_back(open_as: OpenAs, noor, lesson):
    rule = Rule.objects.create(
        course=lesson.course, slug="wrong", name="Wrong again", effects=["visual"], hold_s=40.0
    )
    Condition.objects.create(rule=rule, signal="behaviour.wrong_in_row", enter=2, leave=2, least=1, most=4)
    page = open_as(noor)
    draft = working_copy(lesson.course).rules.get()
    open_a_number(page, draft)
    assert photograph(page, "rule-may-learn") == []
    page.goto(f"/admin/content/rule/{draft.pk}/moves/")
    expect(page.locator("#content")).to_contain_text("It has not begun yet")
    Rule.objects.filter(pk=rule.pk).update(hold_least=20.0, hold_most=60.0)
    let_it_learn(Rule.objects.get(pk=rule.pk))
    page.reload()
    expect(page.locator("figure.moves")).to_have_count(2)
    assert photograph(page, "rule-has-learnt") == []
    page.click("text=Take the last move back")
    expect(page.locator("body")).to_contain_text("Holds again")
