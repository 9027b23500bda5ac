"""A build of this repository, served for tools that compare two."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.server import find_free_port

# Where Python may not keep what it compiled, every start compiles this project's more than 400 modules anew,
# for half a second. No site does: the image compiles them while it is made, and `make run` keeps them.
UNLIKE_A_SITE = ("PYTHONDONTWRITEBYTECODE",)
# Of everybody in a demo.
PASSWORD = "learn-with-attune"  # noqa: S105  (a demo's password is public on purpose)


@dataclass(frozen=True)
class Served:
    """A build's demo that is being served: where, by which process, and how to run its commands beside it."""

    url: str
    pid: int
    folder: Path
    manage: list[str]
    at: dict[str, Any]

    def run(self, *command: str) -> None:
        """Run one of the build's own commands on the demo's data."""
        subprocess.run([*self.manage, *command], check=True, capture_output=True, **self.at)  # noqa: S603


@contextmanager
def served(build: Path, **variables: str) -> Iterator[Served]:
    """Serve a build's demo from a fresh database, in one process on SQLite, once it answers.

    Args:
        build: a checkout with a `.venv`.
        variables: of its environment.

    Raises:
        RuntimeError: it does not come up; the message is the end of its log.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = {
            **os.environ,
            "DATA_DIR": str(folder),
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            **variables,
        }
        for elsewhere in ("REDIS_URL", "DATABASE_URL", *UNLIKE_A_SITE):
            env.pop(elsewhere, None)
        manage, at = [str(build / ".venv" / "bin" / "python"), "manage.py"], {"cwd": build, "env": env}
        subprocess.run([*manage, "run_demo", "--prepare-only"], check=True, capture_output=True, **at)  # noqa: S603
        port, log = find_free_port(), folder / "server.log"
        output = stack.enter_context(log.open("wb"))
        server = subprocess.Popen(  # noqa: S603
            [*manage, "serve", "--port", str(port)], stdout=output, stderr=output, **at
        )
        stack.callback(server.wait)
        stack.callback(server.terminate)
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(f"{url}/readyz", log)
        yield Served(url, server.pid, folder, manage, at)


def sign_in(url: str, username: str | None) -> httpx.Client:
    """Return a client of a demo, signed in through its page as one of its people; `None` is nobody."""
    browser = httpx.Client(base_url=url, headers={"Referer": url}, follow_redirects=True, timeout=60)
    if username is not None:
        browser.get("/accounts/login/")
        token = browser.cookies["csrftoken"]
        account = {"username": username, "password": PASSWORD}
        browser.post("/accounts/login/", data={**account, "csrfmiddlewaretoken": token}).raise_for_status()
    return browser


def describe(build: Path) -> str:
    """Return the commit of a checkout."""
    said = subprocess.run(  # noqa: S603
        ["git", "-C", str(build), "rev-parse", "--short", "HEAD"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip()


def _wait_until_ready(address: str, log: Path) -> None:
    for _ in range(4800):
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(address, timeout=2):  # noqa: S310
            return
        time.sleep(0.05)
    raise RuntimeError(log.read_text()[-4000:])
