"""A rule's fields are named once; rows, files, forms and sentences follow."""

import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.http import QueryDict

from content.admin.rule_pages.readback import rule_of
from content.admin.rules import RuleAdmin, RuleForm
from content.coursefiles import BadCourseFiles, read_rules
from content.coursefiles.documents import RuleDoc
from content.coursefiles.writing import write_rules
from content.exchange.exporting import export_rule
from content.exchange.importing import save_rules
from content.lab.changes import NUMBERS
from content.models import Rule
from content.policy.codec import Codec, Ladder, NamedSets
from content.policy.phrases import say_nothing
from content.policy.rules import RULE_FIELDS, Condition, InvalidRule, Limits, WrittenCondition, WrittenRule
from content.policy.sentences import rule_sentence

ROOT = Path(__file__).parents[2]
LOST = WrittenCondition("said.lost", "at_least", 1.0, 1.0)
# Of each field a value that is not its default; whoever adds a field adds one.
OTHERS = {
    "name": "Another",
    "scope": "class",
    "join": "any",
    "hold_s": 41.5,
    "mode": "offer",
    "effects": ("easier", "visual"),
    "cooldown_s": 90.0,
    "priority": -7,
    "escalate_s": 61.0,
    "sentence": "Look again.",
    "limits": Limits(frozenset({"a", "b"}), frozenset({"c"}), frozenset({"practice"})),
    "hold_least": 5.0,
    "hold_most": 90.0,
    "learn_from": 120,
}
# An end alone is no range.
RANGE = {"hold_s": 20.0, "hold_least": 10.0, "hold_most": 60.0}
each_field = pytest.mark.parametrize("one", RULE_FIELDS, ids=lambda one: one.name)


def a_doc(**others: object) -> RuleDoc:
    scope = others.get("scope", "learner")
    asked = WrittenCondition("class.lost_taps", "at_least", 5.0, 3.0) if scope == "class" else LOST
    usual = {"slug": "r", "name": "A rule", "conditions": (asked, asked), "effects": ("visual",)}
    return RuleDoc(**{**usual, **others})


def with_other(one) -> RuleDoc:
    assert OTHERS[one.name] != one.default
    return a_doc(**{**(RANGE if one.name in RANGE else {}), one.name: OTHERS[one.name]})


def form_of(rule: RuleDoc) -> QueryDict:
    """Return what a browser sends of a rule."""
    sent = QueryDict(mutable=True)
    for one in RULE_FIELDS:
        value = getattr(rule, one.name)
        if isinstance(one.codec, Ladder):
            sent.update(dict(zip(one.codec.form_names, value, strict=False)))
        elif isinstance(one.codec, NamedSets):
            for column, names in one.codec.to_row(one.name, value).items():
                sent.setlist(column, names)
        else:
            sent[one.name] = "" if value is None else str(value)
    sent["conditions-TOTAL_FORMS"] = str(len(rule.conditions))
    for index, condition in enumerate(rule.conditions):
        for part in ("signal", "comparison", "enter", "leave"):
            sent[f"conditions-{index}-{part}"] = str(getattr(condition, part))
    return sent


def test_each_field_but_the_conditions_has_a_codec():
    named = {one.name for one in fields(WrittenRule)}
    assert {one.name for one in RULE_FIELDS} == named - {"conditions"} == set(OTHERS)
    assert all(isinstance(one.codec, Codec) and one.codec.file for one in RULE_FIELDS)


@pytest.mark.django_db
@each_field
def test_a_row_keeps_each_field(one):
    doc = with_other(one)
    save_rules([doc], course=None)
    assert export_rule(Rule.objects.get()) == doc


@each_field
def test_a_file_keeps_each_field(one):
    doc = with_other(one)
    assert read_rules(write_rules([doc]), file="rules.yaml") == (doc,)


@each_field
def test_a_form_sends_each_field(one):
    doc = with_other(one)
    assert rule_of(form_of(doc), key="r") == doc.policy


@each_field
def test_the_form_has_a_place_for_each_field(one):
    names = one.codec.form_names if isinstance(one.codec, Ladder) else one.codec.columns(one.name)
    assert set(names) <= set(RuleForm.base_fields)
    assert all(name in str(RuleAdmin.fieldsets) for name in names)


