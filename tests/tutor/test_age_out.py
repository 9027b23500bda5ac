"""Readings age out: by a schedule, by a command, and after a dry run that tells first."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tutor.celery import app
from tutor.models import Reading
from tutor.ops.embedded import EmbeddedSchedule
from tutor.queries.selectors import readings_expire_before


@pytest.fixture
def readings(sitting):
    """One reading an hour too old, one with an hour left."""
    limit = readings_expire_before()
    for at in (limit - timedelta(hours=1), limit + timedelta(hours=1)):
        Reading.objects.create(sitting=sitting, at=at, known=False, faces_share=0, model="test")


def test_a_dry_run_says_what_would_go_and_drops_nothing(readings, capsys):
    call_command("age_out_readings", dry_run=True)
    assert capsys.readouterr().out == "1 readings of over 7 days would go.\n"
    assert Reading.objects.count() == 2


def test_what_is_too_old_goes_and_the_rest_stays(readings, capsys):
    call_command("age_out_readings")
    assert capsys.readouterr().out == "Dropped 0 days and 1 single readings of over 7 days.\n"
    assert Reading.objects.get().at > timezone.now() - timedelta(days=settings.READING_DAYS)


def test_no_reading_lives_longer_than_its_days(settings):
    settings.READING_DAYS = 3
    age = timezone.now() - readings_expire_before()
    assert timedelta(days=2) <= age < timedelta(days=3)


def test_the_task_of_the_schedule_exists():
    app.loader.import_default_modules()
    assert {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_one_process_runs_each_job_at_its_start(monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", sent.append)
    schedule = EmbeddedSchedule(app)
    schedule.start()
    schedule.stop()
    assert "tutor.age_out_readings" in sent
