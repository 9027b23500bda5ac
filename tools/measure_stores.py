"""Measure what one Redis and one PostgreSQL on this machine take, with messages and rows of our sizes.

    python tools/measure_stores.py --json results/stores.json     half a minute; DATABASE_URL names PostgreSQL

A Redis of its own is started for it; in PostgreSQL a temporary table is filled, which nobody else sees.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.server import find_free_port

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
ROWS, ROWS_A_BATCH = 2000, 50
SPEED = re.compile(r"([\d.]+) requests per second")
TABLE = """
CREATE TEMPORARY TABLE readings (id bigserial, at timestamptz, known boolean, levels float8[], emotions jsonb,
  model text, sitting_id bigint, PRIMARY KEY (id, at));
CREATE INDEX ON readings (sitting_id, at)
"""
ROW = (0.5, True, [0.6, 0.1, 0.3, 0.1], json.dumps({f"emotion {n}": 0.125 for n in range(8)}), "weights")


def measure_redis(*, clip_bytes: int, message_bytes: int) -> dict[str, float]:
    """Return clips and channel messages a second through one Redis."""
    port = str(find_free_port())
    server = subprocess.Popen(  # noqa: S603
        ["redis-server", "--port", port, "--save", "", "--bind", "127.0.0.1"],  # noqa: S607
        stdout=subprocess.DEVNULL,
    )
    time.sleep(1)
    try:
        # In and out: a queue that only grew would measure memory.
        clips = [_benchmark(port, clip_bytes, test, requests=20_000) for test in ("lpush", "lpop")]
        messages = _benchmark(port, message_bytes, "zadd", requests=100_000)
    finally:
        server.terminate()
        server.wait()
    return {"clips_a_s": round(1 / sum(1 / speed for speed in clips)), "messages_a_s": round(messages)}


def _benchmark(port: str, size: int, test: str, *, requests: int) -> float:
    command = [
        "redis-benchmark",
        "-p",
        port,
        "-d",
        str(size),
        "-t",
        test,
        "-n",
        str(requests),
        "-c",
        "8",
        "-q",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return float(SPEED.findall(said)[-1])


def measure_postgres(address: str) -> dict[str, float]:
    """Return readings a second that one connection keeps, each in a transaction, and in batches."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLE)
        insert = (
            "INSERT INTO readings (at, known, levels, emotions, model, sitting_id)"
            " VALUES (now() + %s * interval '1 s', %s, %s, %s, %s, 1)"
        )
        started = time.perf_counter()
        for _ in range(ROWS):
            connection.execute(insert, ROW)
        singly = time.perf_counter() - started
        started = time.perf_counter()
        for _ in range(ROWS // ROWS_A_BATCH):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(insert, [ROW] * ROWS_A_BATCH)
        batched = time.perf_counter() - started
    return {"readings_a_s": round(ROWS / singly), "readings_a_s_in_batches": round(ROWS / batched)}


def main() -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--unit-costs", type=Path, default=Path("results/unit_costs.json"))
    options = parser.parse_args()
    sizes = json.loads(options.unit_costs.read_text())["now"]
    # The broker's envelope carries bytes as base64.
    clip_bytes = round(sizes["clip_bytes"] * 4 / 3)
    report: dict[str, Any] = {
        "what": "one Redis and one PostgreSQL connection, with clips and rows of our sizes",
        "clip_bytes": clip_bytes,
        "redis": measure_redis(clip_bytes=clip_bytes, message_bytes=round(sizes["channel_message_bytes"])),
        "postgresql": measure_postgres(os.environ.get("DATABASE_URL", LOCAL)),
    }
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
