"""Collections as they lie on people's disks: other spellings, stray files, blanks, and damage."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion.estimate import EMOTIONS
from emotion.training.data.csv_files import csv_rows
from emotion.training.data.daisee import load_frames
from emotion.training.data.daisee_videos import read_recordings
from emotion.training.data.datasets import DatasetError, load_ferplus
from emotion.training.data.pictures import BadFiles
from tests.emotion.training.data.samples import (
    HAPPY,
    HEAD,
    VOTE_HEAD,
    fer_row,
    named,
    read,
    save,
    write_ferplus,
    write_frames,
)


def test_a_csv_from_windows_with_a_mark_and_blanks_reads_as_any_other(tmp_path):
    rows = fer_row(3, " Training ").replace("\n", "\r\n") + "\r\n" + fer_row(0, "PublicTest")
    text = "\ufeffemotion, Pixels , Usage\r\n" + rows
    (tmp_path / "fer2013.csv").write_bytes(text.encode())
    assert named(read("fer2013", tmp_path)) == ["happiness", "anger"]


def test_pixels_may_stand_before_or_after_the_usage(tmp_path):
    pixels = " ".join(["7"] * 48 * 48)
    (tmp_path / "fer2013.csv").write_text(f"emotion, Usage, pixels\n3,Training,{pixels}\n")
    assert named(read("fer2013", tmp_path, "train")) == ["happiness"]


@pytest.mark.parametrize("row", ["9,PIXELS,Training", "x,PIXELS,Training", "3,1 2 300,Training", "3"])
def test_a_row_that_means_nothing_is_counted(tmp_path, row):
    pixels = " ".join(["7"] * 48 * 48)
    lines = ["emotion,pixels,Usage", row.replace("PIXELS", pixels), f"3,{pixels},Training"]
    (tmp_path / "fer2013.csv").write_text("\n".join(lines))
    pictures = read("fer2013", tmp_path, "all", skip=True)
    assert (len(pictures), len(pictures.skipped)) == (1, 1)


def test_a_pixel_above_255_is_refused(tmp_path):
    pixels = " ".join(["7"] * (48 * 48 - 1) + ["256"])
    (tmp_path / "fer2013.csv").write_text(f"emotion,pixels,Usage\n3,{pixels},Training\n")
    with pytest.raises(DatasetError, match=r"row 2.*pixel outside"):
        read("fer2013", tmp_path)


def test_a_short_row_of_votes_is_named(tmp_path):
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n" + fer_row(3, "Training"))
    (tmp_path / "fer2013new.csv").write_text(VOTE_HEAD + "Training,f1.png,0,1\n")
    with pytest.raises(DatasetError, match="row 2"):
        read("ferplus", tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"a,b\n1,2\n", "no column emotion"), (b"", "no column"), (b"emotion\xff\xfe\n", "codec")],
)
def test_a_file_that_is_no_such_csv_is_named(tmp_path, content, reason):
    (tmp_path / "fer2013.csv").write_bytes(content)
    with pytest.raises(DatasetError, match=rf"fer2013\.csv.*{reason}"):
        read("fer2013", tmp_path)


def test_a_csv_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"absent\.csv: No such file"):
        csv_rows(tmp_path / "absent.csv")


@pytest.mark.parametrize("keep", [0, 100, -400])
def test_a_cut_off_archive_is_named(tmp_path, keep):
    write_ferplus(tmp_path / "f.npz", [HAPPY])
    whole = (tmp_path / "f.npz").read_bytes()
    (tmp_path / "f.npz").write_bytes(whole[:keep])
    with pytest.raises(DatasetError, match=r"f\.npz"):
        load_ferplus(tmp_path / "f.npz", "train")


def test_an_array_alone_is_no_collection(tmp_path):
    with (tmp_path / "f.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(DatasetError, match=r"f\.npz"):
        load_ferplus(tmp_path / "f.npz", "train")


def litter(folder: Path) -> None:
    """What a Mac leaves in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".DS_Store").write_bytes(b"\0" * 8)
    (folder / "._a.png").write_bytes(b"\0" * 8)
    (folder / ".cache").mkdir(exist_ok=True)


