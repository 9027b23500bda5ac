"""Writing rules without code."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from content.admin.amounts import read_amount, write_amount
from content.models import Rule
from tests.content.admin.formdata import filled_in, new_rule


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def rule(halves):
    return halves.rules.get()


def save(author, rule, **changes):
    address = page("rule_change", rule.pk)
    return author.post(address, filled_in(author.get(address), **changes))


def errors_of(response):
    assert response.status_code == 200
    formset = response.context["inline_admin_formsets"][0].formset
    return str([response.context["errors"], formset.errors, formset.non_form_errors()])


def test_a_rule_is_written_in_its_units_and_read_back_as_a_sentence(author, halves):
    assert author.post(page("rule_add"), new_rule(halves)).status_code == 302
    rule = Rule.objects.get(slug="stays-confused")
    assert rule.effects == ["visual", "easier"]
    assert [(item.enter, item.leave) for item in rule.conditions.all()] == [(0.65, 0.45), (10, 10)]
    sentence = (
        "When confused at 65% or more and no progress in that time, for 40 s, offer a visual aid, "
        "then an easier example; at most every 2 min."
    )
    assert sentence in author.get(page("rule_changelist")).content.decode()


@pytest.mark.slow
def test_saving_a_rule_unchanged_changes_nothing(author, rule):
    before = rule.to_policy()
    assert save(author, rule).status_code == 302
    assert Rule.objects.get(pk=rule.pk).to_policy() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"conditions-0-enter": "much"}, "Write a share"),
        ({"conditions-0-enter": "165 %"}, "must lie in 0 to 1"),
        ({"conditions-0-leave": "80 %"}, "it ends (leave) above the value at which it begins (enter)"),
        ({"conditions-1-enter": "soon"}, "Write a time"),
        ({"effect_2": "visual"}, "An effect stands twice"),
        ({"scope": "class"}, "a class rule cannot ask for camera.confused"),
        ({"conditions-0-signal": "camera.sleepy"}, "Select a valid choice"),
        ({"hold_s": "9999"}, "hold_s must lie in 0 to 3,600"),
        ({"hold_s": "-1"}, "greater than or equal to 0"),
        ({"cooldown_s": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_plain_words(author, halves, changes, reason):
    errors = errors_of(author.post(page("rule_add"), new_rule(halves, **changes)))
    assert reason in errors
    assert "Constraint" not in errors
    assert not Rule.objects.filter(slug="stays-confused").exists()


def test_a_rule_without_conditions_is_refused(author, halves):
    response = author.post(page("rule_add"), new_rule(halves, **{"conditions-TOTAL_FORMS": "0"}))
    assert "at least one condition" in errors_of(response) or "at least 1 form" in errors_of(response)


def test_an_author_cannot_write_a_rule_for_every_course(author, halves, noor):
    response = author.post(page("rule_add"), new_rule(halves, course=""))
    assert "course" in response.context["adminform"].form.errors
    noor.is_superuser = True
    noor.save()
    assert author.post(page("rule_add"), new_rule(halves, course="")).status_code == 302
    assert Rule.objects.get(slug="stays-confused").course is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("65 %", "share", 0.65),
        ("65%", "share", 0.65),
        ("0,65", "share", 0.65),
        ("40", "seconds", 40),
        ("2 min", "seconds", 120),
        ("1 min 30 s", "seconds", 90),
        ("3", "count", 3),
        ("Yes", "yes", 1),
    ],
)
def test_amounts_are_read_as_people_write_them(text, unit, value):
    assert read_amount(text, unit) == pytest.approx(value)
    assert read_amount(write_amount(value, unit), unit) == pytest.approx(value)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize(
    ("value", "unit"),
    [(0.65, "share"), (40, "seconds"), (120, "seconds"), (90, "seconds"), (1, "yes"), (0, "yes")],
)
def test_an_amount_is_read_as_it_is_shown_in_each_language(language, value, unit):
    with translation.override(language):
        assert read_amount(write_amount(value, unit), unit) == value
        assert read_amount("2 min" if unit == "seconds" else "1", unit) in (120, 1)


@pytest.mark.parametrize(("text", "value"), [("٦٥ ٪", 0.65), ("०.६५", 0.65), ("٠٫٦٥", 0.65), ("0,65", 0.65)])
def test_a_share_is_read_in_the_digits_of_its_author(text, value):
    assert read_amount(text, "share") == value


@pytest.mark.parametrize(("text", "unit"), [("", "seconds"), ("x", "count"), ("-1", "share"), ("%", "share")])
def test_what_is_no_amount_is_refused_with_an_example(text, unit):
    with pytest.raises(ValueError, match="Write"):
        read_amount(text, unit)
