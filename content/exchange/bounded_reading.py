"""Reads what an author brings in a child process with limits of time and memory: decision 0019.

The same in every deployment: whoever asks waits, and everybody else's pages go on. Nothing is written here;
what comes back is a parsed document, and its complaints are raised as they are elsewhere.
"""

import io
import json
import logging
import os
import pickle
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from content.coursefiles.documents import CourseDoc
from content.coursefiles.faults import BadCourseFiles
from content.exchange.readers.documents import Reading
from content.exchange.reading_child import FAILED, OUT_OF_MEMORY, PROGRESS, REFUSED, RESULT
from content.language import Message
from content.texts.images import CleanImage, InvalidImage

if TYPE_CHECKING:
    from content.exchange.gift import GiftReport

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
# How often, while nothing comes, the clock and the watcher are looked at.
_TICK_S = 0.2
# For the exit status of a child that has closed its output.
_LAST_WAIT_S = 2.0
# Before each message: its kind, one byte, and its length in eight (`reading_child.send`).
_HEAD = 9
# Children of one web process at a time: each may take half a gigabyte (decision 0019).
_AT_ONCE = 2
# With `wall_s` below, how long a request may last; proxies must allow for both.
_TURN_S = 15.0
# The modules whose dataclasses an answer may build.
_DOCUMENTS = (
    "content.coursefiles.documents",
    "content.coursefiles.faults",
    "content.exchange.gift",
    "content.exchange.readers.documents",
    "content.texts.images",
    "content.policy.conditions",
    "content.policy.rules",
)


@dataclass(frozen=True)
class Limits:
    """What one reading may take: processor time, time on the clock, memory, and bytes of its answer."""

    cpu_s: int = 20
    wall_s: float = 40.0
    memory_bytes: int = 512 * 1024 * 1024
    answer_bytes: int = 128 * 1024 * 1024


LIMITS = Limits()
COMMAND_LIMITS = Limits(
    cpu_s=600, wall_s=900.0, memory_bytes=1024 * 1024 * 1024, answer_bytes=256 * 1024 * 1024
)
"""For whoever runs the site: nobody's page waits for a command."""


class ReadingStopped(Exception):
    """Reading ended without a result; its text says why, as its author reads it."""


class TookTooLong(ReadingStopped):
    """It used up its time."""


class TooMuchMemory(ReadingStopped):
    """It used up its memory."""


class Cancelled(ReadingStopped):
    """Its author called it off."""


class ReaderFailed(ReadingStopped):
    """The child process ended by itself."""


class NoTurn(ReadingStopped):
    """Too many others were reading."""


_TOO_LONG = _("It takes too long to read. Bring it in smaller parts.")
_TOO_MUCH_MEMORY = _("It needs too much memory to read. Bring it in smaller parts.")
_CANCELLED = _("You cancelled it.")
_FAILED = _("Reading it broke off. Try once more; if it breaks off again, tell whoever runs this site.")
_NO_TURN = _("Others are bringing in files at this moment. Try again in a minute.")


class Watcher:
    """Looks on while a child reads: hears how far it is, and may call it off."""

    def on_progress(self, done: int, total: int) -> None:
        """Hear that `done` of `total` parts are read."""

    def is_cancelled(self) -> bool:
        """Return whether to stop now."""
        return False


def read_upload(
    name: str, data: bytes, *, format_name: str = "", watcher: Watcher | None = None, **wanted: Any
) -> Reading:
    """Return what a file of any known format says; `wanted` are fields of `readers.documents.Wanted`.

    Raises:
        BadCourseFiles: it cannot be read at all.
        ReadingStopped: reading did not end within the limits.
    """
    return _reading("upload", watcher, None, name=name, data=data, format_name=format_name, wanted=wanted)


def read_path(path: Path, *, format_name: str = "", watcher: Watcher | None = None, **wanted: Any) -> Reading:
    """Return what a file or folder of this machine says, within a command's limits; see `read_upload`."""
    given = {"path": str(path.absolute()), "format_name": format_name, "wanted": wanted}
    return _reading("path", watcher, COMMAND_LIMITS, **given)


def _reading(kind: str, watcher: Watcher | None, limits: Limits | None, **given: Any) -> Reading:
    reading = _read(kind, watcher, limits, **given)
    assert isinstance(reading, Reading)
    return reading


def read_files(files: Mapping[str, bytes], *, keep_unsound: bool = False) -> CourseDoc:
    """Return the course that files of its history describe; raises as `read_upload` does."""
    course = _read("files", None, files=dict(files), keep_unsound=keep_unsound)
    assert isinstance(course, CourseDoc)
    return course


def read_gift(text: str, *, known: list[Any], watcher: Watcher | None = None) -> "GiftReport":
    """Return the questions of a GIFT text; what is `known` is skipped.

    Raises:
        ReadingStopped: reading did not end within the limits.
    """
    # Few bring questions, and what reads them is five modules.
    from content.exchange import gift

    report = _read("gift", watcher, text=text, known=known)
    assert isinstance(report, gift.GiftReport)
    return report


