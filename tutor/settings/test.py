"""Settings for the tests. DATABASE_URL and REDIS_URL choose real servers, as in production."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tutor.settings.base import *  # noqa: F403
from tutor.settings.base import CACHES, CHANNEL_LAYERS, DATABASES, REDIS_URL
from tutor.settings.environment import BASE_DIR, env, read_switch

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
DEMO = True
CAMERA_AFFECT = True
# The platform of the tests answers on this machine.
LTI = read_switch("LTI", default=True)
LTI_PLAIN_HTTP = LTI_PRIVATE_NETWORKS = True
RESEARCH_EXPORT = True
PICTURE_SIGN_IN = True
SIGN_UP = "open"
RULES_KEPT_S = 0.0
# What a deployment may switch on is there; each test that is about it says which way it stands.
SECOND_FACTOR = "on"
PASSWORD_RESET = EMAIL_CONFIRMATION = True
# A folder for each process, so that two runs side by side do not share a database.
DATA_DIR = Path(env.str("DATA_DIR", default=f"{tempfile.gettempdir()}/attune-tests-{os.getpid()}"))
MEDIA_ROOT = DATA_DIR / "media"
# Made once, and not by every test run anew.
FONTS_DIR = BASE_DIR / "var" / "fonts"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SERVESTATIC_USE_FINDERS = True
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: the live server, the worker and the tests are separate threads of one database.
    DATA_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # What tests write need not outlive the machine: no commit waits for a disk that others keep busy.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
if REDIS_URL and (worker := env.str("PYTEST_XDIST_WORKER", default="")):
    # A number of Redis for each of the tests' own workers (gw0, gw1), as pytest-django makes a database.
    REDIS_URL = urlsplit(REDIS_URL)._replace(path=f"/{14 - int(worker[2:])}").geturl()
    CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0]["address"] = REDIS_URL
    CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL
