"""Starts the product's own processes against the test database, as an operator would."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ("celery", "-A", "tutor", "worker", "-l", "INFO", "-c", "1", "-Q", "default,outside", "-P", "solo")


@dataclass
class Server:
    """A running site: its address, its log file and its processes by name."""

    url: str
    log: Path
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start one process; what it prints goes to the log."""
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-W", "ignore", *command],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop every process."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait_until_up(self, *, timeout_s: float = 240) -> None:
        """Wait for the site and its workers."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self.processes.values()):
                break
            if _answers(f"{self.url}/healthz") and self._workers_are_ready():
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def _workers_are_ready(self) -> bool:
        expected = sum(name != "web" for name in self.processes)
        return self.log.read_text(errors="replace").count(" ready.") >= expected


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as reply:
            return reply.status == 200
    except OSError:
        return False


def find_free_port() -> int:
    """Return a port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """Return the address of the database this test run uses."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    return f"postgres://{user}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@contextmanager
def run_server(folder: Path, *, reader: str = "tutor.reader", **variables: str) -> Iterator[Server]:
    """Serve the test database: one process without REDIS_URL, web and workers apart with it.

    `reader` is the module that is run to read clips.
    """
    port = find_free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tutor.settings.test",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(folder),
        "TMPDIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        # The number of Redis of this worker of the tests, which a process that only reads clips cannot know.
        "REDIS_URL": settings.REDIS_URL,
        **variables,
    }
    server = Server(url=f"http://127.0.0.1:{port}", log=folder / "server.log", env=env)
    server.log.touch()
    try:
        server.start("web", "manage.py", "serve", "--port", str(port))
        if settings.REDIS_URL:
            for name, command in (("emotion", (reader,)), ("default", DEFAULT)):
                server.start(name, "-m", *command)
        server.wait_until_up()
        yield server
    finally:
        server.stop()
