"""Under three times the load nobody starves, nothing is late, and the pace finds what there is room for."""

from collections import defaultdict, deque
from itertools import pairwise

import pytest

from tutor.domain.frames import ClipBuffer
from tutor.domain.turns import Turns

CLIP, SHORT = 8, 5


class Classroom:
    """Cameras that follow the pace, and workers that read clips one after another; steps of 10 ms."""

    STEP_S = 0.01

    def __init__(self, *, cameras: int, reading_s: float, turns: int = 1) -> None:
        self.now = 0.0
        self.sides = [Turns(most_fps=4, clip_length=CLIP, short_length=SHORT) for _ in range(turns)]
        self.reading_s = reading_s
        self.frames = {f"camera-{number:03}": number / cameras for number in range(cameras)}
        self.buffers = {name: ClipBuffer(length=CLIP) for name in self.frames}
        self.queue: deque[tuple[float, str, int]] = deque()
        self.busy_until = 0.0
        self.reading: tuple[float, str] | None = None
        self.read: defaultdict[str, list[float]] = defaultdict(list)
        self.ages: list[float] = []
        self.lengths: list[int] = []

    def side_of(self, name: str) -> Turns:
        return self.sides[int(name[-3:]) % len(self.sides)]

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / self.STEP_S)):
            self.now += self.STEP_S
            self._look()
            for side in self.sides:
                length = side.frames_a_clip()
                self.lengths.append(length)
                self.queue += [(self.now, name, length) for name in side.admit(self.now)]
                for name in side.under_way:
                    if side.under_way[name] == self.now:
                        self.buffers[name].take(self.now)
            self._read()

    def _look(self) -> None:
        paces = {id(side): side.pace(self.now) for side in self.sides}
        for name, frames in self.frames.items():
            side = self.side_of(name)
            self.frames[name] = frames + paces[id(side)] * self.STEP_S
            if int(self.frames[name]) > int(frames):
                has_clip = self.buffers[name].add(b"", self.now)
                side.see(name, self.now, has_clip=has_clip)

    def _read(self) -> None:
        if self.now < self.busy_until:
            return
        if self.reading:
            sent_at, name = self.reading
            self.side_of(name).settle(name, self.now)
            self.read[name].append(self.now)
            self.ages.append(self.now - sent_at)
            self.reading = None
        while self.queue and self.reading is None:
            sent_at, name, length = self.queue.popleft()
            if self.now - sent_at < 3:  # Else the message has expired.
                self.reading = sent_at, name
                self.busy_until = self.now + self.reading_s * length / CLIP

    def longest_gap(self, *, since: float) -> float:
        gaps = []
        for name in self.frames:
            times = [since, *(at for at in self.read[name] if at > since), self.now]
            gaps.append(max(later - earlier for earlier, later in pairwise(times)))
        return max(gaps)


@pytest.fixture(scope="module")
def crowded() -> Classroom:
    """Fifty cameras that would send 25 clips a second to workers that read 10."""
    classroom = Classroom(cameras=50, reading_s=0.1)
    classroom.run(120)
    return classroom


@pytest.mark.slow
def test_the_pace_converges_to_what_there_is_room_for(crowded):
    assert 8 * 10 / 50 * 0.7 < crowded.sides[0].pace(crowded.now) < 8 * 10 / 50 * 1.5


def test_every_camera_is_read_at_least_every_ten_seconds(crowded):
    assert crowded.longest_gap(since=20) < 10


def test_estimates_are_in_time_and_few_clips_are_lost(crowded):
    late = [age for age in crowded.ages[200:] if age > 2]
    assert len(late) < 0.01 * len(crowded.ages)


def test_the_workers_are_kept_busy(crowded):
    assert sum(len(times) for times in crowded.read.values()) > 0.85 * 120 * 10


def test_when_others_leave_the_pace_recovers():
    classroom = Classroom(cameras=60, reading_s=0.1)
    classroom.run(40)
    for name in list(classroom.frames)[10:]:
        classroom.sides[0].leave(name)
        del classroom.frames[name]
    classroom.run(10)
    assert classroom.sides[0].pace(classroom.now) == 4


