"""Simulated students who learn in a thread while a test breaks things, and what the site kept of theirs."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from emotion.runtime.playback import read_camera_frames
from tests.production.site import Site
from tutor.simulation import demo
from tutor.simulation.student import Plan, Student, Tally

LESSON = "/learn/fractions/what-a-fraction-is/"


class Classmates:
    """Students at one lesson, each with a camera and an answer every second or so."""

    def __init__(self, site: Site, *, first: int, count: int, fps: float = 4) -> None:
        self.site = site
        self.tally = Tally()
        # One more student than take part: whom a test gives a browser.
        self.spare = demo.SIMULATED.format(first + count)
        self._names = [demo.SIMULATED.format(number) for number in range(first, first + count)]
        self._plan = Plan(site.url, LESSON, fps, read_camera_frames(None), act_every_s=1.0)
        self.students: list[Student] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._learn()), daemon=True)

    async def _learn(self) -> None:
        self.students = [
            Student(name, demo.PASSWORD, self._plan, self.tally, seed)
            for seed, name in enumerate(self._names)
        ]
        await asyncio.gather(*(student.arrive() for student in self.students))
        await asyncio.gather(*(student.connect() for student in self.students))
        await asyncio.gather(*(student.learn(seconds=600) for student in self.students))

    def arrive(self) -> None:
        """Let them in, and wait until each has answered and has been read."""
        self._thread.start()
        self.wait_for_estimates(since=time.monotonic(), within_s=30)

    def wait_for_estimates(self, *, since: float, within_s: float) -> float:
        """Wait until each student has a new estimate; return how long after `since` the last one came.

        Raises:
            AssertionError: one of them has none in time.
        """
        while time.monotonic() < since + within_s:
            came = [[at for at in student.estimated_at if at > since] for student in self.students]
            if came and all(came):
                return max(min(times) for times in came) - since
            time.sleep(0.02)
        without = [student.username for student in self.students if student.estimated_at[-1:] <= [since]]
        raise AssertionError(f"no estimate within {within_s} s for {without}; {self.tally.complaints}")

    def leave(self) -> None:
        """End the lesson; whoever waits for an answer to arrive waits it out."""
        for student in self.students:
            student.until = time.monotonic()
        self._thread.join(timeout=60)
        assert not self._thread.is_alive()

    def check_that_nothing_is_lost_or_doubled(self) -> None:
        """Compare what the site said it took with what it has."""
        names = ", ".join(f"'{name}'" for name in self._names)
        kept: list[str] = []
        for table in ("tutor_answer", "tutor_selfreport"):
            rows = self.site.ask(
                f"SELECT submission_id FROM {table} JOIN tutor_sitting ON tutor_sitting.id = sitting_id "
                f"JOIN tutor_user ON tutor_user.id = student_id WHERE username IN ({names})"
            )
            kept += [str(submission_id).replace("-", "") for (submission_id,) in rows]
        taken = [submission_id.replace("-", "") for submission_id in self.tally.taken]
        assert taken, f"they answered nothing: {self.tally.complaints}"
        assert sorted(kept) == sorted(taken)
        assert "signed-out" not in self.tally.complaints


def make_students(site: Site, count: int) -> None:
    """Make so many simulated students, for every class that is to learn here."""
    make = f"from tutor.simulation import demo; demo.create_simulated_students({count})"
    site.manage("shell", "-v", "0", "-c", make)


@contextmanager
def learning(site: Site, *, first: int, count: int = 4) -> Iterator[Classmates]:
    """Let a class learn while the block runs; afterwards nothing they answered is lost or counted twice."""
    classmates = Classmates(site, first=first, count=count)
    classmates.arrive()
    try:
        yield classmates
    finally:
        classmates.leave()
    classmates.check_that_nothing_is_lost_or_doubled()
