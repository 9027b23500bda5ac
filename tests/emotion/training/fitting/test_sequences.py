"""CK+'s sequences are clips: to measure the clip network on, and to train it on."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.frames import CLIP_LENGTH
from emotion.runtime.face import align_face
from emotion.runtime.finder import open_finder
from emotion.training.data.clip_inputs import sequence_inputs
from emotion.training.data.datasets import DatasetError
from emotion.training.data.faces import detect_faces
from emotion.training.data.pictures import BadFiles
from emotion.training.fitting.sequences import filmed_features, read_sequences
from emotion.training.networks.network import EncoderConfig, FrameNet
from tests import faces
from tests.emotion.training.ckplus import write_ckplus

SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)


def silent(*_: object) -> None:
    pass


@pytest.fixture
def ckplus(tmp_path):
    return write_ckplus(tmp_path / "CK+")


def test_a_sequence_is_its_second_half_up_to_the_peak(ckplus):
    (ckplus / "cohn-kanade-images" / "S010" / "001" / "S010_001_00000031.png").write_bytes(b"after the peak")
    (ckplus / "cohn-kanade-images" / "S010" / "001" / ".DS_Store").write_bytes(b"x")
    read = list(read_sequences(ckplus, "all", BadFiles(), silent))
    assert [(one.subject, one.emotion, len(one.frames)) for one in read] == [
        ("S010", "happiness", CLIP_LENGTH),
        ("S011", "surprise", 3),
        ("S012", "anger", 1),
    ]


def test_the_splits_share_no_person(ckplus):
    parts = [
        {one.subject for one in read_sequences(ckplus, split, BadFiles(), silent)}
        for split in ("train", "valid", "test")
    ]
    assert sum(len(part) for part in parts) == len(set.union(*parts)) == 3


def test_a_broken_frame_is_named_or_counted(ckplus):
    (ckplus / "cohn-kanade-images" / "S011" / "001" / "S011_001_00000005.png").write_bytes(b"no picture")
    with pytest.raises(DatasetError, match="S011"):
        list(read_sequences(ckplus, "all", BadFiles(), silent))
    bad = BadFiles(skip=True)
    assert [one.subject for one in read_sequences(ckplus, "all", bad, silent)] == ["S010", "S012"]
    assert len(bad.names) == 1


def test_a_short_clip_stands_at_the_end_and_a_lost_face_is_absent(ckplus):
    _, surprised, _ = read_sequences(ckplus, "all", BadFiles(), silent)
    frames = [surprised.frames[0] * 0 + 120, *surprised.frames[1:]]
    clip = sequence_inputs(detect_faces(frames, silent))
    assert clip.present[0].tolist() == [0, 0, 0, 0, 0, 0, 1, 1]
    assert clip.located[0].tolist() == clip.present[0].tolist()
    assert clip.geometry[0, -1].any()
    assert not clip.crops[0, :6].any()


def test_the_served_network_is_measured_on_them(ckplus):
    out, said = ckplus.parent / "out.json", StringIO()
    options = {
        "dataset": "ckplus",
        "path": ckplus,
        "split": "all",
        "study": "clips",
        "json": out,
        "stdout": said,
    }
    call_command("evaluate_emotion", **options)
    found = json.loads(out.read_text())
    assert (found["clips"], found["faces_found"], found["skipped"]) == (3, 3, 0)
    assert set(found["ways"]) == {"single_frame", "mean_over_frames", "served"}
    assert found["ways"]["served"]["accuracy"] >= 2 / 3
    assert "served" in said.getvalue()


def test_a_folder_without_sequences_is_refused(tmp_path):
    (tmp_path / "CK+48" / "happy").mkdir(parents=True)
    with pytest.raises(CommandError, match="no sequences here"):
        call_command("evaluate_emotion", dataset="ckplus", path=tmp_path, split="all", study="clips")


def test_the_encoder_reads_them_for_training(ckplus):
    found = filmed_features(FrameNet(SMALL), ckplus, "all", silent, smoothing=0.08)
    assert found is not None
    assert found.features.shape[:2] == (3, CLIP_LENGTH)
    assert found.logits.shape == (3, CLIP_LENGTH, 8)
    assert found.present.sum(1).tolist() == [8, 3, 1]
    assert found.targets.sum(1).tolist() == pytest.approx([1, 1, 1])
    assert found.targets.argmax(1).tolist() == found.labels.tolist()


def test_clips_made_from_stills_are_read_each_way_and_by_their_newest_pictures(tmp_path):
    names = ("smiling", "surprised", "smiling", "frowning")
    images = [faces.frame(name) for name in names]
    crops = np.stack([align_face(image, open_finder().find(image)[0].landmarks) for image in images])
    votes = np.zeros((4, 10), np.uint8)
    votes[np.arange(4), [1, 2, 1, 4]] = 10
    arrays = {"images": crops, "votes": votes, "fer2013": np.zeros(4, np.int8)}
    np.savez(tmp_path / "ferplus.npz", **{f"test_{name}": values for name, values in arrays.items()})
    out = tmp_path / "out.json"
    options = {"path": tmp_path / "ferplus.npz", "study": "clips", "json": out, "stdout": StringIO()}
    call_command("evaluate_emotion", dataset="ferplus", **options)
    found = json.loads(out.read_text())
    assert found["clips"] == 4
    assert set(found["ways"]) == {"single_frame", "mean_over_frames", "served", "served_short"}
    assert found["ways"]["served"]["accuracy"] >= 0.75
