"""Settings every deployment shares. Whatever varies is read from the environment, here and nowhere else."""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import allauth
from csp.constants import NONE, SELF

from content import theme
from tutor.ops.worker_policy import bound_worker
from tutor.settings.accounts import *  # noqa: F403
from tutor.settings.audit import *  # noqa: F403
from tutor.settings.cameras import *  # noqa: F403
from tutor.settings.environment import (
    BASE_DIR,
    env,
    read_address,
    read_choice,
    read_networks,
    read_number,
    read_switch,
)
from tutor.settings.first_steps import *  # noqa: F403
from tutor.settings.logs import *  # noqa: F403
from tutor.settings.lti import *  # noqa: F403
from tutor.settings.queues import *  # noqa: F403
from tutor.settings.queues import REDIS_URL
from tutor.settings.rosters import *  # noqa: F403
from tutor.settings.sign_on import *  # noqa: F403
from tutor.settings.sign_on import SIGN_ON_APPS
from tutor.settings.statements import *  # noqa: F403

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whoever may say from which address somebody asks: the proxy. Without it everybody behind the proxy has the
# proxy's address, and too many wrong passwords of one shut all of them out.
FORWARDED_ALLOW_IPS = read_networks("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

INSTALLED_APPS = [
    "tutor.ops.light_admin.UnfoldConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    *SIGN_ON_APPS,
    "tutor.ops.light_lti.LtiToolConfig",
    "content",
    "emotion",
    "tutor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    # From here on everything runs in one thread a request (tutor/ops/one_thread.py).
    "tutor.ops.middleware.reference",
    "csp.middleware.CSPMiddleware",
    "tutor.ops.middleware.admin_content_policy",
    "tutor.ops.middleware.permissions_policy",
    "tutor.ops.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tutor.views.accounts.reader_language.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tutor.throttling.devices.remember_device",
    "allauth.account.middleware.AccountMiddleware",
    "tutor.views.accounts.second_factor.hold_back",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tutor.ops.held_sessions.held_sessions",
    "tutor.ops.middleware.within_budget",
    "tutor.ops.middleware.refuse_nul",
    "tutor.ops.middleware.gone",
    "tutor.ops.audit_trail.audit_trail",
]

ROOT_URLCONF = "tutor.urls"
ASGI_APPLICATION = "tutor.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "libraries": {"i18n": "tutor.templatetags.quick_i18n"},
            "builtins": ["tutor.templatetags.said", "tutor.templatetags.figures"],
            # Ours write numbers as the reader's language does; those of packages are read as they are.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "tutor.templatetags.loading.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tutor.ops.context.deployment",
            ],
        },
    }
]

