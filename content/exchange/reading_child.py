"""The child process that reads what an author brings, in little memory and time: decision 0019.

`content.exchange.bounded_reading` starts it. It gets one request on its standard input and answers on its
standard output. It opens no database and knows no secret; to start quickly it imports no models.
"""

import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

PROGRESS, RESULT, REFUSED, FAILED = b"P", b"R", b"X", b"F"
OUT_OF_MEMORY = 71
"""The exit status that says so."""
_PROGRESS_S = 0.2


def main() -> None:
    """Read one request and answer it."""
    limits = json.loads(sys.argv[1])
    _limit(cpu_s=limits["cpu_s"], memory_bytes=limits["memory_bytes"])
    speak(limits["locale"], limits["catalogues"])
    answers = sys.stdout.buffer
    try:
        kind, given = pickle.load(sys.stdin.buffer)  # noqa: S301 (the parent's own words)
        answer(answers, kind, given)
    except MemoryError:
        # At once: an ordinary exit takes memory, and would send off half an answer from the buffer.
        os._exit(OUT_OF_MEMORY)


def _limit(*, cpu_s: int, memory_bytes: int) -> None:
    """Bound this process: past its time the kernel ends it, past its memory Python raises MemoryError."""
    os.nice(5)  # whoever waits for a page comes first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A second apart: where both limits are the same, Linux sends SIGKILL and not SIGXCPU, and the parent
    # takes that for a lack of memory.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    # Not every system bounds address space; where it does not, the parent's clock and the CPU time remain.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def speak(locale: str, catalogues: Sequence[str]) -> None:
    """Let readers complain in a language; where a catalogue has no such text, in English."""
    from gettext import NullTranslations, translation

    from content.language import translate_with

    known = NullTranslations()
    for folder in catalogues:
        known.add_fallback(translation("django", folder, [locale], fallback=True))
    translate_with(known)


def answer(out: BinaryIO, kind: str, given: dict[str, Any]) -> None:
    """Write progress while a reader reads, and then what came of it."""
    from content.coursefiles.faults import BadCourseFiles

    try:
        send(out, RESULT, _READERS[kind](given, Progress(out)))
    except BadCourseFiles as error:
        send(out, REFUSED, error.faults)
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, the parent says that reading failed and logs where
        send(out, FAILED, _place_of(error))


def send(out: BinaryIO, kind: bytes, value: Any) -> None:
    """Write one message: its kind, the length of what follows, and that."""
    data = pickle.dumps(value)
    out.write(kind + len(data).to_bytes(8, "big"))
    out.write(data)
    out.flush()


class Progress:
    """Tells the parent how far reading is, a few times a second."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say it, unless it was said just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _PROGRESS_S
            send(self._out, PROGRESS, (done, total))


def _place_of(error: Exception) -> str:
    """Return an error's type and place: its message may quote what an author wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


# Each reader imports what it needs when it is asked: the limits hold by then, and the others cost nothing.
def _read_upload(given: dict[str, Any], progress: Progress) -> Any:
    from content.exchange.readers import open_upload

    return _read_source(open_upload(given["name"], given["data"]), given, progress)


def _read_path(given: dict[str, Any], progress: Progress) -> Any:
    from content.exchange.readers import open_path

    return _read_source(open_path(Path(given["path"])), given, progress)


def _read_source(source: Any, given: dict[str, Any], progress: Progress) -> Any:
    from content.exchange.readers import read_source
    from content.exchange.readers.documents import Wanted

    return read_source(
        source, Wanted(**given["wanted"], on_progress=progress), format_name=given["format_name"]
    )


def _read_files(given: dict[str, Any], progress: Progress) -> Any:
    from content.coursefiles import read_course

    return read_course(
        given["files"], complete=False, keep_unsound=given["keep_unsound"], on_progress=progress
    )


def _read_gift(given: dict[str, Any], progress: Progress) -> Any:
    from content.exchange.gift import read_gift

    return read_gift(given["text"], known=given["known"], on_progress=progress)


def _read_picture(given: dict[str, Any], progress: Progress) -> Any:
    from content.coursefiles.faults import BadCourseFiles, Fault
    from content.texts.images import InvalidImage, read_image

    try:
        return read_image(given["name"], given["data"])
    except InvalidImage as error:
        # The parent takes documents and faults, and builds no exceptions from what a child says.
        raise BadCourseFiles([Fault(given["name"], error.line, str(error))]) from None


_READERS: dict[str, Callable[[dict[str, Any], Progress], Any]] = {
    "upload": _read_upload,
    "path": _read_path,
    "files": _read_files,
    "gift": _read_gift,
    "picture": _read_picture,
}

if __name__ == "__main__":
    main()
