"""The live loop reads a course's rules anew only now and then."""

import pytest

from content import rules
from content.models import Course, Rule


@pytest.fixture
def course(noor, monkeypatch):
    monkeypatch.setattr(rules, "_lately", {})
    return Course.objects.create(slug="halves", title="Halves", owner=noor)


def test_rules_are_kept_for_a_while(course, settings, django_assert_num_queries):
    settings.RULES_KEPT_S = 60.0
    rules.recent_rules(course)
    with django_assert_num_queries(0):
        rules.recent_rules(course)


def test_a_rule_that_an_author_saves_holds_once_that_while_is_over(course, settings):
    settings.RULES_KEPT_S = 60.0
    rule = Rule.objects.create(course=course, slug="a", name="Any", effects=["hint"])
    rule.conditions.create(signal="said.lost", comparison="at_least", enter=1, leave=1)
    before = [found.name for found in rules.recent_rules(course)]
    Rule.objects.update(name="Another")
    assert [found.name for found in rules.recent_rules(course)] == before == ["Any"]
    settings.RULES_KEPT_S = 0.0
    assert [found.name for found in rules.recent_rules(course)] == ["Another"]
