"""What a thousand, a hundred thousand and ten million students at once need, from measured unit costs.

Pure arithmetic: `price` takes the unit costs and a number of students, and returns what they need.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

CLIP_LENGTH = 8
# A core that is busier answers late: at 70 % a queue is about three times as long as at 40 %.
BUSY = 0.7
LESSON_S_A_DAY = 2 * 3600
READING_DAYS = 7
QUIET_SOCKETS = 2_000
CROWDS = (1_000, 100_000, 10_000_000)


@dataclass(frozen=True)
class UnitCosts:
    """What was measured, and where it stands in results/.

    Attributes:
        frame_ms: processor time of an emotion worker for one frame (benchmark_emotion.json).
        observe_ms: of a default worker for one clip (unit_costs.json).
        take_ms: of a web process for one clip: its frames, its sending, its estimate (unit_costs.json).
        learn_ms: of all processes for a student's minute without a camera (capacity_bars.json).
        socket_kb: memory of an open socket: what 2,000 take beyond 300 (capacity_bars.json).
        clip_bytes: eight frames as they come (unit_costs.json).
        row_bytes: a reading with its indexes (query_plans.json).
        redis_clips_a_s: through one Redis, in and out (stores.json).
        redis_messages_a_s: channel messages through one Redis (stores.json).
        readings_a_s: that one PostgreSQL connection keeps, each in a transaction of its own (stores.json).
    """

    frame_ms: float
    observe_ms: float
    take_ms: float
    learn_ms: float
    socket_kb: float
    clip_bytes: float
    row_bytes: float
    redis_clips_a_s: float
    redis_messages_a_s: float
    readings_a_s: float


def read_costs(results: Mapping[str, dict[str, Any]]) -> UnitCosts:
    """Return the unit costs that stand in results/, by file name without its suffix.

    Raises:
        KeyError: one of the files is not there.
    """
    path, plans, stores = results["unit_costs"]["now"], results["query_plans"], results["stores"]
    bars = {run["bar"]: run for run in results["capacity_bars"]["runs"] if run["layout"] == "one"}
    off, quiet = bars["300 students, cameras off"], bars["2,000 quiet sockets"]
    return UnitCosts(
        frame_ms=results["benchmark_emotion"]["cpu_ms_per_frame"]["p50"],
        observe_ms=path["observe_ms"],
        take_ms=path["frame_us"] * CLIP_LENGTH / 1000 + path["publish_clip_ms"] + path["channel_message_ms"],
        learn_ms=off["cpu_ms_a_student_minute"],
        socket_kb=(quiet["memory_mb"] - off["memory_mb"]) * 1000 / (QUIET_SOCKETS - off["students"]),
        clip_bytes=path["clip_bytes"],
        row_bytes=(plans["table_mb"] + plans["indexes_mb"]) * 1e6 / plans["rows"],
        redis_clips_a_s=stores["redis"]["clips_a_s"],
        redis_messages_a_s=stores["redis"]["messages_a_s"],
        readings_a_s=stores["postgresql"]["readings_a_s"],
    )


@dataclass(frozen=True)
class DeviceCosts:
    """What was measured where students' devices read their faces.

    Attributes:
        web_ms, default_ms: of web processes and default workers for a student's minute, pages and all
            (capacity_device.json).
        socket_kb, row_bytes: as in `UnitCosts`.
        word_bytes: what a device may say of a clip (`MAX_CHARACTERS` of `tutor.domain.device_clips`).
    """

    web_ms: float
    default_ms: float
    socket_kb: float
    row_bytes: float
    word_bytes: float = 300.0


def read_device_costs(results: Mapping[str, dict[str, Any]]) -> DeviceCosts:
    """Return the unit costs of the device's way, by file name without its suffix.

    They are those of the largest crowd that web and workers carried in time as processes of their own.

    Raises:
        KeyError: one of the files, or such a crowd, is not there.
    """
    costs = read_costs(results)
    carried = [
        run
        for run in results["capacity_device"]["runs"]
        if "default" in run["cpu_s"] and not run["dropped"] and (run["estimate_age_ms"]["p95"] or inf) < 1000
    ]
    if not carried:
        raise KeyError("no crowd whose devices read was carried")
    largest = max(carried, key=lambda run: run["students"])
    minutes = largest["students"] * largest["seconds"] / 60
    return DeviceCosts(
        web_ms=largest["cpu_s"]["web"] * 1000 / minutes,
        default_ms=largest["cpu_s"]["default"] * 1000 / minutes,
        socket_kb=costs.socket_kb,
        row_bytes=costs.row_bytes,
    )


def price_on_device(costs: DeviceCosts, *, students: int, fps: float = 4.0) -> dict[str, float]:
    """Return what so many students at once need whose devices read `fps` pictures a second.

    Cores are whole cores at `BUSY`.
    """
    clips_a_s = students * fps / CLIP_LENGTH
    return {
        "estimates a second": clips_a_s,
        "web cores": _cores(students * costs.web_ms / 60),
        "default cores": _cores(students * costs.default_ms / 60),
        "socket memory, GB": students * costs.socket_kb / 1e6,
        "estimates in, MB a second": clips_a_s * costs.word_bytes / 1e6,
        "readings kept, GB": clips_a_s * LESSON_S_A_DAY * READING_DAYS * costs.row_bytes / 1e9,
    }


def price(costs: UnitCosts, *, students: int, fps: float = 2.0) -> dict[str, float]:
    """Return what so many students at once need, their cameras at `fps` frames a second.

    Cores are whole cores at `BUSY`; a Redis or a PostgreSQL is what one of those measured takes at `BUSY`.
    """
    clips_a_s = students * fps / CLIP_LENGTH
    return {
        "clips a second": clips_a_s,
        "emotion cores": _cores(students * fps * costs.frame_ms),
        "default cores": _cores(clips_a_s * costs.observe_ms),
        "web cores": _cores(clips_a_s * costs.take_ms + students * costs.learn_ms / 60),
        "socket memory, GB": students * costs.socket_kb / 1e6,
        "frames in, MB a second": clips_a_s * costs.clip_bytes / 1e6,
        "broker traffic, MB a second": clips_a_s * costs.clip_bytes * 4 / 3 * 2 / 1e6,
        "Redis for clips": _many(clips_a_s, costs.redis_clips_a_s),
        "Redis for sockets": _many(clips_a_s * 2, costs.redis_messages_a_s),
        "PostgreSQL connections that write": _many(clips_a_s, costs.readings_a_s),
        "readings kept, GB": clips_a_s * LESSON_S_A_DAY * READING_DAYS * costs.row_bytes / 1e9,
    }


def _cores(ms_a_second: float) -> float:
    return float(math.ceil(ms_a_second / 1000 / BUSY))


def _many(wanted_a_s: float, one_takes_a_s: float) -> float:
    return float(math.ceil(wanted_a_s / (one_takes_a_s * BUSY)))
