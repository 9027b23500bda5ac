import json

import pytest
from django.core.management import CommandError, call_command

from emotion.training.recipes import Places, export_runs


def test_a_head_of_another_encoder_is_not_exported(tmp_path):
    run = tmp_path / "runs" / "clips"
    run.mkdir(parents=True)
    (run / "record.json").write_text(json.dumps({"config": {"encoder_run": "old"}, "serves_lstm": True}))
    with pytest.raises(ValueError, match="trained on old, not on new"):
        export_runs(Places(tmp_path, tmp_path / "runs"), tmp_path / "weights", encoder="new")
    assert not (tmp_path / "weights").exists()


def test_an_unknown_config_names_the_known_ones(tmp_path):
    with pytest.raises(CommandError, match="ferplus"):
        call_command("train_emotion", config="nothing", data=tmp_path, runs=tmp_path)


def test_missing_data_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"ferplus\.npz"):
        call_command("train_emotion", config="ferplus", data=tmp_path, runs=tmp_path)
