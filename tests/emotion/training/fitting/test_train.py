import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from emotion.training.artefact.checkpoints import CONFIGS
from emotion.training.fitting.precision import is_faster_in_bfloat16
from emotion.training.fitting.targets import draw_rows, soft_targets
from emotion.training.fitting.train import (
    Material,
    TrainConfig,
    batches,
    learning_rate,
    load_average,
    load_config,
    start_run,
    train,
)
from emotion.training.networks.network import EncoderConfig
from emotion.training.runs.recipes import is_finished, known_configs
from tests.emotion.training.material import silent, stills

SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)
CONFIG = TrainConfig("tiny", epochs=2, batch=16, warmup_epochs=0.5, encoder=SMALL)


@pytest.fixture
def material() -> Material:
    train_part, valid = stills(64), stills(16, seed=1)
    return Material(train_part, valid, train_part.images, np.ones(64, dtype=bool), valid.images)


def weights(run) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in run.model.parameters()])


def test_the_same_seed_gives_the_same_weights(material, tmp_path):
    is_faster_in_bfloat16.cache_clear()  # the first of the two runs asks it, the second remembers
    first, second = (train(CONFIG, material, tmp_path / name, silent) for name in ("a", "b"))
    assert torch.equal(weights(first), weights(second))


def test_a_killed_run_ends_where_an_undisturbed_one_ends(material, tmp_path):
    whole = train(CONFIG, material, tmp_path / "whole", silent)

    def die_in_the_second_epoch(step: int, *_: object) -> None:
        if (tmp_path / "killed" / "last.pt").exists() and step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(CONFIG, material, tmp_path / "killed", die_in_the_second_epoch)
    assert torch.equal(weights(train(CONFIG, material, tmp_path / "killed", silent)), weights(whole))


def test_sharpness_aware_steps_are_other_steps_and_as_repeatable(material, tmp_path):
    aware = replace(CONFIG, sharpness_radius=0.5)
    first, again = (train(aware, material, tmp_path / name, silent) for name in ("a", "b"))
    assert torch.equal(weights(first), weights(again))
    plain = train(CONFIG, material, tmp_path / "plain", silent)
    assert not torch.allclose(weights(first), weights(plain), atol=1e-4)


def test_faces_wear_glasses_in_so_many_of_the_pictures(material, monkeypatch):
    worn = np.full((2, 64, 48, 48), 7, np.uint8)
    dressed = replace(material, worn=worn, valid_worn=material.valid_aligned)
    config = replace(CONFIG, worn_share=0.5, augmented=False)
    run = start_run(config, Path("nowhere"))
    seen = torch.cat([crops for crops, _, _ in batches(run, dressed, torch.Generator().manual_seed(1))])
    share = ((seen * 255).round() == 7).all(3).all(2).float().mean()
    assert 0.35 < float(share) < 0.65


def test_valid_is_watched_with_glasses_too_where_they_are_drawn(material, tmp_path):
    dressed = replace(material, worn=material.aligned[None], valid_worn=material.valid_aligned)
    run = train(replace(CONFIG, epochs=1, worn_share=0.5), dressed, tmp_path, silent)
    assert run.history[0]["valid_worn_accuracy"] == run.history[0]["valid_aligned_accuracy"]


def test_a_run_with_patience_ends_once_valid_stands_still(material, tmp_path):
    patient = replace(CONFIG, epochs=9, patience=2, learning_rate=0.0, ema_decay=0.0)
    run = train(patient, material, tmp_path, silent)
    assert len(run.history) == 3
    assert len(train(patient, material, tmp_path, silent).history) == 3
    assert is_finished(tmp_path)


def test_a_run_that_goes_on_says_what_it_began_with(material, tmp_path):
    first = train(CONFIG, material, tmp_path / "first", silent)
    goes_on = replace(CONFIG, name="second", start_from="first", epochs=1)
    second = train(goes_on, material, tmp_path / "second", silent)
    for key, value in second.before.items():
        assert first.history[-1][key] == pytest.approx(value)
    assert json.loads((tmp_path / "second" / "record.json").read_text())["before"] == second.before
    assert train(goes_on, material, tmp_path / "second", silent).before == second.before


def test_a_run_writes_its_record(material, tmp_path):
    train(CONFIG, material, tmp_path, silent)
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["config"]["seed"] == 1
    assert len(record["curves"]) == 2
    assert set(record["versions"]) == {"python", "torch", "numpy"}


def test_targets_weigh_as_much_as_people_were_sure():
    few = stills(8)
    votes = few.votes.copy()
    votes[0] *= 4 / 9
    votes[1] = 0
    emotions, fer = soft_targets(replace(few, votes=votes), smoothing=0.1)
    assert emotions.sum(1)[:3].tolist() == pytest.approx([0.4, 0, 0.9])
    assert fer.sum(1).tolist() == pytest.approx([1] * 8)


def test_an_unknown_fer2013_label_weighs_nothing():
    few = stills(8)
    unknown = replace(few, fer2013=np.full(8, -1))
    assert float(soft_targets(unknown, smoothing=0.1)[1].sum()) == 0


def test_rare_emotions_come_more_often_when_balanced():
    many = stills(80)
    votes = np.zeros_like(many.votes)
    votes[:, 0] = 9
    votes[:8] = 0
    votes[:8, 7] = 9
    rows = draw_rows(replace(many, votes=votes), balance=1.0, generator=torch.Generator().manual_seed(1))
    assert 25 <= int((rows < 8).sum()) <= 55


def test_the_learning_rate_rises_and_falls_to_zero():
    config = TrainConfig("x", epochs=10, warmup_epochs=2, learning_rate=1.0)
    assert learning_rate(config, 0) < learning_rate(config, 1) < learning_rate(config, 2) == pytest.approx(1)
    assert learning_rate(config, 10) == pytest.approx(0)


def test_every_frames_config_can_be_read():
    names = [name for name in known_configs() if 'kind = "' not in (CONFIGS / f"{name}.toml").read_text()]
    assert "ferplus" in names
    assert all(load_config(CONFIGS / f"{name}.toml").name for name in names)


def test_an_unknown_setting_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_text('name = "x"\nepoch = 3\n')
    with pytest.raises(TypeError, match="epoch"):
        load_config(tmp_path / "bad.toml")


def test_another_design_trains_in_the_same_loop(material, tmp_path):
    run = train(replace(CONFIG, design="lstm", epochs=1), material, tmp_path, silent)
    again = load_average(tmp_path / "last.pt", run.config)
    assert type(again).__name__ == "DesignNet"
    assert len(run.history) == 1
