"""Frames become clips; under pressure old frames are dropped, never queued."""

from tutor.domain.frames import ClipBuffer, RateGate


def frames(count: int) -> list[bytes]:
    return [bytes([number]) for number in range(count)]


def feed(buffer: ClipBuffer, count: int, *, start: float = 0.0, step: float = 0.25) -> list[bool]:
    return [buffer.add(frame, start + number * step) for number, frame in enumerate(frames(count))]


def test_eight_frames_make_a_clip():
    buffer = ClipBuffer(length=8)
    assert feed(buffer, 8) == [False] * 7 + [True]
    assert buffer.take(2.0) == frames(8)
    assert buffer.take(2.0) is None


def test_while_a_clip_waits_the_newest_frames_win():
    buffer = ClipBuffer(length=4)
    feed(buffer, 12, step=0.1)
    assert buffer.take(1.2) == frames(12)[8:]


def test_no_frame_is_in_two_clips():
    buffer = ClipBuffer(length=4)
    feed(buffer, 4)
    buffer.take(0.75)
    assert [buffer.add(bytes([4 + number]), 1 + number / 4) for number in range(4)] == [False] * 3 + [True]
    assert buffer.take(1.75) == frames(8)[4:]


def test_of_a_slow_camera_the_last_frames_count_again():
    buffer = ClipBuffer(length=8)
    feed(buffer, 8, step=1.0)
    buffer.take(7.0)
    assert [buffer.add(bytes([number]), number) for number in range(8, 12)] == [False] * 3 + [True]
    assert buffer.take(11.0) == frames(12)[4:]
    assert buffer.take(20.0) is None


def test_of_a_lost_clip_the_frames_count_again_at_once():
    buffer = ClipBuffer(length=8)
    feed(buffer, 8, step=1.0)
    buffer.take(7.0)
    buffer.repeat()
    assert buffer.add(b"new", 8.0) is True


def test_forgotten_frames_do_not_count_again():
    buffer = ClipBuffer(length=8)
    feed(buffer, 8, step=1.0)
    buffer.take(7.0)
    buffer.clear()
    assert buffer.add(b"new", 60.0) is False
    assert buffer.frames == [b"new"]


def test_a_clip_that_waited_too_long_is_dropped():
    buffer = ClipBuffer(length=2)
    feed(buffer, 2)
    assert buffer.take(60.0) is None


def test_a_pause_starts_the_clip_anew():
    buffer = ClipBuffer(length=4)
    feed(buffer, 3)
    assert buffer.add(b"later", 60.0) is False
    assert buffer.frames == [b"later"]


def test_the_gate_holds_a_flood_to_its_rate():
    gate = RateGate(per_s=6)
    passed = sum(gate.allow(number / 100) for number in range(1000))
    assert 60 <= passed <= 68


def test_the_gate_lets_the_normal_rate_through():
    gate = RateGate(per_s=6)
    assert all(gate.allow(number / 4) for number in range(100))
