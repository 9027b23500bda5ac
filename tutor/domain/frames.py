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
    """Collects frames into clips, with at most one clip in flight; the newest frames win.

    Args:
        length: frames in a clip.
        patience_s: after so long without a result a clip in flight counts as lost.
        gap_s: a longer silence between two frames starts the clip anew.
    """

    length: int
    patience_s: float = 3.0
    gap_s: float = 2.0
    frames: list[bytes] = field(default_factory=list)
    in_flight_since: float | None = None
    last: float | None = None

    def add(self, frame: bytes, now: float) -> list[bytes] | None:
        """Take a frame; return a clip that is to be sent now, if there is one."""
        if self.last is not None and now - self.last > self.gap_s:
            self.frames.clear()
        self.last = now
        self.frames.append(frame)
        if len(self.frames) < self.length:
            return None
        if self.in_flight_since is not None and now - self.in_flight_since < self.patience_s:
            del self.frames[0]
            return None
        clip, self.frames = self.frames, []
        self.in_flight_since = now
        return clip

    def settle(self) -> None:
        """Note that the clip in flight came back."""
        self.in_flight_since = None

    def clear(self) -> None:
        """Forget every frame."""
        self.frames.clear()
        self.last = None
