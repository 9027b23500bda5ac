"""Other people's servers, each in an environment of its own, for tests that talk to the real thing.

An environment is made once a machine, in the user's cache, and named after what is in it; a second run finds
it there. Nothing of it is ever installed with the product: some of it is under licences that the product
does not take.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "attune-peers"
INSTALL_LIMIT_S = 600


def python_environment(name: str, *requirements: str) -> Path:
    """Return the Python of an environment that holds these pinned requirements, made where it is missing."""
    return _made_once(name, requirements, _install_python) / "bin" / "python"


def node_environment(name: str, *packages: str) -> Path:
    """Return a folder whose `node_modules` hold these pinned packages, made where it is missing."""
    need_program("node", "nodejs")
    need_program("npm", "npm")
    return _made_once(name, packages, _install_node)


def need_program(program: str, package: str) -> None:
    """See that a program is there; root gets Debian's package; others skip the test, save in CI."""
    if shutil.which(program):
        return
    with _only_one(CACHE / "apt"):
        if not shutil.which(program) and os.geteuid() == 0 and shutil.which("apt-get"):
            _run(["apt-get", "update", "-qq"])
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            _run(install, environ=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    if not shutil.which(program):
        _give_up(f"This test needs {program}: install {package}.")


def _made_once(name: str, contents: Sequence[str], install: Callable[[Path, Sequence[str]], None]) -> Path:
    said = "\n".join([sys.version, *contents])
    folder = CACHE / f"{name}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    with _only_one(folder):
        done = folder / "complete"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            install(folder, contents)
            done.touch()
    return folder


def _install_python(folder: Path, requirements: Sequence[str]) -> None:
    _run([sys.executable, "-m", "venv", str(folder)])
    _run([str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--prefer-binary", *requirements])


def _install_node(folder: Path, packages: Sequence[str]) -> None:
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    _run(["npm", "install", "--prefix", str(folder), *quiet, *packages])


def _run(command: list[str], *, environ: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=INSTALL_LIMIT_S, check=False, env=environ
    )
    if done.returncode:
        _give_up(f"{' '.join(command[:4])} failed: {done.stderr[-2000:]}")


def _give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold a lock, so that two test processes do not make one environment at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
