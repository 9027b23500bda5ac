"""The frames of one open socket, kept only until they make a clip."""

from dataclasses import dataclass, field

BURST = 4.0


@dataclass
class RateGate:
    """A token bucket: lets `per_s` frames a second through, and short bursts after a pause."""

    per_s: float
    tokens: float = BURST
    last: float | None = None

    def allow(self, now: float) -> bool:
        """Say whether one more frame may pass at `now` (seconds, any monotonic clock)."""
        if self.last is not None:
            self.tokens = min(BURST, self.tokens + (now - self.last) * self.per_s)
        self.last = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class ClipBuffer:
    """Collects frames until they are a clip, and until it is sent: the newest frames win.

    Args:
        length: frames in a clip.
        gap_s: a longer silence between two frames starts the clip anew.
    """

    length: int
    gap_s: float = 3.0
    frames: list[bytes] = field(default_factory=list)
    last: float = float("-inf")

    def add(self, frame: bytes, now: float) -> bool:
        """Take a frame; say whether there is a clip now."""
        if now - self.last > self.gap_s:
            self.frames.clear()
        self.last = now
        self.frames.append(frame)
        del self.frames[: -self.length]
        return len(self.frames) == self.length

    def take(self, now: float) -> list[bytes] | None:
        """Hand the clip over and begin a new one; `None` where there is none, or only an old one."""
        if len(self.frames) < self.length or now - self.last > self.gap_s:
            return None
        clip, self.frames = self.frames, []
        return clip

    def clear(self) -> None:
        """Forget every frame."""
        self.frames.clear()
