"""What authors bring is read apart, in little time and memory, and can be called off."""

import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.utils.translation import override

from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.archives import MAX_BYTES
from content.exchange import bounded_reading
from content.exchange.bounded_reading import (
    Cancelled,
    NoTurn,
    ReaderFailed,
    TookTooLong,
    TooMuchMemory,
    Watcher,
    read_files,
    read_gift,
    read_upload,
)
from content.exchange.exporting import zip_files
from content.exchange.gift import read_gift as read_gift_here
from tests.catalogues import catalogue
from tests.content.coursefolder import course_files

pytestmark = pytest.mark.process

LONG_GIFT = "\n\n".join(f"::Question {number}:: Is it? {{T}}" for number in range(9000))


@pytest.fixture
def limit(monkeypatch):
    def set_limits(**limits):
        monkeypatch.setattr(bounded_reading, "LIMITS", replace(bounded_reading.LIMITS, **limits))

    return set_limits


@pytest.fixture
def children(monkeypatch):
    """Return the child processes that were started."""
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    return started


class Told(Watcher):
    """Keeps what it hears; acts once it has heard something."""

    def __init__(self, act=lambda: None, *, cancels=False):
        self.heard, self.act, self.cancels = [], act, cancels

    def on_progress(self, done, total):
        self.heard.append((done, total))
        self.act()

    def is_cancelled(self):
        return self.cancels and bool(self.heard)


def is_gone(child) -> bool:
    """Return whether nothing of the child's group is left."""
    try:
        os.killpg(child.pid, 0)
    except ProcessLookupError:
        return child.returncode is not None
    return False


def test_a_course_read_apart_is_the_course_read_here():
    here = read_course(course_files(), complete=False)
    assert read_files(course_files()) == here
    files = course_files() | {".DS_Store": b"x"}
    read = read_upload("a.zip", zip_files(files, folder="any"))
    assert (read.course, read.ignored) == (here, ("any/.DS_Store",))


def test_questions_read_apart_are_those_read_here():
    text = "One {T}\n\nTwo {#2}\n\nEssay {}"
    known = [("number", "Two", {"answer": "2", "tolerance": "0"})]
    assert read_gift(text, known=known) == read_gift_here(text, known=known)
    assert len(read_gift(text, known=known).questions) == 1


def test_faults_come_back_with_their_lines():
    with pytest.raises(BadCourseFiles, match=r"course\.yaml:1: this file is missing"):
        read_files({})
    with pytest.raises(BadCourseFiles, match="no readable zip"):
        read_upload("a.zip", b"PK")
    with pytest.raises(BadCourseFiles, match="too large for a course"):
        read_upload("a.zip", zip_files({"course.yaml": bytes(MAX_BYTES + 1)}, folder="any"))


def test_progress_is_told_and_never_falls_back():
    told = Told()
    read_gift(LONG_GIFT[:100_000], known=[], watcher=told)
    assert told.heard == sorted(told.heard)
    assert 0 < told.heard[0][0] <= told.heard[-1][1]


def test_what_takes_too_much_processor_time_is_stopped(limit, children):
    limit(cpu_s=1)
    with pytest.raises(TookTooLong, match="too long to read"):
        read_gift(LONG_GIFT * 5, known=[])
    assert is_gone(children[0])


def test_what_takes_too_long_by_the_clock_is_stopped(limit, children):
    limit(wall_s=0.3)
    with pytest.raises(TookTooLong):
        read_gift(LONG_GIFT, known=[])
    assert is_gone(children[0])


def test_what_takes_too_much_memory_is_stopped(limit, children):
    limit(memory_bytes=120_000_000)
    assert len(read_gift("One {T}", known=[]).questions) == 1
    with pytest.raises(TooMuchMemory, match="too much memory"):
        read_gift("One {T}" + " " * 60_000_000, known=[])
    assert is_gone(children[1])