# `i18n` stands for two modules, and means to: ours, above, is Django's with one tag made quicker.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# SQLite in write-ahead mode, with transactions that take the write lock when they begin, lets the
# web threads and the embedded worker write side by side without "database is locked".
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(
        read_address(
            "DATABASE_URL",
            f"sqlite:///{DATA_DIR / 'attune.sqlite3'}",
            like=["postgres://user:password@host:5432/name", "postgresql://host/name", "sqlite:///path"],
        )
    )
}
# A request has a thread of its own, and would open a connection of its own: a process keeps some ready
# instead. A short wait and few attempts, so that pages say at once that the database is gone, and are back
# as soon as it is.
POSTGRES_POOL = {
    "min_size": 0,
    "max_size": int(read_number("DATABASE_POOL", 20, low=0, high=1000)),
    "timeout": 4,
    "reconnect_timeout": 2,
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "tutor.ops.sqlite"
    DATABASES["default"]["OPTIONS"] = dict(SQLITE_OPTIONS)
elif POSTGRES_POOL["max_size"] and not DATABASES["default"].get("CONN_MAX_AGE"):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = POSTGRES_POOL
# One file takes one write at a time, and one process computes one page at a time: more at once only wait for
# each other. Another server's replies are waited for by as many as ask.
REQUESTS_AT_ONCE = 4 if DATABASES["default"]["ENGINE"] == "tutor.ops.sqlite" else 256
# A connection that is kept (conn_max_age in DATABASE_URL) may have died with its server.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "tutor.User"
AUTHENTICATION_BACKENDS = ["tutor.throttling.ThrottledBackend"]
DEVICE_COOKIE_NAME = "device"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "tutor:home"
LOGOUT_REDIRECT_URL = "tutor:home"

UNFOLD = theme.UNFOLD

LANGUAGE_CODE = "en-gb"
TIME_ZONE = read_choice("TIME_ZONE", "UTC", choices=available_timezones())
# allauth as a whole is no app here: its templates would stand in where one of ours is missing.
LOCALE_PATHS = [BASE_DIR / "locale", Path(allauth.__file__).parent / "locale"]
# Every language with a catalogue, by its own name: whoever looks for theirs may read no other.
LANGUAGES = [
    ("en-gb", "English"),
    ("es", "Español"),
    ("pt-br", "Português (Brasil)"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"  # As in `reader_language.set_cookie`.
USE_I18N = True
# For languages in which Django has none, as Arabic and Hindi; its own fallback is the order of the USA.
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tutor.ops.fonts.FontFinder",
    "tutor.ops.catalogues.CatalogueFinder",
    "tutor.ops.device_files.DeviceFilesFinder",
]
SERVESTATIC_ADD_HEADERS_FUNCTION = bound_worker
FONTS_DIR = DATA_DIR / "fonts"
# What `python -m emotion.device` wrote: the networks and the runtime for browsers.
DEVICE_FILES = Path(env.str("DEVICE_FILES", default=str(DATA_DIR / "device")))
NPM_REGISTRY = env.str("NPM_CONFIG_REGISTRY", default="https://registry.npmjs.org")
MEDIA_ROOT = DATA_DIR / "media"

# Nothing inline and nothing from elsewhere. `blob:` lets the camera preview draw its own frames.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# The frame is the preview of a step beside its form.
ADMIN_CONTENT_POLICY = {"frame-ancestors": [SELF]}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# A body holds an answer or a board note; frames travel by WebSocket, pictures by the admin.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A step with 60 questions of five choices has 2,500 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

if REDIS_URL:
    # The layer asks Redis to hold the line for 5 s while nothing is said. A client that waits no longer than
    # that itself would break every quiet socket.
    CHANNEL_HOST = {"address": REDIS_URL, "socket_timeout": 8, "socket_connect_timeout": 2}
    CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "tutor.messages.redis_layer.StoppableLayer",
            "CONFIG": {"hosts": [CHANNEL_HOST]},
        }
    }
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "tutor.messages.channel_layer.LoopBoundLayer"}}
    # It keeps 300 things unless told otherwise, and forgets the others: whoever guesses at many names would
    # have the throttle forget one that is shut.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

CELERY_BEAT_SCHEDULE = {
    "age-out-readings": {"task": "tutor.age_out_readings", "schedule": 3600.0},
    "age-out": {"task": "tutor.age_out", "schedule": 86400.0},
    "tell-comparisons": {"task": "tutor.tell_comparisons", "schedule": 3600.0},
    "tune-rules": {"task": "tutor.tune_rules", "schedule": 3600.0},
    "sweep-files": {"task": "content.sweep_files", "schedule": 86400.0},
    "settle-choices": {"task": "tutor.settle_choices", "schedule": 300.0},
    # What moved within a lesson, what an LMS did not take, and what a crash kept out of the queue.
    "sweep-scores": {"task": "tutor.outside.sweep_scores", "schedule": 60.0},
    "send-statements": {"task": "tutor.outside.send_statements", "schedule": 60.0},
    # Asks every hour what is due; servers are read by night.
    "pull-rosters": {"task": "tutor.pull_rosters", "schedule": 3600.0},
}

# Two at least: days end at midnight UTC, which may be the middle of a lesson.
READING_DAYS = int(read_number("READING_DAYS", 7, low=2, high=365))
# With it on, a student's consent applies once a guardian has confirmed it: see docs/privacy.md.
GUARDIAN_CONSENT = read_switch("GUARDIAN_CONSENT", default=False)
# With it off nobody is asked for research, and nothing can be exported for it.
RESEARCH_EXPORT = read_switch("RESEARCH_EXPORT", default=False)
# With it off chance chooses nowhere, whatever an author switched on, and nobody is asked about it.
HELP_COMPARISON = read_switch("HELP_COMPARISON", default=True)
# A rule that an author saves holds so many seconds later at most.
RULES_KEPT_S = 5.0
MIN_GROUP = int(read_number("MIN_GROUP", 5, low=2, high=50))
DEMO = False
# Used for guardians alone.
globals().update(env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="attune@localhost")
# Lets Prometheus read /metrics; without it only a superuser may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
