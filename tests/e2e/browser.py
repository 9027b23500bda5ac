"""Find a Chromium, or get one, and say how the tests start it.

`python -m tests.e2e.browser install` is what `make test` runs before the tests. The order is: the one that
CHROMIUM names, one on the PATH, the one Playwright keeps, Playwright's download, and for root the
distribution's package. Where none can be had, the browser tests are skipped, except in CI, where they fail.

The headless shell comes before the whole browser: it draws and runs pages alike, and opens a window for a
sixth of the processor's time, since it has no bars and buttons of its own to show.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

COMMANDS = (
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"),
)
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NO_BROWSER = "No Chromium, and none could be installed: browser tests are skipped (CHROMIUM may name one)."
# Root may not use Chromium's sandbox, and a closed network must not slow a start down.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # As Debian's whole browser draws letters; the headless shell rounds their widths to whole pixels.
    "--font-render-hinting=slight",
)


def launch_arguments(*, camera: Path | None = None, allowed: bool = True) -> list[str]:
    """Return Chromium's command line flags; `camera` is the file (.mjpeg or .y4m) its fake camera plays.

    Without `camera` the machine has none at all. With `allowed` false its user says no when asked for it.
    """
    if camera is None:
        return list(ARGUMENTS)
    answer = "--use-fake-ui-for-media-stream" if allowed else "--deny-permission-prompts"
    fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
    return [*ARGUMENTS, answer, *fake]


def find_chromium() -> Path | None:
    """Return a Chromium that starts, without installing anything."""
    return next((path for path in _candidates() if _starts(path)), None)


def install_chromium() -> Path | None:
    """Return a Chromium that starts, installing one where none is there."""
    found = find_chromium()
    for install in (_from_playwright, _from_distribution):
        if found is not None:
            break
        install()
        found = find_chromium()
    return found


@cache
def required_chromium() -> Path:
    """Return the Chromium for the tests; without one, skip the calling test, or fail it in CI."""
    import pytest

    found = find_chromium()
    if found is not None:
        return found
    absent: Callable[[str], None] = pytest.fail if is_in_ci() else pytest.skip
    absent(NO_BROWSER)
    raise AssertionError("pytest.skip and pytest.fail both raise")


def is_in_ci() -> bool:
    """Say whether a run decides about a change."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def _candidates() -> Iterator[Path]:
    """Yield where a Chromium may be, best first."""
    if named := os.environ.get("CHROMIUM"):
        yield Path(named)
    for command in COMMANDS:
        if path := shutil.which(command):
            yield Path(path)
    yield from map(Path, MAC_APPS)
    if kept := _kept_by_playwright():
        yield kept


def _kept_by_playwright() -> Path | None:
    """Return where Playwright keeps, or would keep, its own Chromium."""
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)
    except Exception:  # its driver does not start here, or we are inside an event loop: it has bare errors
        return None


def _starts(path: Path) -> bool:
    """Tell whether `path` is a browser that runs here; some systems put a stub in its place."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _from_playwright() -> None:
    _say("Installing Chromium with Playwright.")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not _succeeds(command):
        _say("Playwright's download is not to be had here.")
    elif _may_use_apt() and find_chromium() is None:  # downloaded, but libraries it links to are missing
        _succeeds([sys.executable, "-m", "playwright", "install-deps", "chromium"])


def _from_distribution() -> None:
    if not _may_use_apt():
        return
    _say("Installing Chromium from this system's packages.")
    _succeeds(["apt-get", "update", "-qq"])
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fonts-dejavu-core"]
    # Not every release has the shell in a package of its own.
    any(_succeeds([*install, package]) for package in ("chromium-headless-shell", "chromium"))


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _succeeds(command: list[str]) -> bool:
    """Run `command` without its output and without ever asking a question."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=600
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run the command line: `install` finds or gets a Chromium and prints where it is."""
    if arguments != ["install"]:
        _say("usage: python -m tests.e2e.browser install")
        return 2
    found = install_chromium()
    _say(f"Browser tests use {found}." if found else NO_BROWSER)
    return 1 if found is None and is_in_ci() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
