"""`evaluate_emotion` from a collection's files to its report with what ships."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.estimate import EMOTIONS
from emotion.frames import CLIP_LENGTH
from emotion.runtime.face import align_face
from emotion.runtime.finder import open_finder
from tests import faces
from tests.emotion.training.data.samples import HEAD, VOTE_HEAD

KEYS = {
    "dataset",
    "split",
    "n",
    "faces_found",
    "accuracy",
    "macro_f1",
    "uar",
    "ece",
    "per_class",
    "auc",
    "intervals",
    "model",
    "seed",
}
STATES = {"bored", "disengaged", "confused", "frustrated"}


def evaluate(dataset: str, path: Path, split: str = "all", **options: Any) -> dict[str, Any]:
    out = path.parent / "out.json"
    call_command(
        "evaluate_emotion",
        dataset=dataset,
        path=path,
        split=split,
        json=out,
        **{"stdout": StringIO(), **options},
    )
    found: dict[str, Any] = json.loads(out.read_text())
    assert found.keys() >= KEYS
    assert (found["dataset"], found["split"]) == (dataset, split)
    return found


def picture(name: str = "smiling", *, width: int = 640, height: int = 490, zoom: float = 1.0) -> np.ndarray:
    return cv2.resize(faces.frame(name, zoom=zoom), (width, height), interpolation=cv2.INTER_AREA)


def crop(name: str) -> np.ndarray:
    image = faces.frame(name)
    return align_face(image, open_finder().find(image)[0].landmarks)


def save(path: Path, image: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image if image.ndim == 2 else image[..., ::-1])


def write_sequences(path: Path) -> Path:
    """CK+ as it comes: grey and colour sequences of 640 x 490 with a face in the middle."""
    for subject, name, code in (("S010", "smiling", 5), ("S011", "surprised", 7), ("S010", "frowning", 1)):
        folder = path / "cohn-kanade-images" / subject / f"00{code}"
        image = picture(name)
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if subject == "S010" else image
        save(folder / f"{subject}_00{code}_00000001.png", grey)
        save(folder / f"{subject}_00{code}_00000009.png", grey)
        label = path / "Emotion" / subject / f"00{code}" / f"{subject}_00{code}_00000009_emotion.txt"
        label.parent.mkdir(parents=True)
        label.write_text(f"   {code}.0000000e+00\n")
    return path


def test_sequences_with_a_face_in_a_part_of_the_picture(tmp_path):
    found = evaluate("ckplus", write_sequences(tmp_path / "ck"))
    assert (found["n"], found["faces_found"], found["headline"]) == (3, 3, "end_to_end")
    assert found["per_class"]["happiness"]["recall"] == 1
    assert set(found["per_class"]) == {"happiness", "surprise", "anger"}


def test_crops_are_read_with_and_without_the_finder(tmp_path):
    for number, name in enumerate(("smiling", "surprised")):
        folder = {"smiling": "happy", "surprised": "surprise"}[name]
        save(tmp_path / "CK+48" / folder / f"S01{number}_001_00000001.png", crop(name))
    save(tmp_path / "CK+48" / "contempt" / "S019_001_00000001.png", np.full((48, 48), 90, np.uint8))
    found = evaluate("ckplus", tmp_path / "CK+48")
    assert (found["n"], found["headline"]) == (3, "on_crops")
    assert found["per_class"]["contempt"]["support"] == 1
    assert found["faces_found"] == found["end_to_end"]["faces_found"] == 2
    assert found["finder"] == "landmarks"
    assert found["end_to_end"]["accuracy"] == pytest.approx(2 / 3)


def test_another_finder_can_be_asked_for(tmp_path):
    save(tmp_path / "f" / "happy" / "a.png", picture("smiling"))
    found = evaluate("folder", tmp_path / "f", finder="haar")
    assert (found["finder"], found["faces_found"], found["accuracy"]) == ("haar", 1, 1)


def test_an_emotion_that_the_collection_cannot_name_is_never_guessed(tmp_path):
    for number in range(6):
        noise = np.random.default_rng(number).integers(0, 255, (48, 48)).astype(np.uint8)
        save(tmp_path / "CK+48" / "sadness" / f"S{number:03}_001_00000001.png", noise)
    found = evaluate("ckplus", tmp_path / "CK+48", crops_only=True)
    assert sum(row[EMOTIONS.index("neutral")] for row in found["confusion"]) == 0


def test_one_person_alone_gets_figures_and_an_interval_without_width(tmp_path):
    for number, (code, name) in enumerate((("HA", "smiling"), ("SU", "surprised"))):
        save(tmp_path / "jaffe" / f"KA.{code}1.{number}.tiff", picture(name, width=256, height=256))
    found = evaluate("jaffe", tmp_path / "jaffe")
    low, high = found["intervals"]["accuracy"]
    assert low == high == found["accuracy"]
    assert found["faces_found"] == 2


def test_pictures_without_any_face_are_all_wrong_and_no_crash(tmp_path):
    for name in ("happy", "sad"):
        save(tmp_path / "faces" / name / "wall.png", np.full((120, 160, 3), 120, np.uint8))
    found = evaluate("folder", tmp_path / "faces")
    assert (found["faces_found"], found["accuracy"], found["ece"]) == (0, 0, None)


def test_affectnet_end_to_end(tmp_path):
    for number, (name, code) in enumerate((("smiling", 1), ("surprised", 3), ("smiling", 9))):
        save(tmp_path / "a" / "val_set" / "images" / f"{number}.jpg", picture(name, width=224, height=224))
        (tmp_path / "a" / "val_set" / "annotations").mkdir(exist_ok=True)
        np.save(tmp_path / "a" / "val_set" / "annotations" / f"{number}_exp.npy", np.array(str(code)))
    found = evaluate("affectnet", tmp_path / "a", "valid")
    assert (found["n"], found["faces_found"], found["accuracy"]) == (2, 2, 1)


def write_fer_csv(path: Path) -> None:
    path.mkdir()
    rows = ["emotion,pixels,Usage"]
    for label, name in ((3, "smiling"), (5, "surprised")):
        rows.append(f"{label},{' '.join(map(str, crop(name).ravel()))},PrivateTest")
    (path / "fer2013.csv").write_text("\n".join(rows))


def test_fer2013_end_to_end(tmp_path):
    write_fer_csv(tmp_path / "fer")
    found = evaluate("fer2013", tmp_path / "fer" / "fer2013.csv", "test")
    assert (found["n"], len(found["classes"]), found["accuracy"]) == (2, 7, 1)


def test_ferplus_end_to_end(tmp_path):
    write_fer_csv(tmp_path / "fer")
    votes = "PrivateTest,f1.png,0,9,0,0,0,0,0,0,1,0\nPrivateTest,f2.png,0,0,8,0,0,0,0,0,2,0\n"
    (tmp_path / "fer" / "fer2013new.csv").write_text(VOTE_HEAD + votes)
    found = evaluate("ferplus", tmp_path / "fer", "test")
    assert (found["n"], found["faces_found"], found["accuracy"]) == (2, 2, 1)


def write_clips(path: Path, *, people: int) -> Path:
    """DAiSEE as it comes, one clip a person; everybody is engaged, nobody confused."""
    (path / "Labels").mkdir(parents=True)
    rows = ["ClipID,Boredom,Engagement,Confusion,Frustration "]
    for number in range(people):
        name = f"50000{number}1001"
        rows.append(f"{name}.avi,{3 * (number % 2)},3,0,{number % 3}")
        folder = path / "DataSet" / "Test" / name[:6] / name
        folder.mkdir(parents=True)
        writer = cv2.VideoWriter(str(folder / f"{name}.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
        for step in range(CLIP_LENGTH):
            writer.write(faces.scene(("smiling", "neutral", "frowning")[number % 3], step)[..., ::-1])
        writer.release()
    (path / "Labels" / "TestLabels.csv").write_text("\n".join(rows))
    return path


@pytest.mark.parametrize("people", [1, 3])
def test_daisee_clips_of_few_people(tmp_path, people):
    found = evaluate("daisee", write_clips(tmp_path / "daisee", people=people), "test")
    assert (found["n"], found["faces_found"], found["people"]) == (people, people, people)
    assert found["auc"].keys() == STATES
    assert found["auc"]["confused"] is None
    assert (found["auc"]["bored"] is None) == (people == 1)


def test_daisee_frames_end_to_end(tmp_path):
    rows = [f"f{number}.jpg,valid,p{number},c{number},{number},3,0,1" for number in range(4)]
    with zipfile.ZipFile(tmp_path / "frames.zip", "w") as archive:
        archive.writestr("labels.csv", "\ufeff" + HEAD + "\r\n".join([*rows, "gone.jpg,valid,p9,c9,0,0,0,0"]))
        for number in range(4):
            archive.writestr(f"f{number}.jpg", faces.jpeg(faces.frame()))
    with pytest.raises(CommandError, match=r"gone\.jpg"):
        evaluate("daisee-frames", tmp_path / "frames.zip", "valid")
    found = evaluate("daisee-frames", tmp_path / "frames.zip", "valid", skip_bad=True)
    assert (found["n"], found["faces_found"], found["skipped"]) == (4, 4, 1)
    assert found["skipped_files"] == [f"{tmp_path / 'frames.zip'}: gone.jpg"]
    assert found["auc"].keys() == STATES


def test_a_frame_without_a_face_counts_end_to_end(tmp_path):
    with zipfile.ZipFile(tmp_path / "frames.zip", "w") as archive:
        rows = [f"f{number}.jpg,valid,p{number},c{number},{number},3,0,1" for number in range(4)]
        archive.writestr("labels.csv", HEAD + "\r\n".join(rows))
        for number in range(4):
            archive.writestr(f"f{number}.jpg", faces.jpeg(faces.frame() if number else faces.frame() * 0))
    found = evaluate("daisee-frames", tmp_path / "frames.zip", "valid")
    assert (found["n"], found["faces_found"]) == (4, 3)
    assert found["end_to_end"]["auc"].keys() == STATES


def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(tmp_path):
    save(tmp_path / "f" / "happy" / "a.png", crop("smiling"))
    (tmp_path / "file").touch()
    for place, reason in (({"json": tmp_path}, "a folder"), ({"figures": tmp_path / "file"}, "no folder")):
        with pytest.raises(CommandError, match=reason):
            call_command("evaluate_emotion", dataset="folder", path=tmp_path / "f", split="all", **place)


def test_files_that_were_skipped_are_counted_in_words_and_named_in_the_report(tmp_path):
    save(tmp_path / "f" / "happy" / "a.png", np.zeros((48, 48), np.uint8))
    for number in range(101):
        (tmp_path / "f" / "happy" / f"bad{number:03}.png").write_bytes(b"no picture")
    said = StringIO()
    found = evaluate("folder", tmp_path / "f", crops_only=True, skip_bad=True, stdout=said)
    assert "101 left out as bad, the first " in said.getvalue()
    assert (found["skipped"], len(found["skipped_files"])) == (101, 100)
    assert found["skipped_files"][0].endswith("bad000.png")


def test_a_split_that_holds_nothing_is_said_plainly(tmp_path):
    save(tmp_path / "f" / "happy" / "a.png", np.zeros((48, 48), np.uint8))
    splits = ("train", "valid", "test")
    said = []
    for split in splits:
        try:
            evaluate("folder", tmp_path / "f", split, crops_only=True)
        except CommandError as error:
            said.append(str(error))
    assert len(said) == 2
    assert all("nothing of split" in one for one in said)
