"""The official csv files are packed into what training reads."""

import csv
from pathlib import Path

import numpy as np
import pytest

from emotion.training.artefact.checkpoints import Workspace
from emotion.training.data.datasets import DatasetError, load_ferplus
from emotion.training.data.pictures import BadFiles
from emotion.training.data.readers import read_ferplus

USAGES = ("Training", "PublicTest", "PrivateTest")


@pytest.fixture
def places(tmp_path) -> Workspace:
    return Workspace(data=tmp_path / "data", runs=tmp_path / "runs")


def write_pair(folder: Path, *, rows: int = 9, usages: tuple[str, ...] = USAGES) -> None:
    folder.mkdir()
    random = np.random.default_rng(0)
    names = [
        "neutral",
        "happiness",
        "surprise",
        "sadness",
        "anger",
        "disgust",
        "fear",
        "contempt",
        "unknown",
        "NF",
    ]
    with (folder / "fer2013.csv").open("w") as faces, (folder / "fer2013new.csv").open("w") as votes:
        pictures, cast = csv.writer(faces), csv.writer(votes)
        pictures.writerow(["emotion", "pixels", "Usage"])
        cast.writerow(["Usage", "Image name", *names])
        for row in range(rows):
            usage = usages[row % len(usages)]
            pixels = " ".join(map(str, random.integers(0, 255, 48 * 48)))
            pictures.writerow([row % 7, pixels, usage])
            # The first of each split is no face: FER2013 keeps it, FERPlus does not.
            cast.writerow(
                [usage, f"fer{row}.png", *[0] * 9, 10] if row < 3 else [usage, "", *[0, 9, 1], *[0] * 7]
            )


def test_the_pair_is_packed_once_and_read_as_the_pair_is(places):
    write_pair(places.data)
    packed = places.ferplus
    assert packed == places.runs / "ferplus.npz"
    for split in ("train", "valid", "test"):
        stills = load_ferplus(packed, split)
        read = read_ferplus(places.data, split, BadFiles(), lambda *_: None)
        assert np.array_equal(stills.images, np.stack(read.images))
        assert np.array_equal(stills.votes, read.votes)
        assert np.array_equal(stills.fer2013, read.fer2013)
        assert len(load_ferplus(packed, split, every_row=True)) == 3
    (places.data / "fer2013.csv").write_text("")
    assert places.ferplus == packed


def test_a_packed_collection_is_taken_as_it_is(places):
    write_pair(places.data)
    (places.data / "ferplus.npz").touch()
    assert places.ferplus == places.data / "ferplus.npz"


def test_a_pair_without_a_split_is_refused(places):
    write_pair(places.data, usages=("Training", "PublicTest"))
    with pytest.raises(DatasetError, match="no row of split 'test'"):
        _ = places.ferplus
    assert not places.runs.exists()


def test_without_either_the_packed_one_is_named(places):
    assert places.ferplus == places.data / "ferplus.npz"
