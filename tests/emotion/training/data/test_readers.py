from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion.estimate import EMOTIONS, STATES
from emotion.training.data.daisee_videos import count_recordings, read_recordings
from emotion.training.data.datasets import SPLITS, DatasetError
from emotion.training.data.pictures import BadFiles, split_of
from tests.emotion.training.data.samples import FER_HEAD, VOTE_HEAD, fer_row, named, read, save


def test_fer2013_reads_the_official_csv(tmp_path):
    rows = fer_row(3, "Training") + fer_row(6, "PublicTest") + fer_row(0, "PrivateTest", grey=9)
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + rows)
    test = read("fer2013", tmp_path / "fer2013.csv", "test")
    assert named(test) == ["anger"]
    assert test.fer2013.tolist() == [0]
    assert int(test.images[0][0, 0]) == 9


def test_fer2013_knows_no_contempt(tmp_path):
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + fer_row(3, "Training"))
    assert "contempt" not in read("fer2013", tmp_path).known


def test_ferplus_joins_the_official_pair_row_by_row(tmp_path):
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + fer_row(3, "Training") + fer_row(4, "Training"))
    votes = "Training,f1.png,0,1,9,0,0,0,0,0,0,0\nTraining,,0,0,0,0,0,0,0,0,2,8\n"
    (tmp_path / "fer2013new.csv").write_text(VOTE_HEAD + votes)
    pictures = read("ferplus", tmp_path, "train")
    assert named(pictures) == ["surprise"]
    assert pictures.votes[0].tolist() == [0, 0, 9, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("usages", "vote_usages", "says"),
    [
        (["Training", "Training"], ["Training"], r"row 3: Training in .*, but \(no row\) in"),
        (["Training"], ["Training", "Training"], r"row 3: \(no row\) in .*, but Training in"),
        (["Training", "PublicTest"], ["Training", "PrivateTest"], "row 3: PublicTest in .*, but Private"),
    ],
)
def test_a_pair_that_does_not_match_is_refused(tmp_path, usages, vote_usages, says):
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + "".join(fer_row(3, usage) for usage in usages))
    votes = "".join(f"{usage},f.png,0,1,9,0,0,0,0,0,0,0\n" for usage in vote_usages)
    (tmp_path / "fer2013new.csv").write_text(VOTE_HEAD + votes)
    for skip in (False, True):
        with pytest.raises(DatasetError, match=says):
            read("ferplus", tmp_path, "train", skip=skip)


@pytest.mark.parametrize("usage", ["Test", "Private Test", ""])
def test_an_unknown_usage_is_named_or_counted(tmp_path, usage):
    rows = fer_row(0, "privatetest") + fer_row(3, usage)
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + rows)
    with pytest.raises(DatasetError, match=f"row 3: no split has the usage '{usage}'"):
        read("fer2013", tmp_path, "test")
    for split in ("test", "all"):
        pictures = read("fer2013", tmp_path, split, skip=True)
        assert (named(pictures), len(pictures.skipped)) == (["anger"], 1)


def test_a_broken_row_is_named_or_counted(tmp_path):
    (tmp_path / "fer2013.csv").write_text(FER_HEAD + "3,1 2 3,Training\n" + fer_row(3, "Training"))
    with pytest.raises(DatasetError, match="row 2"):
        read("fer2013", tmp_path)
    assert len(read("fer2013", tmp_path, skip=True).skipped) == 1


def test_affectnet_reads_annotations_and_leaves_out_what_is_no_emotion(tmp_path):
    for name, code in (("1", 6), ("2", 10)):
        save(tmp_path / "val_set" / "images" / f"{name}.jpg", side=96)
        folder = tmp_path / "val_set" / "annotations"
        folder.mkdir(exist_ok=True)
        np.save(folder / f"{name}_exp.npy", str(code))
    assert named(read("affectnet", tmp_path, "valid")) == ["anger"]


def test_affectnet_has_no_test_split(tmp_path):
    with pytest.raises(DatasetError, match="no public test split"):
        read("affectnet", tmp_path, "test")


def test_ckplus_crops_name_their_people(tmp_path):
    save(tmp_path / "happy" / "S010_004_00000017.png")
    save(tmp_path / "contempt" / "S138_008_00000009.png")
    pictures = read("ckplus", tmp_path)
    assert sorted(pictures.subjects) == ["S010", "S138"]
    assert sorted(named(pictures)) == ["contempt", "happiness"]
    assert pictures.are_crops


def test_ckplus_sequences_show_their_peak(tmp_path):
    for frame in ("01", "02"):
        save(tmp_path / "cohn-kanade-images" / "S005" / "001" / f"S005_001_000000{frame}.png", side=100)
    label = tmp_path / "Emotion" / "S005" / "001" / "S005_001_00000002_emotion.txt"
    label.parent.mkdir(parents=True)
    label.write_text("   3.0000000e+00\n")
    pictures = read("ckplus", tmp_path)
    assert named(pictures) == ["disgust"]
    assert not pictures.are_crops


@pytest.mark.parametrize("ending", ["tiff", "jpg"])
def test_jaffe_names_say_who_and_what(tmp_path, ending):
    save(tmp_path / f"KA.AN1.39.{ending}", side=256)
    pictures = read("jaffe", tmp_path)
    assert (pictures.subjects.tolist(), named(pictures)) == (["KA"], ["anger"])


def test_a_folder_per_class_takes_the_names_people_write(tmp_path):
    for name in ("Happy", "sadness", "angry"):
        save(tmp_path / name / "a.png")
    assert sorted(named(read("folder", tmp_path))) == ["anger", "happiness", "sadness"]


