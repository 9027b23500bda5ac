import numpy as np
import pytest

from emotion.training.data.datasets import DatasetError, drop_single_votes, has_majority_emotion, load_ferplus
from tests.emotion.training.data.samples import HAPPY, write_ferplus

UNKNOWN = [2, 0, 2, 0, 0, 0, 0, 0, 6, 0]
SCATTERED = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]


def test_single_votes_are_dropped():
    votes = np.array([HAPPY], dtype=np.uint8)
    assert drop_single_votes(votes).tolist() == [[0, 8, 0, 0, 0, 0, 0, 0, 0, 0]]


def test_a_picture_counts_only_if_an_emotion_has_the_most_votes():
    votes = np.array([HAPPY, UNKNOWN, SCATTERED], dtype=np.uint8)
    assert has_majority_emotion(votes).tolist() == [True, False, False]


def test_a_split_holds_the_rows_of_the_protocol(tmp_path):
    write_ferplus(tmp_path / "f.npz", [HAPPY, UNKNOWN])
    stills = load_ferplus(tmp_path / "f.npz", "valid")
    assert len(stills) == 1
    assert stills.labels.tolist() == [1]


def test_every_row_can_be_asked_for(tmp_path):
    write_ferplus(tmp_path / "f.npz", [HAPPY, UNKNOWN])
    stills = load_ferplus(tmp_path / "f.npz", "valid", every_row=True)
    assert stills.faces.tolist() == [True, False]


def test_all_splits_share_nobody(tmp_path):
    write_ferplus(tmp_path / "f.npz", [HAPPY])
    subjects = load_ferplus(tmp_path / "f.npz", "all").subjects
    assert len(set(subjects)) == 3


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"absent\.npz"):
        load_ferplus(tmp_path / "absent.npz", "train")


@pytest.mark.parametrize(
    ("name", "array", "says"),
    [
        ("images", np.zeros((1, 40, 40), np.uint8), r"\(1, 40, 40\), not \(1, 48, 48\)"),
        ("images", np.zeros((1, 48, 48), np.float32), "float32, not whole numbers"),
        ("images", np.uint8(0), r"not \(0, 48, 48\)"),
        ("votes", np.zeros((1, 8), np.uint8), r"\(1, 8\), not \(1, 10\)"),
        ("votes", np.full((1, 10), 256), "256 to 256, not 0 to 255"),
        ("fer2013", np.zeros(2, np.int8), r"\(2,\), not \(1,\)"),
        ("fer2013", np.full(1, 9, np.int8), "9 to 9, not -1 to 6"),
    ],
)
def test_an_array_of_another_kind_is_named(tmp_path, name, array, says):
    write_ferplus(tmp_path / "f.npz", [HAPPY])
    with np.load(tmp_path / "f.npz") as data:
        arrays = dict(data)
    np.savez(tmp_path / "f.npz", **(arrays | {f"valid_{name}": array}))
    with pytest.raises(DatasetError, match=rf"f\.npz: valid_{name}: .*{says}"):
        load_ferplus(tmp_path / "f.npz", "valid")
