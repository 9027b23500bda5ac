"""Whose clip is read next, and how many pictures a second there is room for.

Workers read what they are sent in the order in which it comes. So that no estimate is late, only a window of
clips is under way at once; the others wait where newer pictures replace older ones. The window grows by one
each round while estimates come back in time, and shrinks by a share when one is late or lost.

Source: Chiu and Jain (1989), "Analysis of the increase and decrease algorithms for congestion avoidance in
computer networks": this is the pair under which several senders (here: web processes) come to equal shares.
"""

from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Final

SMALLEST_WINDOW: Final = 2.0
AFTER_LATE: Final = 0.8
AFTER_LOST: Final = 0.5
# How much the newest estimate weighs in the time that reading takes.
WEIGHT: Final = 0.2
# A camera from which nothing came for so long counts no more.
SILENT_S: Final = 5.0
# Where a round through all cameras takes longer, clips are short, until it takes so much less again.
LONG_ROUND_S: Final = 6.0
SHORT_ROUND_S: Final = 3.0
# Browsers are told of a new pace when it differs by more than this share.
WORTH_TELLING: Final = 0.2


@dataclass
class Turns:
    """Shares what the workers can read among cameras, each known by a name; times in s, any steady clock.

    Attributes:
        most_fps: pictures a second of each camera while there is room.
        least_fps: below this, a clip would take too long to be about now.
        clip_length: pictures in a clip.
        short_length: pictures in a clip while a round through all cameras takes too long.
        target_s: how long a clip may be under way before the window shrinks.
        patience_s: after so long without an estimate a clip counts as lost.
        window: how many clips may be under way at once.
        reading_s: how long a clip is under way lately, smoothed.
        lost: whose clips brought no estimate in time, until `take_lost` is asked.
        is_crowded: whether a round takes too long.
        seen_at, turn_at: when each camera last sent a picture, and since when it is due for a turn.
        waiting: whose clips are ready to be sent.
        missed: whose last clip was lost, but kept its place.
        under_way: whose clips were sent, when, in that order.
    """

    most_fps: float
    clip_length: int
    short_length: int
    least_fps: float = 1.0
    target_s: float = 0.6
    patience_s: float = 3.0
    window: float = 8.0
    reading_s: float = 0.1
    lost: list[str] = field(default_factory=list)
    is_crowded: bool = False
    seen_at: dict[str, float] = field(default_factory=dict)
    turn_at: dict[str, float] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    under_way: dict[str, float] = field(default_factory=dict)
    _shrunk_at: float = float("-inf")
    _counted_at: float = float("-inf")

    def see(self, name: str, now: float, *, has_clip: bool) -> None:
        """Note a picture of a camera, and whether that makes a clip."""
        self.seen_at[name] = now
        # To come counts as a turn: otherwise a newcomer would go before all who wait.
        self.turn_at.setdefault(name, now)
        if has_clip and name not in self.under_way:
            self.waiting.add(name)

    def admit(self, now: float) -> list[str]:
        """Return whose clips are to be sent now: of those who wait, whose last estimate is longest ago."""
        self._give_up_lost(now)
        free = int(self.window) - len(self.under_way)
        if free <= 0 or not self.waiting:
            return []
        chosen = nsmallest(free, self.waiting, key=lambda name: (self.turn_at[name], name))
        for name in chosen:
            self.waiting.remove(name)
            self.under_way[name] = now
        return chosen

    def take_lost(self) -> list[str]:
        """Return whose clips brought no estimate in time, each once."""
        lost, self.lost = self.lost, []
        return lost

    def settle(self, name: str, now: float) -> None:
        """Note that the estimate of a camera's clip came."""
        sent_at = self.under_way.get(name)
        # It was given up as lost, or its camera has left.
        if sent_at is None:
            return
        was_full = len(self.under_way) >= int(self.window)
        del self.under_way[name]
        self.turn_at[name] = now
        self.missed.discard(name)
        self._learn(now - sent_at)
        if now - sent_at > self.target_s:
            self._shrink(AFTER_LATE, now)
        # That clips come back in time says something for a larger window only where this one was used up.
        elif was_full:
            self.window += 1 / self.window

    def leave(self, name: str) -> None:
        """Forget a camera."""
        for known in (self.seen_at, self.turn_at, self.under_way):
            known.pop(name, None)
        for names in (self.waiting, self.missed):
            names.discard(name)

    def pace(self, now: float) -> float:
        """Return how many pictures a second each camera may send, so that all together just find room."""
        if now - self._counted_at >= 1:
            self._counted_at = now
            for name in [name for name, at in self.seen_at.items() if now - at > SILENT_S]:
                self.leave(name)
        fps = self._length / max(self._round_s(), 0.001)
        return round(min(self.most_fps, max(min(self.least_fps, self.most_fps), fps)), 1)

    def frames_a_clip(self) -> int:
        """Return how many pictures the next clips are to have: fewer where a round takes too long."""
        round_s = self._round_s()
        self.is_crowded = round_s > (SHORT_ROUND_S if self.is_crowded else LONG_ROUND_S)
        return self._length

    @property
    def _length(self) -> int:
        return self.short_length if self.is_crowded else self.clip_length

    def is_news(self, fps: float, *, told: float) -> bool:
        """Say whether a browser that was told one pace should hear of another."""
        is_bound = fps in (self.most_fps, self.least_fps)
        return fps != told and (is_bound or abs(fps - told) > WORTH_TELLING * told)

    def _round_s(self) -> float:
        """Return how long it takes until every camera was read once.

        By Little's law the workers read `window / reading_s` clips a second when the window is full, and
        could read at least as many when it is not.
        """
        return len(self.seen_at) * max(self.reading_s, 0.01) / self.window

    def _give_up_lost(self, now: float) -> None:
        # They are kept in the order in which they were sent.
        while self.under_way and now - next(iter(self.under_way.values())) >= self.patience_s:
            name = next(iter(self.under_way))
            del self.under_way[name]
            self.lost.append(name)
            self._miss(name, now)
            self._learn(self.patience_s)
            self._shrink(AFTER_LOST, now)

    def _miss(self, name: str, now: float) -> None:
        """Leave a camera its place in the row, once: clips lost again may be what kills the workers."""
        if name in self.missed:
            self.missed.remove(name)
            self.turn_at[name] = now
        else:
            self.missed.add(name)

    def _learn(self, reading_s: float) -> None:
        self.reading_s += WEIGHT * (reading_s - self.reading_s)

    def _shrink(self, share: float, now: float) -> None:
        """Shrink once for all the clips that were under way together."""
        if now - self._shrunk_at >= self.target_s:
            self.window = max(SMALLEST_WINDOW, self.window * share)
            self._shrunk_at = now
