"""A start imports what pages need; what few requests need waits for the first of them."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

LATER = [
    "allauth.account.views",
    "allauth.socialaccount.providers.openid_connect",
    "content.exchange.gift",
    "content.exchange.readers.moodle",
    "content.exchange.readers.oatutor",
    "content.exchange.readers.olx",
    "content.exchange.readers.qti",
    "fido2",
    "fpdf",
    "onelogin",
    "fontTools",
    "httpx",
    "openpyxl",
    "sympy",
]
# Libraries of stores that a site on SQLite does not use.
ELSEWHERE = ["channels_redis", "django.contrib.postgres", "psycopg", "redis"]
# Of anything. Each module is memory in every process; what few requests need is imported when they come.
MOST_MODULES = 1790


def modules_of_a_start(**variables: str) -> set[str]:
    """Return what is loaded after a first start: with the font, pages, tasks and embedded workers at hand."""
    script = (
        "import sys, django; django.setup(); "
        "from tutor.ops.fonts import FORMULA_FONT, made_font; made_font(FORMULA_FONT); "
        "import tutor.asgi, tutor.management.commands.serve, tutor.tasks; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "from tutor.celery import app; app.loader.import_default_modules(); print(*sys.modules)"
    )
    env = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": "tutor.settings.dev"} | variables
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    return set(run.stdout.split())


def test_one_process_on_sqlite_loads_nothing_for_stores_it_does_not_have(tmp_path):
    loaded = modules_of_a_start(DATA_DIR=str(tmp_path))
    assert [name for name in (*LATER, *ELSEWHERE) if name in loaded] == []
    assert len(loaded) <= MOST_MODULES


def test_with_redis_and_postgresql_their_errors_are_known(tmp_path):
    stores = {"REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x"}
    loaded = modules_of_a_start(DATA_DIR=str(tmp_path), **stores)
    assert {"django.contrib.postgres.fields", "psycopg", "redis"} <= loaded


def test_serving_starts_without_writers_of_files_and_readers_of_courses():
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tutor.settings.test'; "
        "import tutor.asgi, tutor.tasks; from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print([name for name in {LATER} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
