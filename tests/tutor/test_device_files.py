"""What browsers read with is a static file where they are to read, and nothing anywhere else."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from django.urls import reverse

from emotion.device import RUNTIME
from emotion.runtime.device import JUDGEMENT
from tests.people import agree
from tutor.ops import device_files, worker_policy

NAMES = [*RUNTIME.values(), JUDGEMENT, "clip.onnx"]
SIGNS = ("data-device", "/device/", "ort.wasm", "clip.onnx", "judgement")


@pytest.fixture
def on_device(settings, tmp_path):
    for name in NAMES:
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / "edition.txt").write_text("sha512")
    settings.DEVICE_FILES = tmp_path
    settings.CAMERA_READS = "device"


@pytest.fixture
def lesson_page(client, amira, sitting):
    def open_page() -> str:
        agree(amira, "camera")
        client.force_login(amira)
        return client.get(reverse("tutor:step", args=[sitting.pk, 1])).content.decode()

    return open_page


def found() -> set[str]:
    finder = device_files.DeviceFilesFinder()
    listed = {name for name, _ in finder.list([])}
    assert listed == {name for name in NAMES if finders.find(f"{device_files.FOLDER}/{name}")}
    return listed


def test_where_browsers_read_the_files_are_there_and_the_page_names_them(on_device, lesson_page):
    assert found() == set(NAMES)
    page = lesson_page()
    assert 'data-reads="device"' in page
    assert "data-may-send" not in page
    assert "tutor/device/ort.wasm" in page
    assert json.loads(device_files.addresses_as_json())["bytes"] == 15


@pytest.mark.parametrize(
    "setting",
    [{"CAMERA_READS": "server"}, {"CAMERA_AFFECT": False}, {"CAMERA_READS": "auto", "CAMERA_AFFECT": False}],
)
def test_elsewhere_there_is_no_file_and_no_page_names_one(on_device, lesson_page, settings, setting):
    for name, value in setting.items():
        setattr(settings, name, value)
    assert found() == set()
    assert device_files.addresses_as_json() == ""
    page = lesson_page()
    assert [sign for sign in SIGNS if sign in page] == []


def warnings() -> list[str]:
    return [found.id for found in run_checks() if found.id == "tutor.W001"]


def test_a_deployment_hears_that_the_files_are_missing(on_device, settings, lesson_page):
    assert warnings() == []
    (settings.DEVICE_FILES / "ort.wasm").unlink()
    assert warnings() == ["tutor.W001"]
    assert "data-device" not in lesson_page()
    settings.CAMERA_READS = "server"
    assert warnings() == []


@pytest.mark.parametrize(
    ("path", "is_bound"),
    [
        ("tutor/js/device/worker.js", True),
        ("tutor/js/device/worker.0123456789ab.js", True),
        ("tutor/js/device/engine.js", False),
        ("tutor/js/camera.js", False),
    ],
)
def test_the_worker_alone_may_compile_and_asks_this_site_alone(path, is_bound):
    headers: dict[str, str] = {}
    worker_policy.bound_worker(headers, f"/srv/static/{path}", f"/static/{path}")
    assert ("Content-Security-Policy" in headers) is is_bound
    if is_bound:
        assert "'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
        assert "connect-src 'self'" in headers["Content-Security-Policy"]


def test_pages_may_compile_nothing(client, on_device):
    assert "wasm" not in client.get("/")["Content-Security-Policy"]
