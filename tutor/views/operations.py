"""For whoever runs the site: is it up, is it ready, how does it do."""

import secrets
import shutil
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path
from tempfile import gettempdir

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tutor.celery import app
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.ops.metrics import REGISTRY, StoredNumbers

LEAST_FREE_BYTES = 64_000_000
"""With less, an import or a long write-ahead log of SQLite does not fit."""

REGISTRY.register(StoredNumbers(app))


@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether all that a page needs can be reached; names no address and no error."""
    parts = {name: _answers(check) for name, check in CHECKS.items()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _answers(check: Callable[[], None]) -> bool:
    try:
        check()
    except OUTAGE_ERRORS:
        return False
    except OSError:
        return False
    return True


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_channel_layer() -> None:
    async_to_sync(get_channel_layer().group_send)("readyz", {"type": "nobody.listens"})


def _check_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2, interval_start=0)


def _check_disk() -> None:
    """Look for room where the site itself writes: its data, and uploads under way."""
    places = {settings.DATA_DIR, settings.MEDIA_ROOT, Path(gettempdir())}
    free = min(shutil.disk_usage(place).free for place in places if place.exists())
    if free < LEAST_FREE_BYTES:
        raise OSError(ENOSPC, "the disk is full")


CHECKS = {
    "database": _check_database,
    "channel_layer": _check_channel_layer,
    "broker": _check_broker,
    "disk": _check_disk,
}


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell Prometheus, by the token, or a superuser."""
    if not (_has_token(request) or request.user.is_superuser):
        raise PermissionDenied
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    # As bytes, because `compare_digest` refuses text with letters beyond ASCII.
    given = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    # Without a token set, an empty one would fit.
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given, wanted)
