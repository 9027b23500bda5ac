"""A site that lets devices read, where they can (`CAMERA_READS=auto`)."""

from collections.abc import Iterator

import pytest

from tests.e2e.device.files import prepared
from tests.e2e.server import Server, run_server


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