@each_field
def test_a_sentence_tells_each_field_that_has_words(one):
    doc = with_other(one)
    usual = a_doc(conditions=doc.conditions)
    if one.name == "escalate_s":  # it says when the second effect follows
        doc, usual = (a_doc(effects=("visual", "easier"), **more) for more in ({one.name: 61.0}, {}))
    if one.codec.say is say_nothing and one.name not in ("scope", "join", "mode", "escalate_s", *RANGE):
        assert rule_sentence(doc.policy) == rule_sentence(usual.policy)
    elif one.name == "scope":
        assert rule_sentence(doc.policy).count("to the class") == 1
    else:
        assert rule_sentence(doc.policy) != rule_sentence(usual.policy)


def test_a_sound_condition_and_a_written_one_are_the_same_in_rows_and_files():
    assert LOST.to_policy() == Condition("said.lost", "at_least", 1.0, 1.0)
    assert set(NUMBERS) == {"hold_s", "cooldown_s", "priority", "escalate_s"}


@pytest.mark.parametrize("typed", ["abc", "1.5", "--1", "1" * 30])
def test_a_priority_typed_into_a_form_is_a_whole_number(typed):
    sent = form_of(a_doc())
    sent["priority"] = typed
    with pytest.raises(InvalidRule, match="priority must be a whole number"):
        rule_of(sent, key="r")


def test_a_priority_left_empty_is_none():
    sent = form_of(a_doc(priority=3))
    sent["priority"] = ""
    assert rule_of(sent, key="r").priority == 0


def test_a_priority_in_a_file_is_a_whole_number():
    text = write_rules([a_doc(priority=3)])
    with pytest.raises(BadCourseFiles, match=r"rules\.yaml:\d+: priority must be a whole number"):
        read_rules(text.replace("priority: 3", "priority: 1.7"), file="rules.yaml")
    assert read_rules(text.replace("priority: 3", "priority: 4.0"), file="rules.yaml")[0].priority == 4


ONE_MORE = """\
    patience_s: float = field(
        metadata={
            "codec": Seconds(
                tried_as="patience",
                file="patience_s",
                say=lambda rule, told: f"{told}, patiently {rule.patience_s:g}",
            )
        },
        default=3.0,
    )
"""
SHOW = """
import django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "content", verbosity=0)
call_command("migrate", "content", verbosity=0)
from django.http import QueryDict
from content.admin.rule_pages.readback import rule_of
from content.admin.rules import RuleAdmin, RuleForm
from content.coursefiles import BadCourseFiles, read_rules
from content.coursefiles.documents import RuleDoc
from content.coursefiles.writing import write_rules
from content.exchange.exporting import export_rule
from content.exchange.importing import save_rules
from content.lab.changes import changed_rule
from content.lab.changes import NUMBERS
from content.models import Rule
from content.policy.rules import WrittenCondition
from content.policy.sentences import rule_sentence

asked = WrittenCondition("said.lost", "at_least", 1.0, 1.0)
doc = RuleDoc(slug="r", name="R", conditions=(asked,), effects=("visual",), patience_s=7.0)
save_rules([doc], course=None)
assert Rule.objects.get().patience_s == 7.0 and export_rule(Rule.objects.get()) == doc
assert "patience_s" in write_rules([doc]) and read_rules(write_rules([doc]), file="f") == (doc,)
assert "patience_s" in RuleForm.base_fields and "patience_s" in str(RuleAdmin.fieldsets)
sent = QueryDict(
    "effect_1=visual&patience_s=7&conditions-TOTAL_FORMS=1&conditions-0-signal=said.lost&conditions-0-enter=1"
)
assert rule_of(sent, key="r").patience_s == 7.0
assert ", patiently 7" in rule_sentence(doc.policy)
assert changed_rule(doc.policy, {"patience_s": "9"}).patience_s == 9.0
print("shown")
"""


@pytest.mark.slow
def test_a_field_is_added_in_one_place(tmp_path):
    left_out = shutil.ignore_patterns("__pycache__", "static", "courses")
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=left_out)
    module = tmp_path / "content" / "policy" / "rules.py"
    before = module.read_text()
    changed = before.replace("    limits: Limits = field(", f"{ONE_MORE}    limits: Limits = field(", 1)
    assert changed != before
    module.write_text(changed)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip().endswith("shown"), done.stderr
