"""A real server, a real Chromium, and a camera that plays a file."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Condition, Course, Rule
from tests.content.coursefolder import course_files
from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.looks import photograph
from tests.e2e.pages import (
    DESKTOP,
    OpenAs,
    have_signed_in,
)
from tests.e2e.server import ROOT, Server, run_server
from tests.faces import write_fake_camera
from tutor.models import (
    User,
)

# Playwright's loop runs in this thread, and Django cannot know that nobody else uses it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def demo_course(noor: User) -> Course:
    """Load the demo course, and publish it."""
    folder = str(ROOT / "content" / "courses" / "fractions")
    call_command("import_course", folder, owner="noor", publish=True, verbosity=0)
    return Course.objects.get(slug="fractions")


@pytest.fixture(scope="session")
def lasting_content_types(django_db_setup) -> Iterator[None]:
    """Keep content types while the database is emptied between tests: the server remembers their numbers."""
    kept = {ContentType._meta.db_table, Permission._meta.db_table}
    emptied = BaseDatabaseIntrospection.django_table_names

    def others(self: BaseDatabaseIntrospection, *args: bool, **named: bool) -> list[str]:
        return [table for table in emptied(self, *args, **named) if table not in kept]

    with patch.object(BaseDatabaseIntrospection, "django_table_names", others):
        yield


@pytest.fixture(scope="session")
def server(lasting_content_types, django_db_blocker, tmp_path_factory) -> Iterator[Server]:
    required_chromium()
    with django_db_blocker.unblock(), run_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def chromium(browser_with: Callable[[Path | None], Browser]) -> Browser:
    """Return the browser without a camera."""
    return browser_with(None)


SCENES = {
    "smiling": [("smiling", 6)],
    "empty": [("empty", 6)],
    # As one that is stuck for a while.
    "stuck": [("smiling", 4), ("still", 16)],
}


@pytest.fixture(scope="session")
def camera_file(tmp_path_factory) -> Callable[[str], Path]:
    """Return a file that Chromium's camera plays, for a scene; each is made once."""
    folder = tmp_path_factory.mktemp("cameras")
    made: dict[str, Path] = {}

    def make(scene: str) -> Path:
        if scene not in made:
            made[scene] = write_fake_camera(folder / f"{scene}.mjpeg", SCENES[scene])
        return made[scene]

    return make


@pytest.fixture(scope="module")
def browser_with(playwright: Playwright) -> Iterator[Callable[[Path | None], Browser]]:
    """Return a browser with a camera, or with none; each is started once a file, contexts keep people apart.

    A browser in which something hangs serves the tests of one file only.
    """
    with ExitStack() as stack:

        @cache
        def start(camera: Path | None) -> Browser:
            browser = playwright.chromium.launch(
                executable_path=required_chromium(), args=launch_arguments(camera=camera)
            )
            stack.callback(browser.close)
            return browser

        yield start


@pytest.fixture
def open_as(server: Server, browser_with: Callable[[Path | None], Browser]) -> Iterator[OpenAs]:
    """Open the site as a user: `open_as(user, camera=file)`, each with cookies and storage of their own."""
    with ExitStack() as stack:

        def open_page(user: User | None = None, *, camera: Path | None = None, **options: object) -> Page:
            options.setdefault("viewport", DESKTOP)
            context = browser_with(camera).new_context(base_url=server.url, **options)
            stack.callback(context.close)
            if camera is not None:
                context.grant_permissions(["camera"], origin=server.url)
            if user is not None:
                have_signed_in(context, user, server.url)
            page = context.new_page()
            page.set_default_timeout(15_000)
            return page

        yield open_page


@pytest.fixture
def halves(noor: User) -> Course:
    """Return a small course of noor's, as it was brought in from files."""
    return save_course(read_course(course_files()), owner=noor)


@pytest.fixture
def make_rule(db) -> Callable[..., Rule]:
    """Write a rule of one condition."""

    def make(signal: str, *, enter: float, leave: float | None = None, **fields: object) -> Rule:
        fields = {
            "effects": ["visual"],
            # Help that came once stays alone: an open page asks the rules every ten seconds.
            "cooldown_s": 600,
            "name": signal,
            "slug": signal.replace(".", "-"),
            **fields,
        }
        rule = Rule.objects.create(**fields)
        Condition.objects.create(
            rule=rule, signal=signal, enter=enter, leave=enter if leave is None else leave
        )
        return rule

    return make


@pytest.fixture
def look(chromium: Browser, server: Server) -> Callable[..., list[str]]:
    """Photograph a page at every width and scheme; return the grave faults axe finds in it."""

    def look_at(
        name: str, path: str, user: User | None = None, act: Callable[[Page], None] | None = None
    ) -> list[str]:
        context = chromium.new_context(base_url=server.url, bypass_csp=True, reduced_motion="reduce")
        if user is not None:
            have_signed_in(context, user, server.url)
        page = context.new_page()
        page.goto(path)
        if act is not None:
            act(page)
        faults = photograph(page, name)
        context.close()
        return faults

    return look_at