def read_picture(name: str, data: bytes) -> CleanImage:
    """Return a picture, cleaned.

    Raises:
        InvalidImage: it cannot be used.
        ReadingStopped: reading it did not end within the limits.
    """
    try:
        picture = _read("picture", None, name=name, data=data)
    except BadCourseFiles as error:
        raise InvalidImage(error.faults[0].reason, line=error.faults[0].line) from None
    assert isinstance(picture, CleanImage)
    return picture


_turns = BoundedSemaphore(_AT_ONCE)


def _read(kind: str, watcher: Watcher | None, limits: Limits | None = None, **given: Any) -> Any:
    if not _turns.acquire(timeout=_TURN_S):
        raise NoTurn(_NO_TURN)
    try:
        limits = limits or LIMITS
        with _started(kind, given, limits) as child:
            return _result_of(child, watcher or Watcher(), limits)
    except OSError as error:  # no room for the request, or for another process
        logger.error("A reader of authors' files did not start: %s", error.strerror)
        raise ReaderFailed(_FAILED) from None
    finally:
        _turns.release()


@contextmanager
def _started(kind: str, given: dict[str, Any], limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child, and end it and all that it started."""
    # A file, not a pipe: writing to a child that does not read would wait beyond the reach of the clock.
    with TemporaryFile() as request:
        pickle.dump((kind, given), request)
        request.seek(0)
        child = subprocess.Popen(  # noqa: S603 (this very interpreter)
            [sys.executable, "-m", "content.exchange.reading_child", _bounds(limits)],
            stdin=request,
            stdout=subprocess.PIPE,
            # A traceback may quote what an author wrote; of an error the child sends type and place.
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            # None of the parent's environment: secrets stand in it.
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        try:
            yield child
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            assert child.stdout is not None
            child.stdout.close()


def _bounds(limits: Limits) -> str:
    """Return a child's limits, its language, and where catalogues of that lie: it knows no settings."""
    catalogues = [str(folder) for folder in settings.LOCALE_PATHS]
    language = {"locale": to_locale(get_language() or ""), "catalogues": catalogues}
    return json.dumps(asdict(limits) | language)


def _result_of(child: subprocess.Popen[bytes], watcher: Watcher, limits: Limits) -> Any:
    """Return what a child answers; a child that breaks off, or off its limits, is an exception."""
    for kind, value in _messages(child, watcher, limits):
        if kind == PROGRESS:
            watcher.on_progress(*value)
        elif kind == RESULT:
            return value
        elif kind == REFUSED:
            raise BadCourseFiles(value)
        elif kind == FAILED:
            logger.error("A reader of authors' files failed: %s", str(value))
            raise ReaderFailed(_FAILED)
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=_LAST_WAIT_S)
    raise _reason_of(child.returncode)


def _reason_of(status: int | None) -> ReadingStopped:
    """Return why a child ended without an answer. Killed, it is the machine that had no memory left."""
    if status == -signal.SIGXCPU:
        return TookTooLong(_TOO_LONG)
    if status in (OUT_OF_MEMORY, -signal.SIGKILL):
        return TooMuchMemory(_TOO_MUCH_MEMORY)
    logger.error("A reader of authors' files ended with status %s", status)
    return ReaderFailed(_FAILED)


def _messages(
    child: subprocess.Popen[bytes], watcher: Watcher, limits: Limits
) -> Iterator[tuple[bytes, Any]]:
    """Yield what a child says, as kind and value, until it has no more to say."""
    received = bytearray()
    for chunk in _chunks(child, watcher, limits):
        received += chunk
        if len(received) > limits.answer_bytes:
            raise TooMuchMemory(_TOO_MUCH_MEMORY)
        while len(received) >= _HEAD:
            end = _HEAD + int.from_bytes(received[1:_HEAD], "big")
            if len(received) < end:
                break
            yield bytes(received[:1]), loads(received[_HEAD:end])
            del received[:end]


def _chunks(child: subprocess.Popen[bytes], watcher: Watcher, limits: Limits) -> Iterator[bytes]:
    """Yield bytes as they come; between them, look at the clock and at the watcher."""
    assert child.stdout is not None
    deadline = time.monotonic() + limits.wall_s
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if watcher.is_cancelled():
                raise Cancelled(_CANCELLED)
            if time.monotonic() > deadline:
                raise TookTooLong(_TOO_LONG)
            if selector.select(_TICK_S):
                chunk = os.read(child.stdout.fileno(), 1 << 20)
                if not chunk:
                    return
                yield chunk


def loads(data: bytes | bytearray) -> Any:
    """Return what a child answered: a document and nothing else, since it has read what anybody may write.

    Raises:
        UnpicklingError: it names anything else.
    """
    return _Answer(io.BytesIO(data)).load()


class _Answer(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return one of the classes of documents, or that of what a reader says."""
        if (module, name) == (Message.__module__, Message.__name__):
            return Message
        # Only what a module defines itself: what it imports, such as functions, is within reach by name, too.
        found = super().find_class(module, name) if module in _DOCUMENTS else None
        if not (isinstance(found, type) and is_dataclass(found) and found.__module__ == module):
            raise pickle.UnpicklingError(f"no part of a document: {module}.{name}")
        return found
