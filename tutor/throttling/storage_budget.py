"""How much one person may have stored in an hour: enough for any lesson, and not enough to fill a disk.

Counted are the bytes of each form that was taken, what its rows take beside it, and what else a service says
that it stored. The count lies in the cache: where that is away, nothing is refused.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.cache import cache

from tutor.models import User

BYTES_AN_HOUR = 1_000_000
ROWS_OF_A_FORM = 500
"""Bytes that the rows of one form take with their indexes, beside what was typed."""
_HOUR_S = 3600


def has_room(person: User) -> bool:
    """Return whether more of this person may be stored within this hour."""
    stored: int = _ask(lambda: cache.get(_key(person))) or 0
    return stored < BYTES_AN_HOUR


def note_stored(person: User, what: str | int) -> None:
    """Count a text, or a number of bytes, that was stored for a person."""
    size = what if isinstance(what, int) else len(what.encode())
    if not size:
        return
    key = _key(person)
    _ask(lambda: cache.add(key, 0, _HOUR_S))
    with suppress(ValueError):  # it ran out between the two
        _ask(lambda: cache.incr(key, size))


def _key(person: User) -> str:
    # Some databases give the key of an erased account anew.
    return f"stored:{person.pk}:{person.date_joined.timestamp()}:{int(time.time() // _HOUR_S)}"


def _ask(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Exception as error:
        # Only now: a site whose cache is elsewhere does without Redis's library.
        from redis.exceptions import RedisError

        if isinstance(error, RedisError | OSError):
            return None
        raise
