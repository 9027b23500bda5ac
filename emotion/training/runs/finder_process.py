"""Asks a face finder that runs in a process, and perhaps in an environment, of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from emotion.runtime.benchmark import resident_mb
from emotion.runtime.face import Face, Floats, Image
from emotion.training.runs.finder_child import receive, send

ROOT = Path(__file__).resolve().parents[3]
OFFLINE = ("unshare", "--map-root-user", "--net")
TRACED = "connect,sendto,sendmsg,sendmmsg"


class FinderProcess:
    """A `FaceFinder` behind a pipe; see `finder_child.py`. Open it by `with`.

    Attributes:
        start_s: from the start of its Python until its libraries and networks were loaded.
        package: what finds, with its version.
        cpu_ms: processor time of each search so far.
        wall_ms: wall time of each search so far.
    """

    def __init__(self, name: str, python: Path, *, under: Sequence[str] = ()) -> None:
        """Start the process, `under` another program such as strace.

        Raises:
            SystemExit: it ends before it is ready; its errors stand on this process's.
        """
        self._process = subprocess.Popen(  # noqa: S603
            [*under, str(python), "-m", "emotion.training.runs.finder_child", name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            ready = json.loads(self._read().tobytes())
        except (ValueError, EOFError):
            raise SystemExit(f"the face finder {name} did not start with {python}") from None
        self.name, self.reads_pose = str(ready["name"]), bool(ready["reads_pose"])
        self.start_s, self.package = float(ready["start_s"]), str(ready["package"])
        self.cpu_ms: list[float] = []
        self.wall_ms: list[float] = []

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the faces of an RGB picture, which is searched as a whole: `near` is not passed on."""
        self._write(image)
        anchors, landmarks, blendshapes, pose, took = (self._read() for _ in range(5))
        self.cpu_ms.append(float(took[0]))
        self.wall_ms.append(float(took[1]))
        laid: list[Floats | None] = list(landmarks) if landmarks.shape[1] else [None] * len(anchors)
        return [Face(*parts) for parts in zip(anchors, laid, blendshapes, pose, strict=True)]

    @property
    def rss_mb(self) -> float:
        """The most memory that the process has held so far, in MiB; of strace, where it runs under that."""
        return resident_mb(str(self._process.pid))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._write(np.zeros(0, dtype=np.uint8))
        else:
            self._process.kill()
        self._process.communicate()

    def _write(self, values: NDArray[Any]) -> None:
        assert self._process.stdin is not None
        send(self._process.stdin, values)

    def _read(self) -> NDArray[Any]:
        assert self._process.stdout is not None
        return receive(self._process.stdout)


def without_network() -> Sequence[str]:
    """Return what to start a finder under so that it has no network; nothing where that is not to be had."""
    if shutil.which(OFFLINE[0]) is None:
        return ()
    works = subprocess.run([*OFFLINE, "true"], capture_output=True).returncode == 0  # noqa: S603
    return OFFLINE if works else ()


def contacts_of(name: str, python: Path, image: Image) -> list[str] | None:
    """Return whom a finder asks for between its start and its end, by strace; None where there is no strace.

    It searches one picture with the network as it is, so what it sends, it sends.
    """
    if shutil.which("strace") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "trace"
        trace = ("strace", "-f", "-qq", "-xx", "-s", "300", "-e", f"trace={TRACED}", "-o", str(log))
        with FinderProcess(name, python, under=trace) as finder:
            finder.find(image)
        return contacts_in(log.read_text(errors="replace"))


def contacts_in(trace: str) -> list[str]:
    """Return the hosts whose names a log of `strace -xx` shows looked up, and the addresses connected to.

    Sockets within the machine do not count, nor does the name server.
    """
    found = set()
    for port, address in re.findall(r'connect\(.*?htons\((\d+)\).*?"((?:\\x..)+)"', trace):
        if port not in ("0", "53"):
            found.add(f"{_bytes_of(address).decode()}:{port}")
    for payload in re.findall(r'iov_base="((?:\\x..)+)"|sendto\(\d+, "((?:\\x..)+)"', trace):
        found |= {host for host in [host_asked_for(_bytes_of("".join(payload)))] if host}
    return sorted(found)


def host_asked_for(packet: bytes) -> str | None:
    """Return the host that a DNS question names, or None for any other packet.

    Source: RFC 1035, 4.1: a head of twelve bytes, one question; a name is labels, each after its length.
    """
    if len(packet) < 17 or packet[4:12] != b"\0\1" + bytes(6):
        return None
    labels, at = [], 12
    while at < len(packet) and packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
        at += 1 + packet[at]
    return ".".join(labels) if len(packet) == at + 5 else None


def _bytes_of(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
