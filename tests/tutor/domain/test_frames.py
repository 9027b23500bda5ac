"""Frames become clips; under pressure old frames are dropped, never queued."""

from tutor.domain.frames import ClipBuffer, RateGate


def frames(count: int) -> list[bytes]:
    return [bytes([number]) for number in range(count)]


def feed(buffer: ClipBuffer, count: int, *, start: float = 0.0, step: float = 0.25) -> list[list[bytes]]:
    clips = [buffer.add(frame, start + number * step) for number, frame in enumerate(frames(count))]
    return [clip for clip in clips if clip is not None]


def test_eight_frames_make_a_clip():
    assert feed(ClipBuffer(length=8), 8) == [frames(8)]


def test_seven_frames_make_none():
    assert feed(ClipBuffer(length=8), 7) == []


def test_with_a_clip_in_flight_the_newest_frames_wait_and_the_oldest_go():
    buffer = ClipBuffer(length=4, patience_s=100)
    assert feed(buffer, 12, step=0.1) == [frames(4)]
    assert len(buffer.frames) == 3
    buffer.settle()
    assert buffer.add(b"new", 1.3) == [bytes([9]), bytes([10]), bytes([11]), b"new"]


def test_a_lost_clip_is_given_up_after_a_while():
    buffer = ClipBuffer(length=2, patience_s=1.0)
    assert len(feed(buffer, 2)) == 1
    assert feed(buffer, 2, start=0.6, step=0.1) == []
    assert buffer.add(b"x", 1.5) is not None


def test_a_pause_starts_the_clip_anew():
    buffer = ClipBuffer(length=4)
    feed(buffer, 3)
    assert buffer.add(b"later", 60.0) is None
    assert buffer.frames == [b"later"]


def test_the_gate_holds_a_flood_to_its_rate():
    gate = RateGate(per_s=6)
    passed = sum(gate.allow(number / 100) for number in range(1000))
    assert 55 <= passed <= 66


def test_the_gate_lets_the_normal_rate_through():
    gate = RateGate(per_s=6)
    assert all(gate.allow(number / 4) for number in range(100))