def test_ckplus_takes_the_folder_above_capitals_and_litter(tmp_path):
    save(tmp_path / "CK+48" / "contempt" / "S138_008_00000009.PNG")
    save(tmp_path / "CK+48" / "Happy" / "s010_004_00000017.png")
    for folder in (tmp_path, tmp_path / "CK+48", tmp_path / "CK+48" / "contempt"):
        litter(folder)
    pictures = read("ckplus", tmp_path)
    assert dict(zip(pictures.subjects.tolist(), named(pictures), strict=True)) == {
        "S138": "contempt",
        "S010": "happiness",
    }


@pytest.mark.parametrize("images", ["extended-cohn-kanade-images/cohn-kanade-images", "cohn-kanade-images"])
@pytest.mark.parametrize("labels", ["Emotion_labels/Emotion", "Emotion"])
@pytest.mark.parametrize("top", ["", "CK+"])
def test_ckplus_sequences_as_their_archives_unpack(tmp_path, top, images, labels):
    save(tmp_path / top / images / "S005" / "001" / "S005_001_00000011.PNG", side=100)
    label = tmp_path / top / labels / "S005" / "001" / "S005_001_00000011_emotion.txt"
    litter(tmp_path / "__MACOSX" / "Emotion")
    litter(label.parent)
    (label.parent / f"._{label.name}").write_bytes(b"\0\x05\x16\x07\xff")
    label.write_text("3")
    pictures = read("ckplus", tmp_path)
    assert (pictures.subjects.tolist(), named(pictures)) == (["S005"], ["disgust"])


def test_ckplus_knows_its_classes_whatever_a_split_holds(tmp_path):
    save(tmp_path / "happy" / "S010_004_00000017.png")
    assert read("ckplus", tmp_path).known == tuple(name for name in EMOTIONS if name != "neutral")


def test_an_unlabelled_sequence_is_left_out_and_an_empty_label_is_bad(tmp_path):
    for sequence in ("001", "002", "003"):
        save(tmp_path / "cohn-kanade-images" / "S005" / sequence / f"S005_{sequence}_00000002.png", side=100)
        (tmp_path / "Emotion" / "S005" / sequence).mkdir(parents=True)
    litter(tmp_path / "cohn-kanade-images" / "S005")
    for sequence, text in (("001", "   6.0000000e+00\r\n"), ("003", "")):
        label = tmp_path / "Emotion" / "S005" / sequence / f"S005_{sequence}_00000002_emotion.txt"
        label.write_text(text)
    pictures = read("ckplus", tmp_path, skip=True)
    assert named(pictures) == ["sadness"]
    assert [Path(name).name for name in pictures.skipped] == ["S005_003_00000002_emotion.txt"]


@pytest.mark.parametrize("text", ["-1", "8", "3.7", "inf", "1e400", "nan"])
def test_a_sequence_with_a_label_that_is_no_emotion_is_named_or_counted(tmp_path, text):
    for sequence, content in (("001", "3"), ("002", text)):
        save(tmp_path / "cohn-kanade-images" / "S005" / sequence / f"S005_{sequence}_00000002.png", side=100)
        label = tmp_path / "Emotion" / "S005" / sequence / f"S005_{sequence}_00000002_emotion.txt"
        label.parent.mkdir(parents=True)
        label.write_text(content)
    with pytest.raises(DatasetError, match=r"S005_002_00000002_emotion\.txt"):
        read("ckplus", tmp_path)
    assert named(read("ckplus", tmp_path, skip=True)) == ["disgust"]


