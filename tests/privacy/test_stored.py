"""What was kept of reports from before the ledger says nothing of how a group looked any more."""

from importlib import import_module

from django.apps import apps

from content.models import Condition, Rule
from tutor.models import Adaptation, ClassSession, CourseFigures

migration = import_module("tutor.migrations.0012_affect_ledger")


def test_stored_reports_and_figures_keep_facts_alone(classroom, lesson, sitting):
    rule = Rule.objects.create(slug="face", name="Face", scope="learner", effects=["visual"])
    Condition.objects.create(rule=rule, signal="camera.confused", enter=0.6, leave=0.4)
    states = {"counts": {"confused": 5, "no_camera": 2}, "untold": 1}
    helps = [{"kind": kind, "times": 5, "ended": None} for kind in ("visual", "hint")]
    step = {"step": 1, "number": 1, "title": "First", "students": 8, "wrong": 3, "states": states}
    report = {"min_group": 5, "steps": [step], "helps": helps}
    session = ClassSession.objects.create(classroom=classroom, lesson=lesson, report=report)
    cells = {"step:1": {"students": 8}, "way:1:visual": {}, "way:1:hint": {"ended": 1}, "looked:1": {}}
    figures = CourseFigures.objects.create(course=lesson.course, cells=cells)
    migration.withhold_affect(apps, None)
    session.refresh_from_db()
    figures.refresh_from_db()
    cell = session.report["steps"][0]
    assert (cell["wrong"], cell["states"], cell["words"]) == (3, None, [])
    assert session.report["helps"] == [{"kind": "hint", "times": 5}]
    assert figures.cells == {"step:1": {"students": 8}, "way:1:hint": {}}


def test_help_of_a_rule_that_is_gone_counts_as_help_from_a_camera(sitting):
    made = [
        Adaptation.objects.create(sitting=sitting, step=sitting.step, kind=kind, rule_key=key, state="shown")
        for kind, key in (("visual", "7"), ("hint", "teacher"))
    ]
    migration.mark_camera(apps, None)
    for adaptation in made:
        adaptation.refresh_from_db()
    assert [adaptation.from_camera for adaptation in made] == [True, False]
