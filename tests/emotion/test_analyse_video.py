"""`analyse_video` reads what a camera recorded and refuses politely what it cannot read."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from emotion.estimate import EMOTIONS
from emotion.runtime.video import NotAVideo, Video
from tests import faces


def write_video(path: Path, *scenes: str, rate: int = 8, seconds: float = 2, code: str = "MJPG") -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), rate, (320, 240))
    for name in scenes:
        for step in range(round(rate * seconds)):
            writer.write(faces.scene(name, step)[..., ::-1])
    writer.release()
    return path


def times(path: Path) -> list[tuple[float, float]]:
    return [(clip.start_s, clip.end_s) for clip in Video(path).clips()]


def test_a_video_becomes_one_row_for_every_two_seconds(tmp_path: Path) -> None:
    out, printed = tmp_path / "out.json", StringIO()
    video = write_video(tmp_path / "lesson.avi", "smiling", "empty")
    call_command("analyse_video", video, json=out, stdout=printed)
    happy, empty = json.loads(out.read_text(encoding="utf-8"))
    assert (happy["start_s"], happy["end_s"], happy["known"], happy["faces_share"]) == (0, 2, True, 1)
    assert happy["emotions"].keys() == set(EMOTIONS)
    assert max(happy["emotions"], key=happy["emotions"].get) == "happiness"
    assert (empty["start_s"], empty["end_s"], empty["known"], empty["emotions"]) == (2, 4, False, {})
    assert "happiness" in printed.getvalue()
    assert "unknown: no_face" in printed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("rate", [4, 15, 30])
def test_clips_last_two_seconds_at_any_frame_rate(tmp_path: Path, rate: int) -> None:
    found = times(write_video(tmp_path / "v.avi", "empty", rate=rate, seconds=4))
    assert found[0] == pytest.approx((0, 2), abs=0.1)
    assert found[1] == pytest.approx((2, 4), abs=0.1)
    assert len(found) == 2


def test_the_rest_of_a_video_is_a_shorter_clip(tmp_path: Path) -> None:
    found = times(write_video(tmp_path / "v.avi", "empty", seconds=3))
    assert found == [pytest.approx((0, 2)), pytest.approx((2, 3))]


def test_large_pictures_are_shrunk_to_what_a_camera_sends(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "v.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 4, (1280, 720))
    for _ in range(8):
        writer.write(cv2.resize(faces.frame(), (1280, 720)))
    writer.release()
    (clip,) = Video(tmp_path / "v.avi").clips()
    assert {image.shape for image in clip.images} == {(360, 640, 3)}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.avi: no such file"):
        call_command("analyse_video", tmp_path / "nothing.avi")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"To be, or not to be" * 99, "not a video")]
)
def test_a_file_that_is_no_video_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "essay.avi"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=rf"essay\.avi: .*{reason}"):
        call_command("analyse_video", path)


def test_a_single_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "portrait.jpg"
    path.write_bytes(faces.jpeg(faces.frame()))
    with pytest.raises(NotAVideo, match="single picture"):
        list(Video(path).clips())


def test_json_that_cannot_be_written_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    video = write_video(tmp_path / "v.avi", "empty", seconds=0.5)
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("analyse_video", video, json=tmp_path / "missing" / "out.json", stdout=StringIO())


def estimates(path: Path) -> list[dict[str, Any]]:
    out = path.with_suffix(".json")
    call_command("analyse_video", path, json=out, stdout=StringIO())
    found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_a_phones_mp4_reads_like_any_video(tmp_path: Path) -> None:
    (clip,) = estimates(write_video(tmp_path / "lesson.mp4", "smiling", code="mp4v"))
    assert (clip["known"], max(clip["emotions"], key=clip["emotions"].get)) == (True, "happiness")


@pytest.mark.slow
def test_an_animated_gif_reads_like_any_video(tmp_path: Path) -> None:
    pictures = [Image.fromarray(faces.scene("smiling", step)) for step in range(16)]
    pictures[0].save(tmp_path / "lesson.gif", save_all=True, append_images=pictures[1:], duration=125, loop=0)
    (clip,) = estimates(tmp_path / "lesson.gif")
    assert (clip["start_s"], clip["end_s"]) == (0, pytest.approx(2, abs=0.1))
    assert (clip["known"], max(clip["emotions"], key=clip["emotions"].get)) == (True, "happiness")


def test_a_video_without_a_face_says_so_in_every_row(tmp_path: Path) -> None:
    found = estimates(write_video(tmp_path / "lesson.avi", "empty", "empty"))
    assert [(clip["known"], clip["reason"], clip["states"]) for clip in found] == [(False, "no_face", {})] * 2


def test_of_a_cut_off_video_what_is_there_is_read(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "lesson.avi", "smiling", "smiling").read_bytes()
    (tmp_path / "half.avi").write_bytes(whole[: len(whole) * 2 // 3])
    found = estimates(tmp_path / "half.avi")
    assert found[0]["known"]
    assert found[-1]["end_s"] < 3.5


def test_a_video_cut_off_in_its_head_is_refused(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "lesson.mp4", "empty", code="mp4v").read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match=r"half\.mp4: not a video"):
        call_command("analyse_video", tmp_path / "half.mp4", stdout=StringIO())
