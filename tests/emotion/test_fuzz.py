"""Whatever bytes come as a frame are judged by one of four words or read: no crash, no growing memory."""

import json
import platform
import resource
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from emotion.estimate import ClipEstimate
from emotion.frames import CLIP_LENGTH, MAX_HEIGHT, MAX_WIDTH, MIN_SIDE, InvalidFrame, check_frame
from emotion.runtime.engine import Engine, open_engine
from tests import faces
from tests.hostile import HostileFrames

CODES = {"too_large", "not_jpeg", "bad_dimensions", "truncated"}
WARM_UP = 2000


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine()


def hostile(seed: int) -> HostileFrames:
    return HostileFrames(faces.clip("smiling") + faces.clip("empty"), seed=seed)


def judge(frame: bytes) -> str:
    """Return the word by which a frame is refused, or `passed`; what passes is small and sane."""
    try:
        width, height = check_frame(frame)
    except InvalidFrame as error:
        return error.code
    assert MIN_SIDE <= min(width, height) <= MAX_HEIGHT
    assert max(width, height) <= MAX_WIDTH
    return "passed"


def run(engine: Engine, frames: int, *, seed: int) -> tuple[Counter[str], Counter[str], set[str]]:
    """Judge so many frames, read those that pass; return verdicts, what clips said, and the kinds seen."""
    verdicts, said, kinds, clip = Counter(), Counter(), set(), []
    for kind, frame in islice(hostile(seed), frames):
        verdict = judge(frame)
        verdicts[verdict] += 1
        kinds.add(kind)
        if verdict == "passed":
            clip.append(frame)
        if len(clip) == CLIP_LENGTH:
            estimate = engine.estimate(clip)
            # What a worker may say: the same check that the web process makes.
            assert ClipEstimate.from_message(estimate.to_message()) == estimate
            said["known" if estimate.known else str(estimate.reason)] += 1
            clip = []
    return verdicts, said, kinds


def resident_mb() -> float:
    """Return what this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


@pytest.mark.slow
def test_hostile_frames_of_every_kind_are_refused_or_read(engine: Engine) -> None:
    verdicts, said, kinds = run(engine, 600, seed=1)
    assert kinds == set(hostile(1).kinds)
    assert set(verdicts) == {*CODES, "passed"}
    assert sum(verdicts.values()) == 600
    assert sum(said.values()) == verdicts["passed"] // CLIP_LENGTH > 5


def test_a_frame_with_a_sound_head_and_nothing_behind_it_says_nothing(engine: Engine) -> None:
    frames = hostile(2)
    assert not engine.estimate([frames.tiny_claims_much() for _ in range(CLIP_LENGTH)]).known


@pytest.mark.slow
def test_after_hostile_clips_an_honest_one_reads_as_before(engine: Engine) -> None:
    before = engine.estimate(faces.clip("smiling"))
    run(engine, 200, seed=3)
    assert engine.estimate(faces.clip("smiling")).emotions == pytest.approx(before.emotions, abs=1e-6)


@pytest.mark.bench
def test_a_hundred_thousand_hostile_frames_leave_memory_as_it_was(
    engine: Engine, request: pytest.FixtureRequest
) -> None:
    run(engine, WARM_UP, seed=0)
    before, started = resident_mb(), time.perf_counter()
    verdicts, said, kinds = run(engine, 100_000, seed=4)
    result = {
        "frames": sum(verdicts.values()),
        "crashes": 0,
        "kinds": sorted(kinds),
        "verdicts": dict(sorted(verdicts.items())),
        "clips_read": sum(said.values()),
        "clips_said": dict(sorted(said.items())),
        "memory_mb": {"before": round(before, 1), "after": round(resident_mb(), 1)},
        "seconds": round(time.perf_counter() - started, 1),
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
    }
    print(json.dumps(result, indent=1))  # noqa: T201  (a benchmark's figure is its output)
    if folder := request.config.getoption("--results"):
        Path(folder, "fuzz.json").write_text(json.dumps(result, indent=1) + "\n")
    assert result["frames"] == 100_000
    assert set(verdicts) == {*CODES, "passed"}
    assert resident_mb() - before < 60