def test_a_folder_may_have_its_own_splits(tmp_path):
    save(tmp_path / "train" / "fear" / "a.png")
    save(tmp_path / "val" / "fear" / "b.png")
    assert len(read("folder", tmp_path, "valid")) == 1
    assert len(read("folder", tmp_path, "all")) == 2


def test_a_folder_with_one_class_lets_every_emotion_be_guessed(tmp_path):
    save(tmp_path / "Happy" / "a.png")
    assert read("folder", tmp_path).known == EMOTIONS


@pytest.mark.parametrize("with_contempt", [False, True])
def test_contempt_is_ruled_out_only_beside_the_seven_others(tmp_path, with_contempt):
    for name in EMOTIONS if with_contempt else EMOTIONS[:-1]:
        save(tmp_path / "train" / name / "a.png")
    save(tmp_path / "test" / "fear" / "b.png")
    assert ("contempt" in read("folder", tmp_path, "test").known) == with_contempt


def test_a_class_may_hold_a_folder_per_person(tmp_path):
    for name in ("happy/p1/a.png", "happy/p2/b.png", "sad/p1/day2/c.png", "sad/d.png", "sad/.cache/x.png"):
        save(tmp_path / name)
    assert sorted(read("folder", tmp_path).subjects) == ["p1", "p1", "p2", "sad/d"]


def test_a_copy_of_a_folder_splits_alike(tmp_path):
    for root in ("one", "copy"):
        for number in range(30):
            save(tmp_path / root / "happy" / f"{number}.png", grey=number)
    one, copy = (read("folder", tmp_path / root, "train") for root in ("one", "copy"))
    assert one.subjects.tolist() == copy.subjects.tolist()


def test_pictures_of_one_name_in_two_splits_are_two(tmp_path):
    save(tmp_path / "train" / "happy" / "im0.png")
    save(tmp_path / "test" / "happy" / "im0.png")
    assert len(set(read("folder", tmp_path).subjects)) == 2


def test_a_person_in_two_splits_of_a_folder_is_named(tmp_path):
    save(tmp_path / "train" / "happy" / "amira" / "a.png")
    save(tmp_path / "test" / "sad" / "amira" / "b.png")
    with pytest.raises(DatasetError, match="in more than one split: amira"):
        read("folder", tmp_path, "test")


def test_an_unreadable_picture_is_named_or_counted(tmp_path):
    save(tmp_path / "fear" / "a.png")
    (tmp_path / "fear" / "b.png").write_bytes(b"no picture")
    with pytest.raises(DatasetError, match=r"b\.png"):
        read("folder", tmp_path)
    pictures = read("folder", tmp_path, skip=True)
    assert (len(pictures), len(pictures.skipped)) == (1, 1)


def test_a_folder_without_classes_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="no folder per class"):
        read("folder", tmp_path)


@pytest.mark.parametrize("name", ["ckplus", "jaffe"])
def test_splits_never_share_a_person(tmp_path, name):
    for number in range(24):
        person = f"{chr(65 + number)}A"
        path = f"happy/S{number:03}_001_01.png" if name == "ckplus" else f"{person}.HA1.{number}.tiff"
        save(tmp_path / path)
        save(tmp_path / path.replace("happy", "fear").replace(".HA1", ".FE1"))
    people = [set(read(name, tmp_path, split).subjects) for split in SPLITS]
    assert sum(len(one) for one in people) == 24
    assert not people[0] & people[1] | people[0] & people[2] | people[1] & people[2]


def test_the_split_of_a_person_is_settled():
    shares = [split_of(f"person {number}") for number in range(2000)]
    assert 0.66 < shares.count("train") / 2000 < 0.74


def write_daisee(path: Path) -> None:
    """Two clips of one student in DAiSEE's own layout; the second one's video is missing."""
    labels = path / "Labels"
    labels.mkdir(parents=True)
    head = "ClipID,Boredom,Engagement,Confusion,Frustration \n"
    (labels / "TestLabels.csv").write_text(head + "5000441001.avi,0,3,1,2\n5000441002.avi,0,0,0,0\n")
    video = path / "DataSet" / "Test" / "500044" / "5000441001" / "5000441001.avi"
    video.parent.mkdir(parents=True)
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for number in range(20):
        writer.write(np.full((48, 64, 3), number * 10, np.uint8))
    writer.release()


def test_daisee_videos_become_clips_of_eight_frames(tmp_path):
    write_daisee(tmp_path)
    bad = BadFiles(skip=True)
    (recording,) = read_recordings(tmp_path, "test", bad)
    assert len(recording.frames) == 8
    assert dict(zip(STATES, recording.levels.tolist(), strict=True))["engaged"] == 3
    assert recording.subject == "500044"
    assert bad.names == ["5000441002.avi"]
    assert count_recordings(tmp_path, "test") == 2


def test_daisee_is_found_in_the_folder_that_its_archive_makes(tmp_path):
    write_daisee(tmp_path / "DAiSEE")
    (recording,) = read_recordings(tmp_path, "test", BadFiles(skip=True))
    assert recording.clip == "5000441001"
    assert count_recordings(tmp_path, "test") == 2


def test_a_missing_daisee_video_is_named_and_nothing_else_is_said(tmp_path, capfd):
    write_daisee(tmp_path)
    capfd.readouterr()
    with pytest.raises(DatasetError, match=r"5000441002\.avi: no such file"):
        list(read_recordings(tmp_path, "test", BadFiles()))
    assert capfd.readouterr().err == ""


def test_a_person_in_two_splits_of_the_videos_is_named(tmp_path):
    write_daisee(tmp_path)
    labels = (tmp_path / "Labels" / "TestLabels.csv").read_text()
    (tmp_path / "Labels" / "TrainLabels.csv").write_text(labels)
    with pytest.raises(DatasetError, match="in more than one split: 500044"):
        list(read_recordings(tmp_path, "test", BadFiles(skip=True)))
