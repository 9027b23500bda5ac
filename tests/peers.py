"""Other people's servers, each in an environment of its own, for tests that talk to the real thing.

An environment is made once a machine, in the user's cache, and named after what is in it; a second run finds
it there. Nothing of it is ever installed with the product: some of it is under licences that the product
does not take. `python -m tests.peers` makes them all: a test's time limit is too short for an install.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "attune-peers"
INSTALL_LIMIT_S = 600

PYTHON_PEERS = {
    # The consumer needs `cryptography` and does not say so.
    "lti-consumer": ("lti-consumer-xblock==11.4.4", "cryptography==46.0.3"),
    # The `lrs` part imports `requests` and does not ask for it.
    "ralph": ("ralph-malph[cli,lrs,backend-fs]==5.1.0", "requests==2.32.5"),
    "saml-idp": ("pysaml2==7.5.4",),
}
NODE_PEERS = {"oidc-provider": ("oidc-provider@9.13.3",)}
PROGRAMS = {"node": "nodejs", "npm": "npm", "xmlsec1": "xmlsec1"}


def python_environment(name: str) -> Path:
    """Return the Python of an environment that holds a peer of `PYTHON_PEERS`, made where it is missing."""
    return _made_once(name, PYTHON_PEERS[name], _install_python) / "bin" / "python"


def node_environment(name: str) -> Path:
    """Return a folder whose `node_modules` hold a peer of `NODE_PEERS`, made where it is missing."""
    need_program("node")
    need_program("npm")
    return _made_once(name, NODE_PEERS[name], _install_node)


def need_program(program: str) -> None:
    """See that a program of `PROGRAMS` is there; root gets Debian's package; others skip, save in CI."""
    package = PROGRAMS[program]
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


def _make_all() -> None:
    sys.stdout.write("Making the environments of the servers that tests talk to, where they are missing.\n")
    for program in PROGRAMS:  # One after the other: the system's packages have one lock.
        _make(partial(need_program, program))
    makers: list[Callable[[], object]] = [partial(python_environment, name) for name in PYTHON_PEERS]
    makers += [partial(node_environment, name) for name in NODE_PEERS]
    # Each waits for the network most of the time.
    with ThreadPoolExecutor(len(makers)) as pool:
        list(pool.map(_make, makers))


def _make(make: Callable[[], object]) -> None:
    try:
        make()
    except (pytest.skip.Exception, pytest.fail.Exception) as reason:
        sys.stdout.write(f"{reason}\n")  # The tests that need it say so once more.


if __name__ == "__main__":
    _make_all()
