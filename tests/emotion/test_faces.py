"""The made faces show what they claim, and the fake camera is a file that Chromium can play."""

from pathlib import Path

import cv2
import pytest

from tests import faces


def test_a_raw_fake_camera_holds_every_frame(tmp_path: Path) -> None:
    path = faces.write_fake_camera(tmp_path / "camera.y4m", [("smiling", 1), ("empty", 0.5)])
    header, _, frames = path.read_bytes().partition(b"\n")
    assert header.startswith(b"YUV4MPEG2 W320 H240 F8:1 ")
    assert len(frames) == 12 * (6 + 320 * 240 * 3 // 2)
    assert frames.startswith(b"FRAME\n")


def test_a_jpeg_fake_camera_holds_every_frame(tmp_path: Path) -> None:
    path = faces.write_fake_camera(tmp_path / "camera.mjpeg", [("empty", 0.2)])
    assert path.read_bytes().count(b"\xff\xd8\xff") == 6


@pytest.mark.parametrize("suffix", ["y4m", "mjpeg"])
def test_a_fake_camera_plays_back_as_written(tmp_path: Path, suffix: str) -> None:
    path = faces.write_fake_camera(tmp_path / f"camera.{suffix}", [("smiling", 0.3)])
    read, picture = cv2.VideoCapture(str(path)).read()
    assert read
    assert abs(picture[..., ::-1].astype(int) - faces.scene("smiling")).mean() < 6


def test_frames_of_a_scene_move() -> None:
    assert (faces.scene("smiling", 0) != faces.scene("smiling", 6)).any()
