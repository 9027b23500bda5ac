"""The same pictures under other conditions, and what is drawn over faces."""

import json
from io import StringIO

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.frames import check_frame
from emotion.runtime.face import Face, align_face
from emotion.runtime.finder import open_finder
from emotion.training.data.drawn import GLASSES, HANDS, draw_glasses, draw_hand
from emotion.training.data.faces import DetectedFaces
from emotion.training.evaluation.conditions import Seen, figures, natural_groups
from emotion.training.evaluation.damage import CONDITIONS, SIDE, encoded, framed
from emotion.training.evaluation.evaluate import Predictions
from tests import faces

NAMED = {(one.kind, one.level): one for one in CONDITIONS}
EYES, MOUTH = (33, 133, 159, 145, 362, 263, 386, 374), (61, 291, 13, 14)


@pytest.fixture(scope="module")
def still() -> np.ndarray:
    image = faces.frame("smiling")
    return align_face(image, open_finder().find(image)[0].landmarks)


@pytest.fixture(scope="module")
def face(still: np.ndarray) -> Face:
    (found,) = open_finder().find(framed(still))
    return found


def hidden(before: np.ndarray, after: np.ndarray, face: Face, points: tuple[int, ...]) -> float:
    x, y = face.landmarks[list(points), :2].round().astype(int).T
    return float((np.abs(after[y, x, 0].astype(int) - before[y, x, 0]) > 12).mean())


def sent(kind: str, level: str, still: np.ndarray, face: Face) -> np.ndarray:
    data = NAMED[kind, level].sent(still, face, np.random.default_rng(3))
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def test_every_condition_sends_what_the_server_takes_the_same_for_the_same_seed(still, face):
    assert len(NAMED) == len(CONDITIONS) > 40
    for condition in CONDITIONS:
        one, other = (condition.sent(still, face, np.random.default_rng(5)) for _ in range(2))
        assert check_frame(one) == (320, 240)
        assert one == other
        assert condition.kind == "as it is" or one != encoded(framed(still))


@pytest.mark.parametrize("kind", GLASSES)
def test_glasses_sit_on_the_eyes_and_leave_the_mouth(still, face, kind):
    frame = framed(still)
    drawn = draw_glasses(frame, face, kind, np.random.default_rng(1))
    assert hidden(frame, drawn, face, MOUTH) == 0
    assert (drawn != frame).any()
    eyes = hidden(frame, drawn, face, EYES)
    assert eyes == 1 if kind == "dark lenses" else eyes < 1


@pytest.mark.parametrize(
    ("place", "eyes", "mouth"), [("over the mouth", 0.0, 0.75), ("over an eye", 0.5, 0.0)]
)
def test_a_hand_hides_what_it_is_said_to_hide(still, face, place, eyes, mouth):
    frame = framed(still)
    for seed in range(6):
        drawn = draw_hand(frame, face, place, np.random.default_rng(seed))
        assert hidden(frame, drawn, face, EYES) <= eyes
        assert hidden(frame, drawn, face, MOUTH) >= mouth
        assert hidden(frame, drawn, face, (*EYES, *MOUTH)) > 0.2


def test_a_hand_at_the_chin_leaves_eyes_and_lips(still, face):
    frame = framed(still)
    drawn = draw_hand(frame, face, "at the chin", np.random.default_rng(1))
    assert hidden(frame, drawn, face, EYES) == 0
    assert hidden(frame, drawn, face, MOUTH) <= 0.25
    assert (drawn != frame).any(axis=2).sum() > 300
    assert set(HANDS) > {"at the chin"}


def test_steps_of_a_kind_do_more_and_more(still, face):
    plain = framed(still).mean()
    lights = [sent("light", f"x {one:g}", still, face).mean() for one in (2.2, 1.6, 0.5, 0.25, 0.12, 0.06)]
    assert lights == sorted(lights, reverse=True)
    assert lights[1] > plain > lights[2]
    noise = [
        float(cv2.Laplacian(sent("noise", f"{one} of 255", still, face), cv2.CV_32F).std())
        for one in (10, 20, 40)
    ]
    assert noise == sorted(noise)


