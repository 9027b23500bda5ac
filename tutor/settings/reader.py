"""Settings of a worker that only reads clips: no database, no pages, no secret."""

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.cameras import *  # noqa: F403
from tutor.settings.logs import *  # noqa: F403
from tutor.settings.logs import LOGGING
from tutor.settings.queues import *  # noqa: F403
from tutor.settings.queues import REDIS_URL

if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL must be set: clips come by way of Redis")

INSTALLED_APPS = ["emotion"]
TIME_ZONE = "UTC"
LOGGING["handlers"]["console"]["formatter"] = "json"
# Django would first load what its own log handlers need: error pages, and with them forms and templates.
LOGGING_CONFIG = None
