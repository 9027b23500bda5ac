"""What a rule has learnt, for its author: its numbers over time, every move, and the way back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.authoring import learning
from content.authoring.publishing import publish
from content.lab.moves import HEIGHT, Entry, plots_of
from content.models import Rule, RuleMove, RuleTuning
from content.policy.tuning import Finding
from tests.content.admin.formdata import new_rule
from tests.content.policy.builders import a_rule

OPEN = {"hold_s": 40.0, "hold_least": 20.0, "hold_most": 60.0}
BETTER = Finding("better", (40, 60), (60, 40), (0.06, 0.33))


def address(name, rule):
    return reverse(f"admin:content_rule_moves{name}", args=[rule.pk])


@pytest.fixture
def rule(halves):
    rule = halves.rules.get()
    Rule.objects.filter(pk=rule.pk).update(**OPEN)
    rule.refresh_from_db()
    return rule


@pytest.fixture
def moved(rule):
    """The rule after its hold time moved to 20 s."""
    tuning = learning.begin(rule, rule.to_policy())
    learning.look(tuning.pk, rule.to_policy(), counted=200, finding=BETTER, is_told=True)
    return rule


def test_a_rule_without_a_range_says_how_to_open_a_number(author, halves):
    page = author.get(address("", halves.rules.get())).content.decode()
    assert "No number of this rule may move" in page
    assert "Open a number" in page


def test_before_the_first_look_the_page_says_what_will_come(author, rule):
    assert "It has not begun yet" in author.get(address("", rule)).content.decode()


@pytest.mark.slow
def test_the_page_tells_what_holds_what_is_tried_and_every_move(author, moved):
    page = author.get(address("", moved)).content.decode()
    assert "<strong>How long it must last 20 s</strong>" in page
    assert "Compared with it: How long it must last 1 min" in page
    assert "How long it must last: 40 s to 20 s" in page
    assert "Next answer right for 60 of 100, and for 40 of 100 as it was: +6 to +33 points" in page
    assert "began at 40 s, is 20 s now, within 20 s to 1 min" in page


def test_one_click_takes_the_last_move_back(author, moved):
    page = author.post(address("_back", moved), follow=True).content.decode()
    assert "Holds again: How long it must last 40 s" in page
    assert RuleTuning.objects.get().at == [40.0]
    assert moved.moves.last().made_by.username == "noor"
    again = author.post(address("_back", moved), follow=True).content.decode()
    assert "There is no move to take back" in again


def test_it_stops_and_goes_on(author, moved):
    author.post(address("_stop", moved))
    assert "Stopped: nothing is compared" in author.get(address("", moved)).content.decode()
    author.post(address("_on", moved))
    assert RuleTuning.objects.get().trial == [60.0]


def test_a_rule_of_the_site_is_read_by_authors_and_changed_by_nobody_else(author, site_rule):
    Rule.objects.filter(pk=site_rule.pk).update(**OPEN)
    learning.begin(site_rule, Rule.objects.get(pk=site_rule.pk).to_policy())
    page = author.get(address("", site_rule)).content.decode()
    assert "Compared with it" in page
    assert address("_on", site_rule) not in page
    assert author.post(address("_stop", site_rule)).status_code == 403


@pytest.mark.slow
def test_in_a_draft_the_page_is_about_the_rule_that_students_have(author, rule, halves, noor):
    publish(halves, by=noor)
    tuning = learning.begin(rule, rule.to_policy())
    draft = author.get(reverse("admin:content_rule_change", args=[rule.pk])).context["original"]
    assert draft.pk != rule.pk
    author.post(address("_stop", draft))
    tuning.refresh_from_db()
    assert tuning.is_stopped


def test_the_form_gives_a_threshold_and_the_time_a_range(author, halves):
    data = new_rule(halves, slug="open", **{"hold_s": "40", "hold_least": "20", "hold_most": "60"})
    data |= {"conditions-0-least": "", "conditions-0-most": ""}
    reply = author.post(reverse("admin:content_rule_add"), data)
    assert reply.status_code == 302, reply.context["errors"]
    assert Rule.objects.get(slug="open").to_policy().hold_most == 60.0


def test_a_range_that_does_not_hold_the_number_is_refused(author, halves):
    data = new_rule(halves, slug="open", **{"hold_s": "90", "hold_least": "20", "hold_most": "60"})
    reply = author.post(reverse("admin:content_rule_add"), data)
    assert reply.status_code == 200
    assert "within the range in which it may move, 20 to 60" in reply.content.decode()


def test_a_plot_draws_each_number_within_its_range():
    rule = a_rule(**OPEN)
    begun = timezone.now() - timedelta(days=10)
    log = [
        Entry(begun, "began", ["hold_s"], [40.0], [40.0]),
        Entry(begun + timedelta(days=2), "kept", ["hold_s"], [40.0], [40.0], [60.0]),
        Entry(begun + timedelta(days=5), "moved", ["hold_s"], [40.0], [20.0], [20.0]),
        Entry(begun + timedelta(days=6), "took_back", ["hold_s"], [20.0], [40.0]),
    ]
    (plot,) = plots_of(rule, log, now=begun + timedelta(days=10))
    assert plot.path == f"M12.0 {HEIGHT / 2}H320.0V138.0H381.6V{HEIGHT / 2}H628.0"
    marks = [(mark.kind, mark.x) for mark in plot.marks]
    assert marks == [("kept", 135.2), ("moved", 320.0), ("back", 381.6)]
    assert plots_of(rule, [], now=begun) == []


def test_a_plot_begins_anew_with_the_rule(moved):
    moved.hold_most = 50.0
    moved.save()
    learning.begin(moved, moved.to_policy())
    log = [
        Entry(one.made_at, one.what, one.numbers, one.before, one.after, one.tried, one.facts)
        for one in RuleMove.objects.all()
    ]
    (plot,) = plots_of(moved.to_policy(), log, now=timezone.now())
    assert plot.said.startswith("How long it must last: began at 40 s, is 40 s now")
