"""Face finders in processes of their own answer as they do here, and what they contact is told by name."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from emotion.runtime.face import Face, FaceFinder, Image
from emotion.runtime.finder import open_finder
from emotion.training.runs.finder_child import MtcnnFinder
from emotion.training.runs.finder_process import FinderProcess, contacts_in
from emotion.training.runs.parity import compare, is_near
from tests import faces

HERE = Path(sys.executable)


def escaped(content: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in content)


@pytest.mark.process
@pytest.mark.parametrize("name", ["landmarks", "haar"])
def test_a_finder_behind_a_pipe_answers_as_it_does_here(name: str) -> None:
    here = open_finder(name)
    pictures = [faces.frame(), faces.empty_room(), faces.two_faces()]
    with FinderProcess(name, HERE) as there:
        answers = [there.find(picture) for picture in pictures]
        assert there.rss_mb > 20
    assert [len(answer) for answer in answers] == [len(here.find(picture)) for picture in pictures]
    face, (expected,) = answers[0][0], here.find(pictures[0])
    for part in ("anchors", "landmarks", "blendshapes", "pose"):
        assert np.array_equal(getattr(face, part), getattr(expected, part))
    assert (there.name, there.reads_pose) == (here.name, here.reads_pose)
    assert len(there.cpu_ms) == len(there.wall_ms) == 3
    assert min(there.wall_ms) > 0


@pytest.mark.process
def test_a_finder_that_does_not_start_ends_the_measuring(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="opencv did not start"):
        FinderProcess("opencv", HERE)
    assert "no face finder is called 'opencv'" in capfd.readouterr().err


def test_hosts_that_are_looked_up_and_addresses_connected_to_are_told() -> None:
    question = b"lh\1\0\0\1\0\0\0\0\0\0\4play\ngoogleapis\3com\0\0\1\0\1"
    trace = f"""
1 connect(6, {{sa_family=AF_UNIX, sun_path="{escaped(b"/run/nscd")}"}}, 110) = -1
1 connect(6, {{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("{escaped(b"10.0.0.1")}")}}, 16) = 0
1 sendmmsg(6, [{{msg_hdr={{msg_iov=[{{iov_base="{escaped(question)}", iov_len=37}}]}}}}], 2, 0) = 2
2 sendto(6, "{escaped(question.replace(b"com", b"org"))}", 37, 0, NULL, 0) = 37
2 sendto(6, "{escaped(b"GET / HTTP/1.1 and so on")}", 24, 0, NULL, 0) = 24
2 connect(7, {{sa_family=AF_INET6, sin6_port=htons(443), inet_pton(10, "{escaped(b"2001:db8::1")}")}}, 28) = 0
"""
    assert contacts_in(trace) == ["2001:db8::1:443", "play.googleapis.com", "play.googleapis.org"]
    assert contacts_in("1 socket(AF_UNIX, SOCK_STREAM, 0) = 3\n") == []


def test_mtcnns_points_are_told_by_where_they_lie_in_the_picture() -> None:
    points = {
        "left_eye": [10, 20],
        "right_eye": [30, 20],
        "nose": [20, 30],
        "mouth_left": [12, 40],
        "mouth_right": [28, 42],
    }
    face = MtcnnFinder._face(points)
    assert face.anchors.tolist() == [[10, 20], [30, 20], [20, 41]]
    assert face.landmarks is None


class Moved:
    """The served finder, three pixels off to the right."""

    name, reads_pose = "moved", True

    def __init__(self, finder: FaceFinder) -> None:
        self.finder = finder

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        found = self.finder.find(image)
        return [replace(face, landmarks=np.add(face.landmarks, (3, 0, 9))) for face in found]


def test_a_finder_is_no_way_off_itself() -> None:
    found = compare([faces.frame(), faces.two_faces()], open_finder(), open_finder())
    assert (found["pictures"], found["compared"], found["same_count"]) == (2, 1, 1)
    assert found["pixels"] == found["blendshapes"] == {"median": 0, "p95": 0, "max": 0}
    assert is_near(found)


def test_a_drift_is_told_in_pixels_and_by_the_eyes_and_is_not_near() -> None:
    served, picture = open_finder(), faces.frame()
    found = compare([picture], served, Moved(served))
    left, right, _ = served.find(picture)[0].anchors
    assert found["pixels"]["median"] == pytest.approx(3, abs=1e-4)
    assert found["of_eye_distance"]["p95"] == pytest.approx(3 / np.linalg.norm(right - left), rel=1e-4)
    assert not is_near(found)


def test_a_finder_that_misses_faces_is_not_near() -> None:
    served = open_finder()
    pictures = [faces.frame(), faces.empty_room()]

    class Blind(Moved):
        def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
            return served.find(image) if image is pictures[0] else served.find(pictures[0])

    found = compare(pictures, served, Blind(served))
    assert found["same_count"] == 0.5
    assert not is_near(found)