def test_a_window_behind_leaves_the_dim_face_and_a_bright_wall(still, face):
    picture = sent("window behind", "face x 0.25", still, face)
    assert picture[5, 5].min() > 220
    middle = picture[120 - SIDE // 4 : 120 + SIDE // 4, 160 - SIDE // 4 : 160 + SIDE // 4]
    assert middle.mean() == pytest.approx(0.25 * framed(still)[90:150, 130:190].mean(), rel=0.15)


def seen(*, right: list[bool], reasons: list[str]) -> Seen:
    count = len(right)
    logits = np.where(np.array(right)[:, None], [4.0, 0.0], [0.0, 4.0])
    found = np.array([reason != "no_face" for reason in reasons])
    faces_ = DetectedFaces(
        np.full((count, 48, 48), 100, np.uint8),
        np.zeros((count, 52), np.float32),
        np.array([[15.0, -30.0, 0.0]] * count, np.float32),
        np.zeros((count, 1434), np.float32),
        found,
    )
    people = np.array([str(one) for one in range(count)])
    predictions = Predictions(("a", "b"), np.zeros(count, int), logits, found, people)
    return Seen(np.array(reasons), faces_, predictions)


def test_known_and_refused_are_told_apart_by_hand():
    plain = seen(right=[True, True, True, False, True], reasons=[""] * 5)
    some = seen(right=[True, False, True, False, True], reasons=["", "", "dark", "dark", "no_face"])
    told = figures(some, plain, seed=1)
    assert (told["n"], told["found"], told["share_known"]["value"]) == (5, 0.8, 0.4)
    assert told["reasons"] == {"dark": 2, "no_face": 1}
    assert (told["known"]["n"], told["known"]["accuracy"]["value"]) == (2, 0.5)
    assert told["known"]["accuracy_as_it_is"] == 1
    assert (told["refused"]["n"], told["refused"]["accuracy"]["value"]) == (2, 0.5)
    promised = 1 / (1 + np.exp(-4.0))
    assert told["known"]["overconfidence"]["value"] == pytest.approx(promised - 0.5)
    assert told["known"]["accuracy"]["interval"] == (0, 1)


def test_pictures_fall_into_one_group_of_each_kind():
    groups = [
        (kind, level) for kind, level, rows in natural_groups(seen(right=[True], reasons=[""])) if rows[0]
    ]
    assert groups == [
        ("turned aside", "10 to 20"),
        ("looks up or down", "20 to 45"),
        ("brightness of the crop", "70 to 110"),
    ]


def write_ferplus(path, still):
    votes = np.zeros((3, 10), np.uint8)
    votes[:, 1] = 9
    images = np.stack([still, still[:, ::-1], np.full_like(still, 90)])
    parts = {"valid_images": images, "valid_votes": votes, "valid_fer2013": np.full(3, 3)}
    np.savez(path, **parts)
    return path


def test_the_command_measures_where_a_face_was_found_and_draws_it(tmp_path, still):
    path, out, said = write_ferplus(tmp_path / "ferplus.npz", still), tmp_path / "out.json", StringIO()
    options = {"dataset": "ferplus", "path": path, "split": "valid", "study": "conditions"}
    call_command("evaluate_emotion", json=out, figures=tmp_path / "drawn", stdout=said, **options)
    found = json.loads(out.read_text())
    assert found["pictures"] == {"natural": 3, "made": 2}
    assert found["face_found"] == pytest.approx(2 / 3)
    assert sum(one["n"] for one in found["natural"] if one["kind"] == "turned aside") == 2
    rows = {(one["kind"], one["level"]): one for one in found["made"]}
    assert rows.keys() == NAMED.keys()
    assert rows["as it is", ""]["known"]["accuracy"]["value"] == 1
    assert rows["light", "x 0.06"]["reasons"] == {"dark": 2}
    assert rows["hand", "over the mouth"]["share_known"]["value"] < 1
    assert (tmp_path / "drawn" / "conditions.png").stat().st_size > 5000
    assert "as it is" in said.getvalue()


def test_conditions_are_made_from_ferplus_alone(tmp_path):
    (tmp_path / "happy").mkdir()
    with pytest.raises(CommandError, match="FERPlus"):
        call_command("evaluate_emotion", dataset="folder", path=tmp_path, split="all", study="conditions")
