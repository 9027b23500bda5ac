"""A real server, a real Chromium, and a camera that plays a file."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Condition, Course, Rule
from tests.conftest import agree
from tests.content.coursefolder import course_files
from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.server import Server, run_server
from tests.faces import write_fake_camera
from tests.held import hold_session
from tutor.models import Reading, Sitting, User

# Playwright's loop runs in this thread, and Django cannot know that nobody else uses it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

__all__ = ["hold_session"]

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


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


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Return a browser without a camera, for pages that are only looked at."""
    browser = playwright.chromium.launch(executable_path=required_chromium(), args=launch_arguments())
    yield browser
    browser.close()


SCENES = {"smiling": [("smiling", 6)], "empty": [("empty", 6)]}


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


OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(server: Server, playwright: Playwright) -> Iterator[OpenAs]:
    """Open the site as a user: `open_as(user, camera=file)`, each in a browser of their own."""
    with ExitStack() as stack:

        def open_page(user: User | None = None, *, camera: Path | None = None, **options: object) -> Page:
            browser = playwright.chromium.launch(
                executable_path=required_chromium(), args=launch_arguments(camera=camera)
            )
            stack.callback(browser.close)
            options.setdefault("viewport", DESKTOP)
            context = browser.new_context(base_url=server.url, **options)
            if camera is not None:
                context.grant_permissions(["camera"], origin=server.url)
            if user is not None:
                sign_in(context, user)
            page = context.new_page()
            page.set_default_timeout(15_000)
            return page

        yield open_page


def sign_in(context: BrowserContext, user: User) -> None:
    """Sign in through the sign-in page."""
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "pass-for-tests")
    page.click("form.sign-in button")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.close()


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
            "cooldown_s": 0,
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


def give_consent(user: User) -> None:
    agree(user, "camera")


def open_lesson(page: Page, sitting: Sitting) -> None:
    page.goto(f"/learn/{sitting.lesson.course.slug}/{sitting.lesson.slug}/")


def switch_camera_on(page: Page) -> None:
    page.click("#camera-switch")
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "true")


def wait_for_readings(sitting: Sitting, count: int, page: Page, *, known: bool) -> list[Reading]:
    for _ in range(150):
        found = list(Reading.objects.filter(sitting=sitting, known=known).order_by("at"))
        if len(found) >= count:
            return found
        page.wait_for_timeout(200)
    raise AssertionError(
        f"only {len(found)} readings; {list(Reading.objects.values_list('known', 'reason'))}"
    )
