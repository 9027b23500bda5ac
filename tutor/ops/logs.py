"""What a log line may contain: what happened and where in the code, and nothing of a person.

Exceptions are told by their type and the places they came through. Their messages are left out, because
libraries put into them what they were given: a name, an answer, the bytes of a picture.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from smtplib import SMTPException
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError

# A process that serves no request does without the libraries of requests.
if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLResolver

# What is said when a machine or its configuration fails; no person's words get into it.
TELLABLE = (OSError, OperationalError, BrokerError, ImproperlyConfigured)
# After the first line these append what they were handed: futures, arguments, whole messages.
WORDY = {"asyncio", "celery", "kombu"}
_REFERENCE: ContextVar[str] = ContextVar("reference", default="")
_REQUEST: ContextVar["HttpRequest | None"] = ContextVar("request", default=None)
# A form that is not filled in, and a lesson that is paused: days are full of them, and nobody need act.
EVERYDAY = {422, 423}

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def begin_request(request: "HttpRequest") -> None:
    """Give what this request logs its address and a number, which a person can read out."""
    number = secrets.token_hex(4).upper()
    reference = f"{number[:4]}-{number[4:]}"
    request.reference = reference  # type: ignore[attr-defined]
    _REFERENCE.set(reference)
    _REQUEST.set(request)


def end_request() -> None:
    """Let what is logged from here on belong to no request."""
    _REFERENCE.set("")
    _REQUEST.set(None)


def reference() -> str:
    """Return the number of the request at hand; empty outside of one."""
    return _REFERENCE.get()


class Discreet(logging.Filter):
    """Takes out of a record whatever could be about a person."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record, and hold back what tells of everyday refusals alone."""
        if record.name == "django.request" and getattr(record, "status_code", 0) in EVERYDAY:
            return False
        record.reference = reference()
        if (request := _request_of(record)) is not None:
            _describe_request(record, request)
        elif (at_hand := _REQUEST.get()) is not None:
            record.method, record.route = at_hand.method, route_of(at_hand)
        if isinstance(getattr(record, "data", None), dict) and record.name.startswith("celery."):
            _describe_task(record)
        if isinstance(record.args, tuple):
            record.args = tuple(_tell(value) for value in record.args)
        if record.name.partition(".")[0] in WORDY:
            record.msg, record.args = record.getMessage().partition("\n")[0], ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = describe_exception(record.exc_info)
        return True


def _request_of(record: logging.LogRecord) -> "HttpRequest | None":
    """Return the request that a record is about; other libraries may mean something else by the word."""
    request: object = getattr(record, "request", None)
    if request is None:
        return None
    from django.http import HttpRequest

    return request if isinstance(request, HttpRequest) else None


def _tell(value: object) -> object:
    """Return a log line's argument, an exception without its words."""
    if isinstance(value, BaseException) and not _is_tellable(value):
        return type(value).__qualname__
    return value


def _is_tellable(error: BaseException) -> bool:
    # A mail server's refusal is an OSError too, but names whom the letter was for.
    return (isinstance(error, TELLABLE) or _is_of_redis(error)) and not isinstance(error, SMTPException)


def _is_of_redis(error: BaseException) -> bool:
    # Where its library was never loaded nothing of it can be raised.
    redis = sys.modules.get("redis")
    return redis is not None and isinstance(error, redis.RedisError)


def _describe_request(record: logging.LogRecord, request: "HttpRequest") -> None:
    """Name the address by its pattern: numbers, names and codes stay out."""
    route = route_of(request)
    record.reference = getattr(request, "reference", "") or record.reference  # type: ignore[attr-defined]
    record.method, record.route = request.method, route
    status = getattr(record, "status_code", "")
    if isinstance(status, int) and status < 500:
        # Somebody was refused: the address says by what, and nothing of ours broke.
        record.exc_info = record.exc_text = None
    record.msg, record.args = f"{status} {request.method} {route}".strip(), ()


def route_of(request: "HttpRequest") -> str:
    """Return an address by its pattern; of one that is none, what of it stands in some pattern."""
    if request.resolver_match:
        return str(request.resolver_match.route)
    parts = [part if part in _words_of_routes() else "…" for part in request.path_info.split("/") if part]
    return f"unknown address {'/'.join(parts)}".strip()


@cache
def _words_of_routes() -> frozenset[str]:
    """Return the words of all addresses: no name, no code and no number is among them."""
    from django.urls import URLResolver, get_resolver

    def routes(resolver: "URLResolver") -> Iterator[str]:
        for found in resolver.url_patterns:
            yield str(found.pattern)
            if isinstance(found, URLResolver):
                yield from routes(found)

    words = (part for route in routes(get_resolver()) for part in route.split("/"))
    return frozenset(part for part in words if re.fullmatch("[a-z_.-]+", part))


def _describe_task(record: logging.LogRecord) -> None:
    data: dict[str, Any] = record.data  # type: ignore[attr-defined]
    task = record.task = str(data.get("name", ""))
    record.msg = f"task {task} {data.get('description', record.levelname.lower())}"
    record.args = ()
    record.data = None


def describe_exception(exc_info: ExcInfo) -> str:
    """Return types and places, from the first cause to the last effect."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        told = f": {error}" if _is_tellable(error) else ""
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        lines.insert(0, "\n".join([f"{type(error).__module__}.{type(error).__qualname__}{told}", *places]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        for name in ("reference", "method", "route", "status_code", "task"):
            if value := getattr(record, name, None):
                line[name] = value
        if record.exc_text:
            line["exception"] = record.exc_text.splitlines()
        return json.dumps(line, ensure_ascii=False, default=str)
