"""What the environment says is checked at the start, and what makes no sense is refused by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "SECRET_KEY": "only-for-this-test-" * 4,
    "ALLOWED_HOSTS": "attune.example.org, attune-web",
    "CAMERA_AFFECT": "off",
    "DATABASE_URL": "postgres://attune:pass-word@db.example.org:5432/attune",
    "REDIS_URL": "redis://redis.example.org:6379/0",
}
WRONG = {
    "DATABASE_URL": "mysql://attune:pass-word@localhost/attune",
    "REDIS_URL": "localhost:6379",
    "DATABASE_POOL": "-1",
    "CAMERA_AFFECT": "yes",
    "CAMERA_FPS": "many",
    "CAMERA_READS": "browser",
    "EMOTION_FINDER": "opencv",
    "MEDIAPIPE_MAY_REPORT": "yes",
    "READING_DAYS": "1",
    "MIN_GROUP": "0",
    "TIME_ZONE": "Mars/Olympus",
    "LOG_LEVEL": "LOUD",
    "FORWARDED_ALLOW_IPS": "10.0.0.1/8",
    "SSL_REDIRECT": "1",
    "DEMO": "true",
    "SIGN_UP": "yes",
    "TEACHER_RESETS": "on",
    "PICTURE_SIGN_IN": "yes",
    "SCHOOL_YEAR_ENDS": "02-29",
    "SECOND_FACTOR": "yes",
    "PASSWORD_RESET": "on",
    "OIDC": "Our School",
    "XAPI_ENDPOINT": "lrs.example.org",
    "XAPI_NAMES": "on",
    "XAPI_PSEUDONYM_KEY": "short",
    "SAML": "District 9",
}


def read_settings(variables: dict[str, str], show: str = "") -> subprocess.CompletedProcess[str]:
    """Start a process that reads the production settings, and nothing of this one's environment."""
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tutor.settings.prod", **variables}
    program = f"from django.conf import settings; settings.DEBUG; print({show})"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )


def test_a_whole_configuration_is_read():
    done = read_settings(PRODUCTION, show="settings.ALLOWED_HOSTS, settings.DATABASES['default']['HOST']")
    assert done.stdout == "['attune.example.org', 'attune-web'] db.example.org\n"


@pytest.mark.parametrize(
    ("variables", "kept"),
    [
        ({}, "20"),
        ({"DATABASE_POOL": "7"}, "7"),
        ({"DATABASE_POOL": "0"}, "None"),
        ({"DATABASE_URL": f"{PRODUCTION['DATABASE_URL']}?conn_max_age=60"}, "None"),
        ({"DATABASE_URL": "sqlite:///attune.sqlite3"}, "None"),
    ],
)
def test_connections_to_postgresql_are_kept_ready_unless_told_otherwise(variables, kept):
    options = "settings.DATABASES['default'].get('OPTIONS', {})"
    done = read_settings(PRODUCTION | variables, show=f"{options}.get('pool', {{}}).get('max_size')")
    assert done.stdout == f"{kept}\n", done.stderr


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_makes_no_sense_is_refused_by_name(name):
    done = read_settings(PRODUCTION | {name: WRONG[name]})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} " in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "CAMERA_AFFECT", "DATABASE_URL"])
def test_what_has_no_default_must_be_said(name):
    done = read_settings({key: value for key, value in PRODUCTION.items() if key != name})
    assert f"ImproperlyConfigured: {name} must be set" in done.stderr


def test_a_finder_that_reports_its_use_serves_where_that_was_allowed_alone():
    asked = PRODUCTION | {"EMOTION_FINDER": "mediapipe"}
    refused = read_settings(asked)
    assert refused.returncode != 0
    assert "ImproperlyConfigured: EMOTION_FINDER is mediapipe" in refused.stderr
    done = read_settings(asked | {"MEDIAPIPE_MAY_REPORT": "on"}, show="settings.EMOTION_FINDER")
    assert done.stdout == "mediapipe\n", done.stderr


def test_unless_told_otherwise_nothing_serves_that_reports_its_use():
    assert read_settings(PRODUCTION, show="settings.EMOTION_FINDER").stdout == "landmarks\n"


def test_a_refused_address_is_not_repeated():
    done = read_settings(PRODUCTION | {"DATABASE_URL": WRONG["DATABASE_URL"]})
    assert "pass-word" not in done.stderr


def test_a_port_that_is_none_is_refused():
    done = read_settings(PRODUCTION | {"REDIS_URL": "redis://localhost:port/0"})
    assert "ImproperlyConfigured: REDIS_URL " in done.stderr
