"""Shows an author's page how far the reading of its files is, and cancels it.

The page made the number that names the reading; what is told of it lies in the cache, which all web
processes share. A cache that is away costs the progress and the button, and not the reading.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from content.admin.pages import for_authors
from content.exchange.bounded_reading import Watcher

FIELD = "reading"
# Longer than any reading: 15 s for its turn and 40 s for itself (`bounded_reading`).
_KEPT_S = 300


class PageWatcher(Watcher):
    """Tells the author's page how far reading is, and hears whether the author cancelled it."""

    def __init__(self, request: HttpRequest) -> None:
        try:
            number = UUID(request.POST.get(FIELD, ""))
        except ValueError:
            number = uuid4()  # nobody watches
        self._key = _key(request, number)

    def on_progress(self, done: int, total: int) -> None:
        """Tell it to the page."""
        _ask_cache(lambda: cache.set(f"{self._key}:progress", (done, total), _KEPT_S))

    def is_cancelled(self) -> bool:
        """Return whether the author pressed the button."""
        return bool(_ask_cache(lambda: cache.get(f"{self._key}:cancelled")))


@for_authors
@never_cache
@require_GET
def reading_progress(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say how far one's own reading is; JSON."""
    known: Any = _ask_cache(lambda: cache.get(f"{_key(request, number)}:progress"))
    done, total = known or (0, 0)
    return JsonResponse({"done": done, "total": total})


@for_authors
@require_POST
def cancel_reading(request: HttpRequest, number: UUID) -> HttpResponse:
    """Call one's own reading off; its own request answers."""
    _ask_cache(lambda: cache.set(f"{_key(request, number)}:cancelled", True, _KEPT_S))
    return HttpResponse(status=204)


def _key(request: HttpRequest, number: UUID) -> str:
    # The page chose the number: without the person's key, one could watch and cancel another's reading.
    return f"reading:{request.user.pk}:{number}"


def _ask_cache(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except Exception as error:
        # Only now: a site whose cache is elsewhere does without Redis's library.
        from redis.exceptions import RedisError

        if isinstance(error, RedisError | OSError):
            return None
        raise


def reading_status_urls() -> list[URLPattern]:
    """Return the addresses, below /admin/content/course/."""
    return [
        path("readings/<uuid:number>/", reading_progress, name="content_course_reading"),
        path("readings/<uuid:number>/cancel/", cancel_reading, name="content_course_cancel_reading"),
    ]
