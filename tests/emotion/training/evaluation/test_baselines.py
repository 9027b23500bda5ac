"""A person's own first minute, against none."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.estimate import STATES
from emotion.training.data.datasets import DatasetError
from emotion.training.evaluation.baselines import (
    COUNTS,
    MINUTE,
    Sittings,
    by_count,
    by_state,
    compare_shares,
    served_share,
    sittings_of,
    typical_of,
)
from tests import faces
from tests.emotion.training.data.samples import HEAD

LENGTH = 2 * max(COUNTS)


def made_sittings(*, people: int = 12, resting: float = 2.0) -> Sittings:
    """People whose faces rest differently, and move alike with their state."""
    random = np.random.default_rng(1)
    rest = np.repeat(random.normal(0, resting, people), LENGTH)
    level = random.integers(1, 3, people * LENGTH)
    level.reshape(people, LENGTH)[:, :MINUTE] = 1
    logits = np.tile((rest + level - 1 + random.normal(0, 0.5, len(rest)))[:, None], len(STATES))
    rows = tuple(np.split(np.arange(people * LENGTH), people))
    subjects = np.repeat([str(one) for one in range(people)], LENGTH)
    levels = np.tile(level[:, None], len(STATES))
    return Sittings(logits, levels, subjects, rows, typical_of(logits))


def test_where_only_rests_differ_the_own_minute_tells_what_is_more_than_usual():
    told = by_state(made_sittings(), seed=1)["more"]["bored"]
    assert told["without"]["value"] < 0.85
    assert told["with"]["value"] > told["without"]["value"] + 0.05
    assert told["gain"]["interval"][0] > 0
    assert told["gain"]["value"] == pytest.approx(told["with"]["value"] - told["without"]["value"])


def test_where_nobody_rests_differently_the_own_minute_gains_nothing():
    gains = [row["gain"] for row in by_count(made_sittings(resting=0.0), seed=1)["more"]]
    assert len(gains) == len(COUNTS)
    assert max(gains) < 0.01


def test_a_share_of_nothing_is_no_rest():
    sittings = made_sittings()
    assert np.allclose(sittings.against_rest(MINUTE, 0.0), sittings.logits[sittings.asked])
    grid = compare_shares(sittings)["more"][str(MINUTE)]
    assert max(grid, key=lambda share: grid[share][0]) != "0.0"


def test_no_clip_of_any_rest_is_asked_about():
    sittings = made_sittings(people=3)
    rest = {int(row) for rows in sittings.rows for row in rows[: max(COUNTS)]}
    assert rest.isdisjoint(sittings.asked.tolist())
    assert len(sittings.asked) == 3 * (LENGTH - max(COUNTS))


def test_more_than_usual_is_more_than_the_median_of_the_first_minute_by_hand():
    levels = np.zeros((LENGTH, 4), dtype=np.int64)
    levels[:MINUTE, 0] = [0, 1, 1, 1, 2, 3]
    levels[max(COUNTS) :, 0] = [1, 2] * (max(COUNTS) // 2)
    people, rows = np.full(LENGTH, "p"), (np.arange(LENGTH),)
    sittings = Sittings(np.zeros((LENGTH, 4)), levels, people, rows, dict.fromkeys(STATES, 0.5))
    assert sittings.truth("more")[:, 0].tolist() == [False, True] * (max(COUNTS) // 2)
    assert sittings.truth("present")[:, 0].tolist() == [False, True] * (max(COUNTS) // 2)


def test_six_clips_of_ten_seconds_are_trusted_as_thirty_of_two():
    assert served_share(MINUTE) == pytest.approx(30 / 40)


def test_sittings_are_recordings_in_the_order_of_their_clips():
    names = [f"700001{recording}{place:03}" for recording in (2, 1) for place in range(LENGTH, 0, -1)]
    frames = SimpleNamespace(
        subjects=np.full(len(names), "700001"), clips=np.array(names), levels=np.zeros((len(names), 4), int)
    )
    sittings = sittings_of(frames, np.zeros((len(names), 4)), typical={})
    told = [[names[row] for row in rows] for rows in sittings.rows]
    assert told == [sorted(one for one in names if one[6] == recording) for recording in "12"]
    short = SimpleNamespace(**{name: values[:5] for name, values in vars(frames).items()})
    with pytest.raises(DatasetError, match="no sitting"):
        sittings_of(short, np.zeros((5, 4)), typical={})


def write_archive(path: Path) -> Path:
    """Eight people to choose on and two never seen, a sitting each."""
    random = np.random.default_rng(2)
    shots = [
        faces.jpeg(cv2.resize(faces.scene(name, 0), (160, 120), interpolation=cv2.INTER_AREA))
        for name in ("smiling", "neutral", "frowning", "surprised")
    ]
    rows = []
    with zipfile.ZipFile(path, "w") as archive:
        for person in range(10):
            split = "train" if person < 8 else "valid"
            for place in range(LENGTH):
                name = f"{700000 + person}1{place:03}"
                levels = ",".join(map(str, random.integers(0, 4, 4)))
                rows.append(f"{name}.jpg,{split},{700000 + person},{name},{levels}")
                archive.writestr(f"{name}.jpg", shots[int(random.integers(len(shots)))])
        archive.writestr("labels.csv", HEAD + "\n".join(rows))
    return path


def test_the_command_writes_both_sides_and_their_difference(tmp_path):
    path, out, said = write_archive(tmp_path / "frames.zip"), tmp_path / "out.json", StringIO()
    options = {"dataset": "daisee-frames", "path": path, "study": "baseline"}
    with pytest.raises(CommandError, match="chosen on train"):
        call_command("evaluate_emotion", split="train", **options)
    call_command("evaluate_emotion", split="valid", json=out, stdout=said, **options)
    found = json.loads(out.read_text())
    assert found["people"] == {"train": 8, "valid": 2}
    assert found["clips_asked"]["valid"] == 2 * (LENGTH - max(COUNTS))
    assert set(found["by_state"]["valid"]["more"]) == set(found["typical"]) == set(STATES)
    assert "more      bored without" in said.getvalue()
    assert "subject" not in out.read_text()
    assert "700000" not in out.read_text()
