"""Starts Ralph, an LRS, and reads what it keeps."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.server import find_free_port
from tests.peers import python_environment

SERVE = Path(__file__).with_name("serve_ralph.py")


@dataclass(frozen=True)
class Ralph:
    """A running LRS; `endpoint` is what XAPI_ENDPOINT names."""

    endpoint: str

    def read(self, statement_id: object) -> dict[str, Any] | None:
        """Return a statement as the LRS keeps it."""
        address = f"{self.endpoint}statements"
        headers = {"X-Experience-API-Version": "1.0.3"}
        asked = {"statementId": str(statement_id)}
        reply = httpx.get(address, params=asked, auth=("school", "secret"), headers=headers, timeout=10)
        # The standard wants the statement itself; Ralph answers as to a search.
        found = reply.json()["statements"] if reply.is_success else []
        return found[0] if found else None


@contextmanager
def run_ralph(folder: Path) -> Iterator[Ralph]:
    """Serve an LRS that keeps its statements and its log in a folder."""
    python, port = python_environment("ralph"), find_free_port()
    log = folder / "ralph.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [python, "-W", "ignore", str(SERVE), str(port), str(folder)],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/__lbheartbeat__", process, log)
        yield Ralph(f"http://127.0.0.1:{port}/xAPI/")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=15)


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path, *, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"Ralph did not start:\n{log.read_text(errors='replace')[-4000:]}")
