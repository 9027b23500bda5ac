"""One process of the running product: started, killed as a crash would, stopped as an operator would."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Part:
    """A process, how it is started, and how to tell that it serves.

    Attributes:
        serves: asked with the part itself.
        user: whom it runs as, where that is not who runs the tests.
    """

    name: str
    command: list[str]
    serves: Callable[["Part"], bool]
    log: Path
    env: dict[str, str]
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started_at: int = 0

    def start(self) -> None:
        """Start it; what it prints is appended to its log."""
        self.started_at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                user=self.user,
                group=self.user,
            )

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    def printed(self) -> str:
        """Return what it printed since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self.started_at)
            return log.read().decode(errors="replace")

    def wait_until_it_serves(self, *, timeout_s: float = 180) -> None:
        """Wait until it serves.

        Raises:
            RuntimeError: it ended, or did not serve in time.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            if self.serves(self):
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} does not serve:\n{self.printed()[-4000:]}")

    def kill(self) -> None:
        """End it and its children at once, as a crash does."""
        if self.process is not None:
            _send(self.process, signal.SIGKILL)
            self.process.wait()

    def stop(self, *, timeout_s: float = 20) -> None:
        """Ask it to end, as an operator does; end it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()


def _send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def listens_on(port: int) -> Callable[[Part], bool]:
    """Return a check that something takes connections on `port`."""

    def listens(part: Part) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return listens


def says(words: str) -> Callable[[Part], bool]:
    """Return a check that the part has printed `words` since it was started."""
    return lambda part: words in part.printed()