def test_after_workers_were_gone_everybody_is_read_soon():
    classroom = Classroom(cameras=20, reading_s=0.02)
    classroom.run(10)
    classroom.busy_until = classroom.now + 30
    classroom.run(30)
    back = classroom.now
    classroom.run(5)
    assert all(times[-1] > back for times in classroom.read.values())


@pytest.mark.slow
def test_two_web_processes_share_the_workers():
    classroom = Classroom(cameras=60, reading_s=0.1, turns=2)
    classroom.run(120)
    assert classroom.longest_gap(since=30) < 10
    paces = [side.pace(classroom.now) for side in classroom.sides]
    assert max(paces) < 2 * min(paces)


def test_with_room_for_all_nobody_waits_and_the_pace_is_the_full_one():
    classroom = Classroom(cameras=10, reading_s=0.02)
    classroom.run(30)
    assert classroom.sides[0].pace(classroom.now) == 4
    assert max(classroom.ages) < 0.3


@pytest.mark.slow
def test_where_a_round_takes_too_long_clips_are_short_and_rounds_shorter():
    crowd = Classroom(cameras=100, reading_s=0.1)
    crowd.run(120)
    assert set(crowd.lengths[-1000:]) == {SHORT}
    assert crowd.longest_gap(since=30) < 10


@pytest.mark.slow
def test_clips_are_whole_again_when_the_crowd_has_gone():
    crowd = Classroom(cameras=100, reading_s=0.1)
    crowd.run(40)
    for name in list(crowd.frames)[20:]:
        crowd.sides[0].leave(name)
        del crowd.frames[name]
    crowd.run(20)
    assert set(crowd.lengths[-500:]) == {CLIP}


def test_with_room_for_all_clips_are_whole():
    classroom = Classroom(cameras=40, reading_s=0.1)
    classroom.run(60)
    assert set(classroom.lengths) == {CLIP}


def test_the_longest_wait_goes_first():
    turns = Turns(most_fps=4, clip_length=CLIP, short_length=SHORT, window=2)
    for second, name in enumerate(("late", "early", "last")):
        turns.see(name, second, has_clip=False)
    for name in ("last", "late", "early"):
        turns.see(name, 4, has_clip=True)
    assert turns.admit(5) == ["late", "early"]
    assert turns.admit(6) == []
    turns.settle("late", 5.5)
    assert turns.admit(6) == ["last"]


def test_a_silent_camera_takes_no_share():
    turns = Turns(most_fps=4, clip_length=CLIP, short_length=SHORT)
    turns.see("gone", 0, has_clip=True)
    turns.pace(60)
    assert turns.admit(61) == []


@pytest.mark.parametrize(("fps", "news"), [(3.5, False), (2.0, True), (4.0, True), (3.0, False), (1.0, True)])
def test_small_changes_of_pace_are_not_told(fps, news):
    assert Turns(most_fps=4, clip_length=CLIP, short_length=SHORT).is_news(fps, told=3.0) is news


def test_whose_clip_is_lost_keeps_the_place_once():
    turns = Turns(most_fps=4, clip_length=CLIP, short_length=SHORT, window=1)
    for second, name in enumerate(("first", "second")):
        turns.see(name, second, has_clip=True)
    assert turns.admit(2) == ["first"]
    turns.see("first", 4, has_clip=False)
    assert turns.admit(5) == ["second"]  # The first has no new clip yet.
    turns.settle("second", 6)
    turns.window = 1
    for name in ("first", "second"):
        turns.see(name, 6, has_clip=True)
    assert turns.admit(6) == ["first"]
    for name in ("first", "second"):
        turns.see(name, 9, has_clip=True)
    turns.window = 1
    assert turns.admit(9) == ["second"]


@pytest.mark.slow
def test_a_lost_clip_costs_its_camera_little_more_than_the_wait_for_it():
    crowded = Classroom(cameras=60, reading_s=0.1)
    crowded.run(30)
    unlucky = crowded.queue.pop()[1]
    crowded.run(30)
    read = [at for at in crowded.read[unlucky] if at > 20]
    assert max(later - earlier for earlier, later in pairwise(read)) < 6 + 3 + 2
