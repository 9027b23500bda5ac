"""How much one browser, session or person may ask of a process through sockets."""

from collections import Counter
from collections.abc import Hashable

CLOSE_TOO_MANY = 4429
# One person has a few tabs open; more than this in one process is a fault or a flood.
MAX_SOCKETS = 8
# A little above the largest frame, so that a frame that is too large is refused with a code
# by the consumer, and only what is absurd closes the socket.
MAX_MESSAGE_BYTES = 1024 * 1024
# What a page says in words is short.
MAX_WORD_CHARACTERS = 1000


class OpenSockets:
    """How many sockets each has open, of `MAX_SOCKETS` at most."""

    def __init__(self) -> None:
        self._open: Counter[Hashable] = Counter()

    def __getitem__(self, whose: Hashable) -> int:
        """Return how many somebody has open."""
        return self._open[whose]

    def enter(self, whose: Hashable) -> bool:
        """Count one more in, if there is room; say whether there was."""
        if self._open[whose] >= MAX_SOCKETS:
            return False
        self._open[whose] += 1
        return True

    def leave(self, whose: Hashable) -> None:
        """Count one out."""
        self._open[whose] -= 1
        if not self._open[whose]:
            del self._open[whose]