def test_an_answer_that_is_too_long_is_not_taken(limit):
    limit(answer_bytes=100)
    with pytest.raises(TooMuchMemory):
        read_files(course_files())


def test_a_reading_that_is_called_off_stops_at_once(children):
    started = time.monotonic()
    with pytest.raises(Cancelled, match="cancelled"):
        read_gift(LONG_GIFT, known=[], watcher=Told(cancels=True))
    assert is_gone(children[0])
    assert time.monotonic() - started < bounded_reading.LIMITS.wall_s / 2


def test_a_child_that_crashes_takes_nothing_down(children):
    crash = Told(lambda: os.kill(children[0].pid, signal.SIGSEGV))
    with pytest.raises(ReaderFailed, match="broke off"):
        read_gift(LONG_GIFT, known=[], watcher=crash)
    assert len(read_gift("One {T}", known=[]).questions) == 1


def test_a_reader_that_falls_over_is_told_and_logged_without_the_authors_words(caplog):
    with pytest.raises(ReaderFailed):
        bounded_reading._read("gift", None, text="My secret {T}")
    assert "KeyError at reading_child.py" in caplog.text
    assert "secret" not in caplog.text


def test_no_more_than_two_are_read_at_once(monkeypatch):
    monkeypatch.setattr(bounded_reading, "_TURN_S", 0.05)
    with bounded_reading._turns, bounded_reading._turns, pytest.raises(NoTurn, match="in a minute"):
        read_gift("One {T}", known=[])
    assert len(read_gift("One {T}", known=[]).questions) == 1


def test_whoever_waits_for_a_reading_does_no_work():
    def work_of(read):
        started = time.thread_time()
        read()
        return time.thread_time() - started

    # The least of three: what the garbage of other tests costs to collect is no work of this one.
    waited = min(work_of(lambda: read_gift(LONG_GIFT[:150_000], known=[])) for _ in range(3))
    assert waited < work_of(lambda: read_gift_here(LONG_GIFT[:150_000])) / 4


def test_the_child_knows_no_secret_and_opens_no_database(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for children")
    loaded = (
        "import sys, content.exchange.reading_child as child, content.coursefiles, content.exchange.gift;"
        "print(*{name for name in sys.modules if name in ('django.db', 'content.models', 'torch', 'numpy')})"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "")
    given = []
    monkeypatch.setattr(subprocess, "Popen", lambda *_, env, **__: given.append(env) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_gift("One {T}", known=[])
    assert set(given[0]) == {"PYTHONDONTWRITEBYTECODE", "PYTHONUTF8"}


@pytest.mark.parametrize(
    "name",
    [(b"posix", b"getcwd"), (b"content.exchange.gift", b"json"), (b"content.exchange.gift", b"read_gift")],
)
def test_an_answer_builds_documents_and_nothing_else(name):
    with pytest.raises(pickle.UnpicklingError, match="no part of a document"):
        bounded_reading.loads(b"c" + b"\n".join(name) + b"\n.")


def test_a_bad_formula_is_told_by_name_from_apart():
    report = read_gift(r"::Q:: Is $$\\foo\{x\}$$ so? {T}", known=())
    assert [r"no command \foo: the guide" in skipped.reason for skipped in report.skipped] == [True]


def test_what_readers_complain_of_is_in_the_language_of_whoever_asks(tmp_path, settings):
    catalogue(tmp_path, **{"it is an essay, which nobody here can mark at once": "es ist ein Aufsatz"})
    settings.LOCALE_PATHS = [tmp_path]
    with override("de-ch"):
        (skipped,) = read_upload("a.gift", b"Write. {}").skipped
        assert skipped.reason == "es ist ein Aufsatz."
    with override("en-gb"):
        (skipped,) = read_upload("a.gift", b"Write. {}").skipped
        assert skipped.reason.startswith("it is an essay")


def test_what_a_catalogue_does_not_have_is_said_in_english(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    with override("de"), pytest.raises(BadCourseFiles, match="looks like no format"):
        read_upload("a.bin", b"\1")