def test_a_labelled_sequence_without_its_peak_is_named(tmp_path):
    label = tmp_path / "Emotion" / "S005" / "001" / "S005_001_00000011_emotion.txt"
    label.parent.mkdir(parents=True)
    label.write_text("3")
    with pytest.raises(DatasetError, match=r"S005_001_00000011\.png"):
        read("ckplus", tmp_path)


@pytest.mark.parametrize("name", ["KA.AN1.39.tiff", "ka.an1.39.TIFF", "KA.AN1.39.jpg", "KA-AN1-39.tiff.jpg"])
def test_one_jaffe_person_in_every_spelling(tmp_path, name):
    save(tmp_path / "jaffe" / name.replace("TIFF", "tiff"), side=256)
    (tmp_path / "jaffe" / name.replace("TIFF", "tiff")).rename(tmp_path / "jaffe" / name)
    (tmp_path / "jaffe" / "README").write_text("about")
    litter(tmp_path)
    pictures = read("jaffe", tmp_path)
    assert (pictures.subjects.tolist(), named(pictures)) == (["KA"], ["anger"])
    assert "contempt" not in pictures.known


def test_a_folder_without_the_split_that_was_asked_for_says_which_there_are(tmp_path):
    save(tmp_path / "Train" / "fear" / "a.png")
    save(tmp_path / "TEST" / "fear" / "b.JPG")
    litter(tmp_path / "Train")
    assert len(read("folder", tmp_path, "train")) == len(read("folder", tmp_path, "test")) == 1
    with pytest.raises(DatasetError, match="no folder of split 'valid'; there are: TEST, Train"):
        read("folder", tmp_path, "valid")


def test_colour_sixteen_bits_transparency_and_empty_files(tmp_path):
    folder = tmp_path / "anger"
    folder.mkdir()
    cv2.imwrite(str(folder / "colour.JPEG"), np.full((90, 120, 3), (10, 20, 200), np.uint8))
    cv2.imwrite(str(folder / "deep.tiff"), np.full((60, 60), 40_000, np.uint16))
    cv2.imwrite(str(folder / "glass.png"), np.full((60, 60, 4), 77, np.uint8))
    (folder / "zero.png").write_bytes(b"")
    pictures = read("folder", tmp_path, skip=True)
    shapes = [image.shape for image in pictures.images]
    assert shapes == [(90, 120, 3), (60, 60), (60, 60, 3)]
    assert int(pictures.images[0][0, 0, 0]) > 150  # red comes first
    assert [Path(name).name for name in pictures.skipped] == ["zero.png"]


def with_size(picture: bytes, *, width: int, height: int) -> bytes:
    """Return a PNG whose header claims another size."""
    header = b"IHDR" + struct.pack(">II", width, height) + picture[24:29]
    return picture[:12] + header + struct.pack(">I", zlib.crc32(header)) + picture[33:]


def test_a_picture_whose_header_claims_a_giant_is_named_or_counted(tmp_path):
    save(tmp_path / "fear" / "a.png")
    giant = with_size((tmp_path / "fear" / "a.png").read_bytes(), width=60_000, height=60_000)
    (tmp_path / "fear" / "giant.png").write_bytes(giant)
    with pytest.raises(DatasetError, match=r"giant\.png: no readable picture"):
        read("folder", tmp_path)
    assert len(read("folder", tmp_path, skip=True)) == 1


@pytest.mark.parametrize("shape", [(1, 4000), (2000, 11), (40, 3200)])
def test_a_strip_is_no_picture_of_a_face(tmp_path, shape):
    save(tmp_path / "fear" / "a.png")
    cv2.imwrite(str(tmp_path / "fear" / "strip.png"), np.zeros(shape, np.uint8))
    with pytest.raises(DatasetError, match=r"strip\.png.*too narrow"):
        read("folder", tmp_path)
    assert len(read("folder", tmp_path, skip=True)) == 1


