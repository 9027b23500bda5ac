"""How often one person may ask how an answer is read: some times more than anybody types."""

import time

from django.core.cache import cache

_WINDOW_S = 10
_LIMIT = 40


def allow_preview(user_id: int) -> bool:
    """Say whether this person may ask again, and count it."""
    key = f"previews:{user_id}:{int(time.time()) // _WINDOW_S}"
    if cache.add(key, 1, 2 * _WINDOW_S):
        return True
    try:
        return int(cache.incr(key)) <= _LIMIT
    except ValueError:  # It ran out between the two.
        return True
