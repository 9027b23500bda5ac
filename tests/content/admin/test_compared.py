"""Learners of known truth in the lab: what a report would say of two variants."""

import pytest
from django.urls import reverse

from content.lab.compared import play_comparison

ADDRESS = "admin:content_rule_compare"


def test_the_lab_plays_learners_of_known_truth(author):
    page = author.get(
        reverse(ADDRESS), {"first": 20, "other": 80, "students": 200, "seed": 3}
    ).content.decode()
    assert "The other variant does better by" in page
    assert "for a fixed number of students" in page
    assert "whenever one looks" in page


def test_it_opens_with_a_usual_case(author):
    page = author.get(reverse(ADDRESS))
    assert page.status_code == 200
    assert page.context["played"].truth == 15


@pytest.mark.parametrize("given", [{"first": 0}, {"other": 100}, {"students": 601}, {"seed": "x"}])
def test_what_cannot_be_is_told(author, given):
    page = author.get(reverse(ADDRESS), given)
    assert page.status_code == 422
    assert page.context["played"] is None


def test_the_same_luck_is_the_same_play():
    one, same, other = (play_comparison((0.4, 0.6), students=60, seed=seed) for seed in ("1", "1", "2"))
    assert one == same != other
    assert sum(arm.students for arm in one.arms) == 60
    assert one.lines[0].width < one.lines[1].width


def test_the_lab_of_rules_leads_there(author, halves):
    assert reverse(ADDRESS) in author.get(reverse("admin:content_rule_lab")).content.decode()
