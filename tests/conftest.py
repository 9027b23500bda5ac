"""The cast: Amira the student, Ben who must see nothing of hers, Noor who writes, Tariq who teaches."""

import gc
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest
from channels.layers import channel_layers
from django.utils import translation
from servestatic.middleware import ServeStaticMiddleware

from content.models import Course, Lesson, Question, Step, Variant
from tests import limits
from tests.emptied import emptied_by_rows
from tests.held import hold_a_session
from tests.lti.consumer.running import real_platform  # noqa: F401
from tests.migrated import migrated_once
from tests.people import make_user
from tutor.models import Classroom, ClassSession, Enrolment, Sitting, User
from tutor.ops.catalogues import compile_stale
from tutor.services.sittings import open_sitting

# A machine that others keep busy is slow to make examples, and wrong about nothing for it.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--results", help="Folder into which benchmarks write their figures.")
    parser.addoption("--students", type=int, default=200, help="How large a class benchmarks make.")
    parser.addoption("--fast", action="store_true", help="Only what needs no browser, process or training.")
    parser.addoption("--renew-likenesses", action="store_true", help="Keep how ten pages look from now on.")
    parser.addoption("--overload-s", type=float, default=600, help="How long the overload benchmark lasts.")
    parser.addoption("--lesson-s", type=float, default=180, help="How long benchmarks leave a camera on.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return (config.getoption("--fast") and limits.may_be_ignored(collection_path)) or None


def pytest_itemcollected(item: pytest.Item) -> None:
    limits.mark_by_folder(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright leaves an event loop in the thread that async_to_sync refuses.

    Those of `reliability` bring a Playwright of their own, which ends before the one of `e2e` begins.
    """
    if config.getoption("--fast"):
        config.hook.pytest_deselected(items=[item for item in items if not limits.is_fast(item)])
        items[:] = [item for item in items if limits.is_fast(item)]
    items.sort(key=lambda item: ("tests/e2e" in str(item.path), "tests/reliability" in str(item.path)))


def pytest_sessionstart() -> None:
    """Read the translations as they are written now."""
    compile_stale()


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later search for garbage: it stays."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    limits.limit_coroutine(item)
    limits.watch(item if item.config.getoption("--fast") else None)


def pytest_runtest_teardown() -> None:
    limits.watch(None)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell at the very end where tests ran out of time: above, what all threads did stands after it."""
    for report in terminalreporter.getreports("failed") + terminalreporter.getreports("error"):
        if "from pytest-timeout" in (text := report.longreprtext):
            terminalreporter.section(f"{report.when} of {report.nodeid} waited here")
            places = [line for line in text.splitlines() if re.match(r"\S+\.py:\d+:", line)]
            terminalreporter.write_line("\n".join(places[-20:]))


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Leave no language behind: a page's stays with its thread until the next page."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def leave_the_channel_layer() -> Iterator[None]:
    """Leave no layer behind: its locks are of the event loop of the test that used them, which is over."""
    yield
    channel_layers.backends.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, pytestconfig: pytest.Config
) -> Iterator[None]:
    """Take the migrated database that an earlier run kept: this comes before pytest-django makes one."""
    with migrated_once(pytestconfig.cache.mkdir("migrated")), emptied_by_rows():
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Look for the site's static files once: every test client starts the middleware that does."""
    find, found = ServeStaticMiddleware.add_files_from_finders, {}

    def find_once(self: ServeStaticMiddleware) -> None:
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    with patch.object(ServeStaticMiddleware, "add_files_from_finders", find_once):
        yield


@pytest.fixture
def amira(db: None) -> User:
    return make_user("amira", first_name="Amira")


@pytest.fixture
def ben(db: None) -> User:
    return make_user("ben", first_name="Ben")


@pytest.fixture
def noor(db: None) -> User:
    return make_user("noor", role="author", is_staff=True)


@pytest.fixture
def tariq(db: None) -> User:
    return make_user("tariq", role="teacher")


@pytest.fixture
def classroom(tariq: User, amira: User, ben: User) -> Classroom:
    classroom = Classroom.objects.create(name="Year 6")
    classroom.teachers.add(tariq)
    for student in (amira, ben):
        Enrolment.objects.create(classroom=classroom, student=student)
    return classroom


@pytest.fixture
def lesson(noor: User) -> Lesson:
    """A published lesson: an explanation with help of every kind, a question, an end."""
    course = Course.objects.create(slug="halves", title="Halves", owner=noor, is_published=True)
    lesson = Lesson.objects.create(course=course, slug="a-half", title="A half", position=1)
    first = Step.objects.create(
        lesson=lesson, slug="what", position=1, title="What a half is", body="One of two.", can_confuse=True
    )
    for position, kind in enumerate(("visual", "easier", "worked_example", "hint", "challenge")):
        Variant.objects.create(
            step=first, kind=kind, title=f"A {kind}", body=f"The {kind} text.", position=position
        )
    ask = Step.objects.create(
        lesson=lesson, slug="ask", position=2, kind="question", title="Your turn", body="Think."
    )
    Question.objects.create(
        step=ask,
        slug="half-of-eight",
        position=1,
        kind="number",
        prompt="Half of eight?",
        spec={"answer": "4", "wrong": [{"value": "2", "feedback": "That is a quarter."}]},
        hints=["Share it between two.", "Four and four."],
    )
    Variant.objects.create(step=ask, kind="visual", title="Eight dots", body="Two rows of four.")
    Step.objects.create(lesson=lesson, slug="end", position=3, title="Well done", body="That is it.")
    return lesson


@pytest.fixture
def sitting(amira: User, lesson: Lesson) -> Sitting:
    """Amira at the lesson's first step."""
    return open_sitting(student=amira, lesson=lesson)


@pytest.fixture
def hold_session(classroom: Classroom, lesson: Lesson) -> Callable[..., ClassSession]:
    """Hold a session of the class: `hold_session(students=6, lost=4)`."""
    return partial(hold_a_session, classroom, lesson)
