"""Serve the platform: `python serve.py PORT FOLDER`. Settings, tables, and a server until it is ended.

The protocol is the package's own. What it takes from the larger platform (who people are, which block has
which settings, where grades go) is in `school`.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
ADDRESS = f"http://127.0.0.1:{PORT}"
APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "lti_consumer",
    "school",
)

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="for tests",
    ROOT_URLCONF="school.urls",
    INSTALLED_APPS=APPS,
    MIDDLEWARE=(
        "edx_django_utils.cache.middleware.RequestCacheMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "crum.CurrentRequestUserMiddleware",
    ),
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "platform.sqlite3",
            "OPTIONS": {"timeout": 10, "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL"},
        }
    },
    # Only the tables of the newest state are wanted, and none of their history.
    MIGRATION_MODULES={name.rpartition(".")[2]: None for name in APPS},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SESSION_COOKIE_NAME="platform",
    USE_TZ=True,
    PLATFORM_NAME="A school in a test",
    LMS_ROOT_URL=ADDRESS,
    LTI_BASE=ADDRESS,
    USAGE_ID_PATTERN=r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))",
)

if __name__ == "__main__":
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("runserver", str(PORT), use_reloader=False, skip_checks=True)
