"""The frames of one open socket, kept only until they make a clip."""

from dataclasses import dataclass, field

# As many as a busy server let wait for two seconds come at once.
BURST = 8.0


@dataclass
class RateGate:
    """A token bucket: lets `per_s` frames a second through, and short bursts of `burst` after a pause."""

    per_s: float
    burst: float = BURST
    last: float | None = None
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin full."""
        self.tokens = self.burst

    def allow(self, now: float) -> bool:
        """Say whether one more frame may pass at `now` (seconds, any monotonic clock)."""
        if self.last is not None:
            self.tokens = min(self.burst, self.tokens + (now - self.last) * self.per_s)
        self.last = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class ClipBuffer:
    """Collects frames until they are a clip, and until it is sent: the newest frames win.

    No frame is in two clips, unless the camera is so slow that a clip of new frames alone would be long in
    coming: then the newest frames of the last clip count again.

    Args:
        length: frames in a clip.
        gap_s: a longer silence between two frames starts the clip anew.
        repeat_s: so long after the last clip, its frames may count again.
        frames: the newest ones, oldest first, `length` at most.
        fresh: how many came since the last clip was taken.
        last, taken_at: when the newest frame came, and the last clip was taken, on the clock of `now` (s).
    """

    length: int
    gap_s: float = 3.0
    repeat_s: float = 4.0
    frames: list[bytes] = field(default_factory=list)
    fresh: int = 0
    last: float = float("-inf")
    taken_at: float = float("-inf")

    def add(self, frame: bytes, now: float) -> bool:
        """Take a frame; say whether there is a clip now."""
        if now - self.last > self.gap_s:
            self.clear()
        self.last = now
        self.frames.append(frame)
        del self.frames[: -self.length]
        self.fresh += 1
        return self._is_clip(now)

    def take(self, now: float) -> list[bytes] | None:
        """Hand the clip over and begin a new one; `None` where there is none, or only an old one."""
        if not self._is_clip(now) or now - self.last > self.gap_s:
            return None
        self.fresh, self.taken_at = 0, now
        return self.frames.copy()

    def repeat(self) -> None:
        """Let the frames of the last clip count again at once: it was lost."""
        self.taken_at = float("-inf")

    def clear(self) -> None:
        """Forget every frame."""
        self.frames.clear()
        self.fresh = 0

    def _is_clip(self, now: float) -> bool:
        is_due = self.fresh >= self.length or (self.fresh > 0 and now - self.taken_at >= self.repeat_s)
        return len(self.frames) == self.length and is_due
