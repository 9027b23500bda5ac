"""Write requirements.lock: every package that serving needs, at one version, by its hashes on every platform.

    python tools/lock.py            resolve anew within pyproject's ranges, and write it (needs an index)
    python tools/lock.py --check    say whether it fits pyproject (needs none)

torch and what else tests and training need are not in it: they stay within pyproject's ranges.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = "3.11"
# uv heeds no upper bound on Python: 1.3 is for those before 3.11, and pip would refuse it.
HELD = ("backports-strenum<1.3",)
_ENTRY = re.compile(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_MARK = "# What it was made from: sha256:"


def requirements_in(pyproject: str) -> list[str]:
    """Return what serving requires."""
    read = tomllib.loads(pyproject)
    return sorted([*read["project"]["dependencies"], *read["tool"]["attune"]["installed-alone"]])


def replaced_in(pyproject: str) -> list[str]:
    """Return names of packages that a required one asks for, and another stands in for."""
    return sorted(tomllib.loads(pyproject)["tool"]["attune"]["replaced"])


def digest_of(pyproject: str) -> str:
    """Return what changes when a requirement does."""
    made_from = [*requirements_in(pyproject), *replaced_in(pyproject), *HELD]
    return hashlib.sha256("\n".join(made_from).encode()).hexdigest()


def compile_lock(pyproject: str) -> str:
    """Return a lock, resolved anew for every platform and every Python from the oldest on."""
    command = ["uv", "pip", "compile", "--universal", "--python-version", OLDEST_PYTHON]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        wanted, held, left_out = (Path(folder) / name for name in ("wanted.in", "held.txt", "left_out.txt"))
        wanted.write_text("\n".join(requirements_in(pyproject)))
        held.write_text("\n".join(HELD))
        # A requirement for no Python at all is how uv leaves a package out.
        left_out.write_text("\n".join(f"{name}; python_version < '3'" for name in replaced_in(pyproject)))
        command += [str(wanted), "--constraint", str(held), "--override", str(left_out)]
        done = subprocess.run(  # noqa: S603
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return f"# Written by tools/lock.py; do not edit.\n{_MARK}{digest_of(pyproject)}\n{done.stdout}"


def problems(lock: str, pyproject: str) -> Iterator[str]:
    """Yield what keeps a lock from being one for this pyproject."""
    if f"{_MARK}{digest_of(pyproject)}" not in lock.splitlines():
        yield "pyproject.toml's requirements have changed since it was written"
    if "://" in lock:
        yield "it names a host"
    pins: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", lock)[1:]:
        found = _ENTRY.match(entry)
        if found is None or not _HASH.search(entry):
            yield f"no version or no hash: {entry.splitlines()[0]}"
        else:
            pins.setdefault(found[1], []).append(found[2])
    for requirement in map(Requirement, requirements_in(pyproject)):
        versions = pins.get(canonicalize_name(requirement.name), [])
        if not versions or not all(requirement.specifier.contains(version) for version in versions):
            yield f"it does not meet {requirement}"
    yield from _unwanted(pins, pyproject)


def _unwanted(pins: dict[str, list[str]], pyproject: str) -> Iterator[str]:
    reasons = {"torch": "serving does without"}
    reasons |= dict.fromkeys(replaced_in(pyproject), "another package stands in for")
    for name in pins.keys() & reasons.keys():
        yield f"it holds {name}, which {reasons[name]}"


def main(arguments: list[str] | None = None) -> int:
    """Write the lock, or check it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    pyproject = (ROOT / "pyproject.toml").read_text()
    if not options.check:
        LOCK.write_text(compile_lock(pyproject))
    found = list(problems(LOCK.read_text(), pyproject))
    for problem in found:
        sys.stderr.write(f"requirements.lock: {problem}. Write it anew: make lock\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
