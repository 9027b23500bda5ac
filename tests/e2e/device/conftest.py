"""A site that lets devices read, where they can (`CAMERA_READS=auto`)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.device.camera import WATCH
from tests.e2e.device.files import prepared
from tests.e2e.device.speed import taking
from tests.e2e.pages import open_lesson
from tests.e2e.server import Server, run_server
from tests.people import agree


@pytest.fixture(scope="module")
def device_files(pytestconfig):
    return prepared(pytestconfig.cache.mkdir("device"))


@pytest.fixture(scope="module")
def server(lasting_content_types, django_db_blocker, tmp_path_factory, device_files) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with (
        django_db_blocker.unblock(),
        run_server(folder, CAMERA_READS="auto", DEVICE_FILES=str(device_files)) as running,
    ):
        yield running


@pytest.fixture(autouse=True)
def reads(settings, server):
    settings.CAMERA_READS = server.env["CAMERA_READS"]
    settings.DEVICE_FILES = server.env["DEVICE_FILES"]


@pytest.fixture
def lesson_page(open_as, amira, sitting, camera_file):
    """Open the lesson of a student who said yes to some purposes."""

    def open_page(
        *purposes: str, scene: str = "smiling", script: str = "", speed: str = taking(20), **options
    ) -> Page:
        for purpose in purposes:
            agree(amira, purpose)
        page = open_as(amira, camera=camera_file(scene), **options)
        page.add_init_script(f"{WATCH}{speed}{script}")
        open_lesson(page, sitting)
        return page

    return open_page
