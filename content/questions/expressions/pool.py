"""Asks child processes with SymPy what normal forms and values leave open, within limits of time and memory.

The same in every deployment, in threads and in forked processes: a few children for each process, started
when there is something to ask and kept for the next question. One that takes too long is ended and waited
for, and another takes its place.
"""

import json
import os
import pickle
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.child import READY
from content.questions.expressions.syntax import Node

Request = tuple[str, Node, Node, Setting]
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Limits:
    """What children may take.

    Attributes:
        at_once: the most children of one process, each with `memory_bytes` at most.
        answer_s: the longest wait for all questions about one answer.
        start_s: the longest wait for a child that starts.
        turn_s: the longest wait for a child that others use.
        cpu_s: processor time for one question, for a child whose parent is gone.
        questions: how many one child answers; what SymPy remembers of them grows.
        idle_s: after how long without a question children end.
    """

    at_once: int = 2
    answer_s: float = 2.0
    start_s: float = 8.0
    turn_s: float = 1.0
    cpu_s: int = 4
    memory_bytes: int = 640 * 1024 * 1024
    questions: int = 200
    idle_s: float = 600.0


class Busy(Exception):
    """Every child is in use."""


class _Ended(Exception):
    """A child ended, or took too long."""


class Pool:
    """So many children, each for one thread at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._forget()
        os.register_at_fork(after_in_child=self._forget_parents)

    def _forget(self) -> None:
        self._turns = BoundedSemaphore(self.limits.at_once)
        self._lock = Lock()
        self._idle: list[_Child] = []
        self._timer: Timer | None = None

    def _forget_parents(self) -> None:
        """Leave the children of a process that forked to it."""
        for child in self._idle:
            child.let_go()
        self._forget()

    def ask(self, request: Request, *, deadline: float) -> bool | None:
        """Return what a child finds, or None where it finds nothing in time.

        Args:
            request: as the child reads it.
            deadline: by `time.monotonic`; a child that must start first has longer.

        Raises:
            Busy: others use all children.
        """
        if not self._turns.acquire(timeout=self.limits.turn_s):
            raise Busy
        try:
            return self._ask(request, deadline)
        finally:
            self._turns.release()

    def _ask(self, request: Request, deadline: float) -> bool | None:
        child = None
        try:
            child = self._take()
            found = child.ask(request, deadline)
        except (_Ended, OSError):  # no room for another process, or none left of this one
            if child is not None:
                child.end()
            return None
        # A child that was not heard to the end would give this answer to the next question.
        except BaseException:
            if child is not None:
                child.end()
            raise
        self._give_back(child)
        return found

    def _take(self) -> "_Child":
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_running():
                    return child
                child.end()
        return _Child(self.limits)

    def _give_back(self, child: "_Child") -> None:
        if child.asked >= self.limits.questions:
            child.end()
            return
        with self._lock:
            self._idle.append(child)
            self._end_when_idle()

    def _end_when_idle(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = Timer(self.limits.idle_s, self.close)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """End all children that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        for child in idle:
            child.end()


class _Child:
    def __init__(self, limits: Limits) -> None:
        self.asked = 0
        self._limits = limits
        self._is_ready = False
        self._received = b""
        self._process = subprocess.Popen(  # noqa: S603 (this very interpreter)
            [sys.executable, "-m", "content.questions.expressions.child", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
            start_new_session=True,
        )

    def is_running(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request, deadline: float) -> bool | None:
        """Return what the child answers; raises `_Ended` where it does not."""
        left = deadline - time.monotonic()
        if not self._is_ready:
            if json.loads(self._line(time.monotonic() + self._limits.start_s)) != READY:
                raise _Ended
            self._is_ready = True
            deadline = time.monotonic() + max(left, 0.0)
        assert self._process.stdin is not None
        self.asked += 1
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()
        found = json.loads(self._line(deadline))
        return found if isinstance(found, bool) else None

    def _line(self, deadline: float) -> bytes:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._received:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise _Ended
                chunk = os.read(self._process.stdout.fileno(), 1 << 12)
                if not chunk:
                    raise _Ended
                self._received += chunk
        line, _, self._received = self._received.partition(b"\n")
        return line

    def end(self) -> None:
        """End the process and all that it started, and wait for it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close what leads to the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()


POOL = Pool()


class Asking:
    """Asks about one answer: all its questions share the time that there is."""

    def __init__(self, pool: Pool | None = None) -> None:
        self._pool = pool or POOL
        self._deadline = time.monotonic() + self._pool.limits.answer_s

    def __call__(self, kind: str, left: Node, right: Node, setting: Setting) -> bool | None:
        """Return what a child finds; see `content.questions.expressions.algebra.equality.Ask`."""
        return self._pool.ask((kind, left, right, setting), deadline=self._deadline)
