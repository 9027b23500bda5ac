"""A video says when its pictures were and what shape their pixels have; both are honoured, claims are not."""

import json
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import call_command

from emotion.runtime.video import NotAVideo, Video
from tests import faces
from tests.emotion.matroska import Pictures, write_matroska


def grey(count: int) -> Pictures:
    return [np.full((240, 320, 3), 60 + step % 100, np.uint8) for step in range(count)]


def clips(path: Path) -> list[tuple[float, float, int]]:
    return [(round(clip.start_s, 2), round(clip.end_s, 2), len(clip.images)) for clip in Video(path).clips()]


def test_a_camera_that_slows_down_is_told_in_true_time(tmp_path: Path) -> None:
    # By the stated 30 frames a second, all of it would last under three seconds.
    times = [*np.arange(0, 2, 1 / 30), *np.arange(2, 12, 1 / 2)]
    path = write_matroska(tmp_path / "v.mkv", grey(len(times)), times, duration_s=12, stated_rate=30)
    assert clips(path) == [(0, 2, 8), (2, 4, 4), (4, 6, 4), (6, 8, 4), (8, 10, 4), (10, 12, 4)]


def test_a_camera_that_stopped_leaves_a_gap_and_goes_on(tmp_path: Path) -> None:
    times = [*np.arange(0, 2, 0.125), *np.arange(9, 11, 0.125)]
    path = write_matroska(tmp_path / "v.mkv", grey(len(times)), times, duration_s=11)
    assert clips(path) == [(0, 2, 8), (9, 11, 8)]


def test_a_file_begins_at_its_first_picture(tmp_path: Path) -> None:
    times = np.arange(5, 7, 0.125)
    path = write_matroska(tmp_path / "v.mkv", grey(16), [float(at) for at in times], duration_s=7)
    assert clips(path) == [(0, 2, 8)]


def test_a_browsers_thousand_frames_a_second_do_not_matter_beside_true_times(tmp_path: Path) -> None:
    times = [step / 8 for step in range(32)]
    path = write_matroska(tmp_path / "v.mkv", grey(32), times, duration_s=4, stated_rate=1000)
    video = Video(path)
    assert [round(clip.end_s, 2) for clip in video.clips()] == [2, 4]
    assert (video.duration_s, video.notes) == (pytest.approx(4), [])


def test_a_thousand_frames_a_second_are_not_believed(tmp_path: Path) -> None:
    times = [step / 1000 for step in range(100)]
    path = write_matroska(tmp_path / "v.mkv", grey(100), times, duration_s=0.1, stated_rate=1000)
    video = Video(path)
    assert [round(clip.end_s, 2) for clip in video.clips()] == [2, 4]
    assert video.duration_s == pytest.approx(4, abs=0.1)
    (note,) = video.notes
    assert note.startswith("The file states 1000 frames a second")


def test_slow_motion_of_a_phone_is_believed(tmp_path: Path) -> None:
    times = [step / 240 for step in range(480)]
    video = Video(write_matroska(tmp_path / "v.mkv", grey(480), times, duration_s=2, stated_rate=240))
    assert [len(clip.images) for clip in video.clips()] == [8]
    assert video.notes == []


def test_a_file_that_was_cut_off_says_where(tmp_path: Path) -> None:
    times = [step / 8 for step in range(64)]
    path = write_matroska(tmp_path / "v.mkv", grey(64), times, duration_s=8)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    warned, out = StringIO(), tmp_path / "out.json"
    call_command("analyse_video", path, json=out, stdout=StringIO(), stderr=warned)
    assert "Nothing could be read after 3.8 s, although the file states 8.0 s" in warned.getvalue()
    assert [row["end_s"] for row in json.loads(out.read_text())] == [2, 4]


def test_a_whole_file_is_not_called_damaged(tmp_path: Path) -> None:
    times = [step / 8 for step in range(64)]
    path = write_matroska(tmp_path / "v.mkv", grey(64), times, duration_s=8.4)
    warned = StringIO()
    call_command("analyse_video", path, stdout=StringIO(), stderr=warned)
    assert warned.getvalue() == ""


@pytest.mark.parametrize(
    ("display", "turned", "shape"),
    [
        ((320, 240), 0, (240, 320, 3)),
        ((426, 240), 0, (240, 426, 3)),
        ((320, 480), 0, (480, 320, 3)),
        ((426, 240), 90, (426, 240, 3)),
    ],
)
def test_pixels_that_are_not_square_are_made_so(
    tmp_path: Path, display: tuple[int, int], turned: float, shape: tuple[int, int, int]
) -> None:
    times = [step / 4 for step in range(8)]
    path = write_matroska(
        tmp_path / "v.mkv", grey(8), times, duration_s=2, display=display, turned_deg=turned
    )
    (clip,) = Video(path).clips()
    assert {image.shape for image in clip.images} == {shape}


def test_a_squeezed_face_is_read_in_its_own_shape(tmp_path: Path) -> None:
    face = faces.frame()
    times = [step / 4 for step in range(8)]
    squeezed = [np.asarray(cv2.resize(face, (160, 240)))] * 8
    path = write_matroska(tmp_path / "v.mkv", squeezed, times, duration_s=2, display=(320, 240))
    (clip,) = Video(path).clips()
    assert np.abs(clip.images[0].astype(int) - face).mean() < 6


def test_pictures_minutes_apart_are_no_clips(tmp_path: Path) -> None:
    path = write_matroska(tmp_path / "v.mkv", grey(5), [0, 60, 120, 180, 240], duration_s=300)
    with pytest.raises(NotAVideo, match="no two of its pictures lie within 2 seconds"):
        list(Video(path).clips())
