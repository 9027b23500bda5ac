"""Readers of clips are compared on both kinds of clips."""

import torch

from emotion.training.fitting.clip_training import ClipTrainConfig
from emotion.training.networks.network import EncoderConfig, FrameNet
from emotion.training.runs import readers
from tests.emotion.training.material import stills


def test_each_reader_is_read_on_both_kinds_of_clips(monkeypatch):
    seen = []
    made = readers.see_clips

    def see(model, some, config, **options):
        seen.append((len(some), config.clip.learner is not None, options["seed"]))
        return made(model, some, config, **options)

    monkeypatch.setattr(readers, "see_clips", see)
    torch.manual_seed(0)
    model = FrameNet(EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)).eval()
    config = ClipTrainConfig("tiny", "none", clips=12, epochs=1, hidden=8, seed=3)
    found = readers.compare_readers(model, stills(20), stills(8, seed=1), config)
    assert seen == [(12, False, 3), (8, False, 4), (12, True, 3), (8, True, 4)]
    assert set(found) == {"still", "learners"}
    for ways in found.values():
        assert {"single_frame", "mean_over_frames", "lstm_of_still", "lstm_of_learners"} <= set(ways)
        assert 0 <= ways["lstm_of_learners"]["accuracy"] <= 1
