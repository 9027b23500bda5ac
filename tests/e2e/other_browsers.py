"""Firefox and WebKitGTK, each spoken to by its own protocol, where they are installed.

    apt-get install firefox-esr                 Firefox, which brings its protocol (Marionette) along
    apt-get install webkit2gtk-driver xvfb      WebKitGTK, its small browser and its driver

Playwright drives builds of its own only. What tests ask of another browser is little: open an address, run a
script, and say what it is.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from tests.e2e.server import find_free_port

STARTS_WITHIN_S: Final = 90.0
SCRIPT_MS: Final = 600_000
FIREFOX_SETTINGS: Final = {
    "marionette.port": 0,
    # A camera that shows colours, and nobody to ask for it.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
}
WEBKIT_ARGUMENTS: Final = ("--automation", "--enable-media-stream=true", "--enable-mock-capture-devices=true")
# The answer of a function of one argument, or what it threw.
RUN: Final = """const done = arguments[arguments.length - 1];
(async () => ({ answer: await (%s)(arguments[0]) }))()
  .catch((problem) => ({ problem: `${problem} ${problem?.stack ?? ""}` })).then(done);"""


class OtherBrowserError(Exception):
    """A browser is not there, does not start, or a script in it failed."""


class Session(Protocol):
    """How a browser is told what to do: a method and its arguments."""

    name: str

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """Return what a command answers."""


class OtherBrowser:
    """One window of a browser, with as much of Playwright's page as tests of it use."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.name = session.name

    def goto(self, url: str) -> None:
        """Open an address."""
        self._session.call("navigate", {"url": url})

    def add_cookie(self, name: str, value: str) -> None:
        """Set a cookie for the page that is open."""
        self._session.call("cookie", {"cookie": {"name": name, "value": value, "path": "/"}})

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Return what a JavaScript function of one argument answers; waits for a promise.

        Raises:
            OtherBrowserError: the function threw.
        """
        # Of Firefox alone: as the page's own script, which may change what the page finds.
        words = {"script": RUN % function, "args": [argument], "sandbox": None}
        found = self._session.call("script", words)
        if "problem" in found:
            raise OtherBrowserError(found["problem"])
        return found.get("answer")


class _Marionette:
    """Firefox's own protocol: each message is its length, a colon, and a list in JSON."""

    COMMANDS: Final = {
        "navigate": "WebDriver:Navigate",
        "script": "WebDriver:ExecuteAsyncScript",
        "cookie": "WebDriver:AddCookie",
    }

    def __init__(self, port: int) -> None:
        self._stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")
        self._number = 0
        self._read()
        found = self._ask("WebDriver:NewSession", {})
        self._ask("WebDriver:SetTimeouts", {"script": SCRIPT_MS})
        self.name = f"Firefox {found['capabilities']['browserVersion']}"

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """Return what a command answers."""
        found = self._ask(self.COMMANDS[command], arguments)
        return found.get("value", found)

    def _ask(self, command: str, arguments: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, arguments]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _, _, problem, answer = self._read()
        if problem:
            raise OtherBrowserError(problem["message"])
        return answer or {}

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._stream.read(1)
        return json.loads(self._stream.read(int(length[:-1])))


class _WebDriver:
    """The protocol of drivers, over HTTP."""

    COMMANDS: Final = {"navigate": "/url", "script": "/execute/async", "cookie": "/cookie"}

    def __init__(self, url: str, capabilities: dict[str, Any]) -> None:
        found = _post(f"{url}/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._url = f"{url}/session/{found['sessionId']}"
        _post(f"{self._url}/timeouts", {"script": SCRIPT_MS})
        self.name = f"WebKitGTK {found['capabilities']['browserVersion']}"

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """Return what a command answers."""
        return _post(self._url + self.COMMANDS[command], arguments)

    def close(self) -> None:
        """Close the browser."""
        _send(self._url, "DELETE", None)


def _post(url: str, body: dict[str, Any]) -> Any:
    return _send(url, "POST", json.dumps(body).encode())


def _send(url: str, method: str, body: bytes | None) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SCRIPT_MS / 1000) as reply:
            return json.load(reply)["value"]
    except urllib.error.HTTPError as error:
        raise OtherBrowserError(error.read().decode()[:2000]) from error


@contextmanager
def open_firefox() -> Iterator[OtherBrowser]:
    """Start Firefox without a window."""
    program = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if program is None:
        raise OtherBrowserError("no Firefox on the PATH")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, ExitStack() as stack:
        lines = (
            f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in FIREFOX_SETTINGS.items()
        )
        Path(profile, "user.js").write_text("\n".join(lines))
        _start([program, "-marionette", "-headless", "-no-remote", "-profile", profile], stack)
        port = Path(profile, "MarionetteActivePort")
        _wait(lambda: bool(port.read_text()))
        yield OtherBrowser(_Marionette(int(port.read_text())))


@contextmanager
def open_webkit() -> Iterator[OtherBrowser]:
    """Start WebKitGTK's small browser, on a screen that nobody sees."""
    places = (Path("/usr/lib"), Path("/usr/libexec"))
    browser = next((one for place in places for one in place.glob("**/webkit2gtk-4.*/MiniBrowser")), None)
    programs = [shutil.which(name) for name in ("WebKitWebDriver", "Xvfb")]
    if browser is None or None in programs:
        raise OtherBrowserError("WebKitWebDriver, Xvfb or WebKitGTK's MiniBrowser is missing")
    driver, screen = programs
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, ExitStack() as stack:
        shown, number = Path(home, "display"), os.pipe()
        stack.callback(os.close, number[0])
        _start(
            [screen, "-displayfd", str(number[1]), "-screen", "0", "1440x900x24"], stack, pass_fds=number[1:]
        )
        os.close(number[1])
        shown = os.read(number[0], 16).decode().strip()
        env = {**os.environ, "DISPLAY": f":{shown}", "HOME": home, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        # Root may not use its sandbox.
        env["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        port = find_free_port()
        url = f"http://127.0.0.1:{port}"
        _start([driver, f"--port={port}"], stack, env=env)
        _wait(lambda: _send(f"{url}/status", "GET", None) is not None)
        options = {"binary": str(browser), "args": list(WEBKIT_ARGUMENTS)}
        session = _WebDriver(url, {"webkitgtk:browserOptions": options})
        stack.callback(session.close)
        yield OtherBrowser(session)


OTHER_BROWSERS: Final = {"firefox": open_firefox, "webkit": open_webkit}


def _start(command: list[str], stack: ExitStack, **options: Any) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)


def _wait(is_up: Any) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        with suppress(OSError):
            if is_up():
                return
        time.sleep(0.2)
    raise OtherBrowserError("it did not start")
