"""An LRS (learning record store), told statements.

Imported where something is sent, since nothing is unless the operator asked for it.

Source: ADL, "Experience API, version 1.0.3" (2016), part three: 2.1.2 (POST statements), 3.2 (errors).
"""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from tutor.outside.replies import asked_wait_s

VERSION = "1.0.3"
LARGEST_REPLY = 64 * 1024
LONGEST_REASON = 300
# An LRS that asks for more patience than this (s) is tried again all the same.
LONGEST_WAIT_S = 24 * 3600.0


class NotSent(Exception):
    """Statements were not taken, and what they say has no part in it; `again_in_s` is what the LRS asked."""

    problem = "away"
    again_in_s: float | None = None


class Away(NotSent):
    """It does not answer, or with an error of its own (5xx)."""


class Busy(NotSent):
    """It wants to be asked less often (429, or 503 with Retry-After)."""

    problem = "busy"


class NoEntry(NotSent):
    """It does not know our key, or lets it write nothing (401, 403)."""

    problem = "no_entry"


class Faulty(NotSent):
    """What answers is no LRS: it redirects, or knows no statements."""

    problem = "faulty"


class Refused(Exception):
    """It does not take these statements (400 and the like); the text is its reason."""


class AlreadyThere(Exception):
    """It has a statement with one of these ids, which says something else (409)."""


class Lrs:
    """A connection; closed at the end of a `with`."""

    def __init__(
        self, endpoint: str, *, key: str, secret: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._address = f"{endpoint.rstrip('/')}/statements"
        # Redirects would carry the secret to wherever they lead, and proxies of this machine see it too.
        self._client = httpx.Client(
            auth=httpx.BasicAuth(key, secret),
            headers={"X-Experience-API-Version": VERSION, "User-Agent": "Attune"},
            timeout=httpx.Timeout(15, connect=5),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> "Lrs":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def send(self, statements: Sequence[dict[str, Any]]) -> None:
        """Hand over some statements: all of them, or none.

        Raises:
            NotSent: the LRS takes nothing now.
            Refused: it takes one of them at least never.
            AlreadyThere: it has one of them already, in other words.
        """
        try:
            with self._client.stream("POST", self._address, json=list(statements)) as reply:
                text = _read(reply)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Away(type(error).__name__) from None
        _judge(reply, text)


def _read(reply: httpx.Response) -> str:
    content = b""
    for part in reply.iter_bytes():
        content += part
        if len(content) > LARGEST_REPLY:
            break
    return content[:LARGEST_REPLY].decode("utf-8", "replace")


def _judge(reply: httpx.Response, text: str) -> None:
    status = reply.status_code
    if reply.is_success:
        return
    if status == 409:
        raise AlreadyThere
    if status in (400, 413, 422):
        raise Refused(_reason(text) or str(status))
    wait = asked_wait_s(reply.headers.get("Retry-After", ""))
    error = _error_of(status, has_wait=wait is not None)
    error.again_in_s = None if wait is None else min(wait, LONGEST_WAIT_S)
    raise error


def _error_of(status: int, *, has_wait: bool) -> NotSent:
    if status in (401, 403):
        return NoEntry(str(status))
    if status == 429 or (status == 503 and has_wait):
        return Busy(str(status))
    return Away(str(status)) if status >= 500 or status == 408 else Faulty(str(status))


def _reason(text: str) -> str:
    """Return the reason in a reply, if it is JSON with a `detail`, `message` or `error`; else its text."""
    try:
        told = json.loads(text)
    except ValueError:
        told = text
    if isinstance(told, dict):
        told = next((told[name] for name in ("detail", "message", "error") if told.get(name)), told)
    words = told if isinstance(told, str) else json.dumps(told)
    return " ".join(words.split()).replace("\0", "")[:LONGEST_REASON]
