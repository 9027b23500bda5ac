"""A memory of results that counts the bytes it holds: many small texts, or a few large ones."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from sys import getsizeof
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class ByteCache:
    """Remembers what was made last, up to so many bytes of keys and values. Threads may share it.

    Keys and values are texts, numbers, and tuples of such. What is larger than a quarter of the whole is not
    remembered: it would drive all else out.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.held_bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get_or_make(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is remembered under a key, or make it; two threads may make the same at once."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                kept: Made = self._entries[key][0]
                return kept
        made = make()
        self._keep(key, made, size=_size_of(key) + _size_of(made))
        return made

    def _keep(self, key: Hashable, made: object, *, size: int) -> None:
        with self._lock:
            if key in self._entries or size > self.most_bytes // 4:
                return
            self._entries[key] = (made, size)
            self.held_bytes += size
            while self.held_bytes > self.most_bytes:
                _, dropped = self._entries.popitem(last=False)[1]
                self.held_bytes -= dropped


def _size_of(value: object) -> int:
    within = sum(_size_of(item) for item in value) if isinstance(value, tuple) else 0
    return getsizeof(value) + within


def remember(*, most_bytes: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Let a function of texts and tuples remember its results in so many bytes."""
    cache = ByteCache(most_bytes)

    def decorate(function: Callable[..., Made]) -> Callable[..., Made]:
        @wraps(function)
        def ask(*given: Hashable) -> Made:
            return cache.get_or_make(given, lambda: function(*given))

        ask.cache = cache  # type: ignore[attr-defined]
        return ask

    return decorate