def test_photographs_are_kept_no_larger_than_a_camera_serves_them(tmp_path):
    (tmp_path / "anger").mkdir()
    cv2.imwrite(str(tmp_path / "anger" / "colour.jpg"), np.full((1500, 2000, 3), 90, np.uint8))
    cv2.imwrite(str(tmp_path / "anger" / "grey.png"), np.full((1280, 960), 90, np.uint8))
    assert [image.shape for image in read("folder", tmp_path).images] == [(480, 640, 3), (640, 480)]


def test_an_affectnet_picture_without_its_annotation_is_named(tmp_path):
    for name, text in (("1", "3"), ("2", None), ("3", "")):
        save(tmp_path / "train_set" / "images" / f"{name}.JPG", side=96)
        folder = tmp_path / "train_set" / "annotations"
        folder.mkdir(exist_ok=True)
        if text is not None:
            (folder / f"{name}_exp.npy").write_bytes(b"")
        if text:
            np.save(folder / f"{name}_exp.npy", np.array(text))
    with pytest.raises(DatasetError, match=r"2_exp\.npy"):
        read("affectnet", tmp_path, "train")
    pictures = read("affectnet", tmp_path, "train", skip=True)
    assert (named(pictures), len(pictures.skipped), pictures.known) == (["surprise"], 2, EMOTIONS)


@pytest.mark.parametrize("label", [np.inf, "inf", "-1", 11, 1.5, [1, 2]])
def test_an_affectnet_annotation_that_is_no_label_is_named_or_counted(tmp_path, label):
    (tmp_path / "val_set" / "annotations").mkdir(parents=True)
    for name, value in (("1", "3"), ("2", label)):
        save(tmp_path / "val_set" / "images" / f"{name}.jpg", side=96)
        np.save(tmp_path / "val_set" / "annotations" / f"{name}_exp.npy", np.array(value))
    with pytest.raises(DatasetError, match=r"2_exp\.npy"):
        read("affectnet", tmp_path, "valid")
    assert named(read("affectnet", tmp_path, "valid", skip=True)) == ["surprise"]


def test_daisee_labels_with_a_mark_and_an_mp4(tmp_path):
    (tmp_path / "Labels").mkdir()
    text = "\ufeffClipID,Boredom,Engagement,Confusion,Frustration \r\n1100011002.mp4,0,2,0,1\r\n"
    (tmp_path / "Labels" / "ValidationLabels.csv").write_bytes(text.encode())
    clip = tmp_path / "DataSet" / "Validation" / "110001" / "1100011002"
    litter(clip)
    writer = cv2.VideoWriter(str(clip / "1100011002.MP4"), cv2.VideoWriter.fourcc(*"mp4v"), 10, (64, 48))
    for number in range(12):
        writer.write(np.full((48, 64, 3), number * 10, np.uint8))
    writer.release()
    (recording,) = read_recordings(tmp_path, "valid", BadFiles())
    assert (recording.subject, recording.levels.tolist()) == ("110001", [2, 0, 0, 1])


