"""CAMERA_AFFECT=off: no trace of a camera for anybody, and a choice before the start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from content.models import Condition, Rule
from content.rules import rules_for
from tests.people import agree

SIGNS = ("camera.js", "camera-switch", "<video", 'value="camera"', 'value="frames"', "#camera", "data-device")


@pytest.fixture(autouse=True)
def off(settings):
    settings.CAMERA_AFFECT = False


def page(person, *address) -> str:
    client = Client()
    client.force_login(person)
    reply = client.get(reverse(address[0], args=address[1:]))
    assert reply.status_code == 200
    assert "camera=()" in reply["Permissions-Policy"]
    return reply.content.decode()


@pytest.mark.parametrize("reads", ["server", "device", "auto"])
def test_no_page_of_a_student_loads_or_offers_a_camera(amira, sitting, settings, reads):
    settings.CAMERA_READS = reads
    agree(amira, "camera")
    pages = (("tutor:lesson", "halves", "a-half"), ("tutor:courses",), ("tutor:you",), ("tutor:consent",))
    for address in pages:
        shown = page(amira, *address)
        for sign in SIGNS:
            assert sign not in shown, (address, sign)


def test_the_teachers_page_has_no_states(tariq, classroom, sitting):
    shown = page(tariq, "tutor:classroom", classroom.pk)
    assert "1 learning; nobody has called" in shown
    assert "class-looks" not in shown
    assert "faces" not in shown
    assert "chart.js" not in shown


def test_authors_are_offered_no_camera_signal(noor, lesson):
    shown = page(noor, "admin:content_rule_add")
    assert "behaviour.wrong_in_row" in shown
    assert 'value="camera.' not in shown


@pytest.mark.parametrize(
    ("join", "signals", "stays"),
    [
        ("all", ["camera.confused", "said.lost"], False),
        ("any", ["camera.confused", "said.lost"], True),
        ("any", ["camera.confused"], False),
        ("all", ["said.lost"], True),
    ],
)
def test_rules_that_need_a_camera_are_skipped(lesson, settings, join, signals, stays):
    rule = Rule.objects.create(
        course=lesson.course, slug="r", name="R", join=join, effects=["hint"], hold_s=0, cooldown_s=60
    )
    for signal in signals:
        Condition.objects.create(rule=rule, signal=signal, enter=1, leave=1)
    assert bool(rules_for(lesson.course)) is stays
    settings.CAMERA_AFFECT = True
    assert rules_for(lesson.course)


@pytest.mark.process
@pytest.mark.parametrize(("choice", "starts"), [(None, False), ("", False), ("maybe", False), ("off", True)])
def test_production_starts_only_after_the_choice(choice, starts, tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tutor.settings.prod",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "school.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DATA_DIR": str(tmp_path),
    }
    if choice is not None:
        env["CAMERA_AFFECT"] = choice
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=env, cwd=django_settings.BASE_DIR, capture_output=True, text=True)
    assert (done.returncode == 0) is starts
    assert starts or "CAMERA_AFFECT" in done.stderr
