"""A start imports what pages need; what few requests need waits for the first of them."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

LATER = [
    "allauth.account.views",
    "allauth.socialaccount.providers.openid_connect",
    "content.exchange.readers.moodle",
    "content.exchange.readers.oatutor",
    "content.exchange.readers.olx",
    "content.exchange.readers.qti",
    "fido2",
    "fpdf",
    "onelogin",
    "openpyxl",
    "sympy",
]


def test_serving_starts_without_writers_of_files_and_readers_of_courses():
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tutor.settings.test'; "
        "import tutor.asgi, tutor.tasks; from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print([name for name in {LATER} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