@pytest.mark.parametrize("levels", ["0,2,0,7", "0,,0,1", "0,2"])
def test_daisee_levels_that_do_not_exist_are_named(tmp_path, levels):
    (tmp_path / "Labels").mkdir()
    text = f"ClipID,Boredom,Engagement,Confusion,Frustration \n1100011002.avi,{levels}\n"
    (tmp_path / "Labels" / "TestLabels.csv").write_text(text)
    clip = tmp_path / "DataSet" / "Test" / "110001" / "1100011002"
    clip.mkdir(parents=True)
    writer = cv2.VideoWriter(str(clip / "1100011002.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    with pytest.raises(DatasetError, match="1100011002"):
        list(read_recordings(tmp_path, "test", BadFiles()))


def test_daisee_labels_without_a_state_are_refused(tmp_path):
    (tmp_path / "Labels").mkdir()
    (tmp_path / "Labels" / "TestLabels.csv").write_text("ClipID,Boredom\n1.avi,0\n")
    with pytest.raises(DatasetError, match=r"TestLabels\.csv: no column engagement"):
        list(read_recordings(tmp_path, "test", BadFiles()))


def test_daisee_frames_that_cannot_be_read_are_named_or_counted(tmp_path):
    good = "train/1/10.jpg,train,1,10,0,0,0,0\n"
    bad = "train/1/11.jpg,train,1,11,0,0,0,0\n" + "train/1/10.jpg,train,1,12,0,9,0,0\n"
    write_frames(tmp_path / "d.zip", good + bad)
    with pytest.raises(DatasetError, match=r"11\.jpg"):
        load_frames(tmp_path / "d.zip", "train")
    skipped = BadFiles(skip=True)
    assert load_frames(tmp_path / "d.zip", "train", bad=skipped).clips.tolist() == ["10"]
    assert len(skipped.names) == 2


def test_a_frame_of_another_size_is_named(tmp_path):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,0,0,0,0\nodd.jpg,train,1,11,0,0,0,0\n")
    with zipfile.ZipFile(tmp_path / "d.zip", "a") as archive:
        archive.writestr("odd.jpg", cv2.imencode(".jpg", np.zeros((20, 30, 3), np.uint8))[1].tobytes())
    with pytest.raises(DatasetError, match=r"odd\.jpg: 30 x 20 pixels"):
        load_frames(tmp_path / "d.zip", "train")


def test_grey_frames_read_as_colour(tmp_path):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,0,0,0,0\ngrey.png,train,1,11,0,0,0,0\n")
    with zipfile.ZipFile(tmp_path / "d.zip", "a") as archive:
        archive.writestr("grey.png", cv2.imencode(".png", np.zeros((120, 90), np.uint8))[1].tobytes())
    assert load_frames(tmp_path / "d.zip", "train").images.shape == (2, 120, 90, 3)


def test_frames_whose_labels_lack_a_column_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("labels.csv", "\ufeff" + HEAD.replace(",confusion", ""))
    with pytest.raises(DatasetError, match="no column confusion"):
        load_frames(tmp_path / "d.zip", "train")


def test_what_is_no_archive_is_named(tmp_path):
    (tmp_path / "d.zip").write_bytes(io.BytesIO(b"PK\3\4 cut off").getvalue())
    with pytest.raises(DatasetError, match=r"d\.zip"):
        load_frames(tmp_path / "d.zip", "train")


def damage(path: Path, name: str, how: str) -> None:
    """Spoil one file in an archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
        local = archive.getinfo(name).header_offset
    data = bytearray(path.read_bytes())
    central = data.index(name.encode(), data.index(b"PK\1\2")) - 46
    if how == "bytes":
        data[local + 30 + len(name) : local + 70 + len(name)] = b"\xff" * 40
    elif how == "encrypted":
        data[local + 6] |= 1
        data[central + 8] |= 1
    else:  # a way of packing that nobody knows
        data[local + 8] = data[central + 10] = 77
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["bytes", "encrypted", "packing"])
def test_a_damaged_frame_is_named_or_counted(tmp_path, how):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,0,0,0,0\nvalid/2/20.jpg,train,2,20,0,0,0,0\n")
    damage(tmp_path / "d.zip", "valid/2/20.jpg", how)
    with pytest.raises(DatasetError, match=r"20\.jpg"):
        load_frames(tmp_path / "d.zip", "train")
    skipped = BadFiles(skip=True)
    assert len(load_frames(tmp_path / "d.zip", "train", bad=skipped)) == len(skipped.names) == 1


@pytest.mark.parametrize("how", ["bytes", "encrypted", "packing"])
def test_damaged_labels_are_named(tmp_path, how):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,0,0,0,0\n")
    damage(tmp_path / "d.zip", "labels.csv", how)
    with pytest.raises(DatasetError, match=r"d\.zip: labels\.csv"):
        load_frames(tmp_path / "d.zip", "train")
