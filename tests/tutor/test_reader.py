"""A worker that only reads clips: light, and the same to everybody else as any other worker."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

# Of the site: what the first reader, a worker with everything, carried along and never used.
UNUSED = [
    "allauth",
    "channels",
    "click_repl",
    "content.models",
    "django.contrib",
    "django.db.models",
    "django.forms",
    "django.template",
    "django.urls",
    "django.views",
    "tutor.models",
    "tutor.views",
    "unfold",
    "uvicorn",
]
# As `main` does, short of the connection.
LOADED = """
import sys
from tutor import reader
import celery.apps.worker, celery.concurrency.solo, kombu.transport.redis
reader.prepare()
reader.app.loader.init_worker()
reader.app.loader.import_default_modules()
"""


def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = kept | {"REDIS_URL": "redis://127.0.0.1:1/0"} | variables
    return subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)


def test_a_reader_loads_nothing_of_the_site():
    done = run(f"{LOADED}print([name for name in {UNUSED} if name in sys.modules], len(sys.modules) < 620)")
    assert (done.stdout.strip(), done.stderr) == ("[] True", "")


def test_a_reader_knows_its_one_task_and_sends_estimates_where_all_workers_do():
    done = run(
        f"{LOADED}print(*[name for name in reader.app.tasks if not name.startswith('celery.')]); "
        "sent = reader.app.amqp.router.route({}, 'tutor.observe'); print(sent['queue'].name); "
        "print(reader.app.conf.task_serializer, sorted(reader.app.conf.accept_content))"
    )
    assert done.stdout.splitlines() == ["emotion.analyse_clip", "default", "json ['json', 'msgpack']"]


def test_a_reader_needs_no_secret_whatever_settings_the_site_has():
    site = {"DJANGO_SETTINGS_MODULE": "tutor.settings.prod"}
    done = run("from tutor import reader; print(reader.settings.SETTINGS_MODULE)", **site)
    assert done.stdout.strip() == "tutor.settings.reader"


def test_a_reader_without_redis_says_what_it_lacks():
    done = run("from tutor import reader; reader.settings.INSTALLED_APPS", REDIS_URL="")
    assert "REDIS_URL must be set" in done.stderr
