"""Starts the real platform, and speaks to it as a test does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import find_free_port
from tests.peers import python_environment

SITE = Path(__file__).parent / "site"


@dataclass(frozen=True)
class Unit:
    """A tool in the platform's course, with what the tool has to know of the platform."""

    number: int
    location: str
    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    token_url: str
    keyset_url: str


@dataclass(frozen=True)
class RealPlatform:
    """A running platform."""

    url: str

    def keep_person(self, username: str, **said: object) -> str:
        """Make a person, or change one, and return their subject: `name`, `email`, `role`, `is_enrolled`."""
        return str(self._ask("people/", {"username": username, **said})["subject"])

    def make_unit(self, tool: str, *, ags: str = "programmatic") -> Unit:
        """Put the tool at an address into the course; `ags` is programmatic, declarative or disabled."""
        said = self._ask("units/", {"tool": tool, "ags": ags})
        return Unit(number=said.pop("unit"), **said)

    def enter(self, username: str, unit: Unit) -> str:
        """Return the address at which a person is signed in, on the page of a unit."""
        return f"{self.url}/enter/{username}/?unit={unit.number}"

    def read_book(self, unit: Unit) -> dict[str, list[dict[str, Any]]]:
        """Return what the platform holds about a unit: `content`, `line_items`, `scores`, `grades`."""
        return self._ask(f"units/{unit.number}/book/")

    def _ask(self, path: str, said: dict[str, object] | None = None) -> dict[str, Any]:
        body = None if said is None else json.dumps(said).encode()
        with urllib.request.urlopen(f"{self.url}/{path}", body, timeout=10) as reply:
            return json.load(reply)


@contextmanager
def run_platform(folder: Path) -> Iterator[RealPlatform]:
    """Serve a platform that keeps its database and its log in a folder."""
    python, port = python_environment("lti-consumer"), find_free_port()
    log = folder / "platform.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [python, "-W", "ignore", "serve.py", str(port), str(folder)],
            cwd=SITE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, process, log)
        yield RealPlatform(url)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=15)


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path, *, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/ready/", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"the platform did not start:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def real_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """One platform for all tests; each makes a unit of its own in it."""
    with run_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running
