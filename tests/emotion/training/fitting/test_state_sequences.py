"""Sequences of one person's clips, and the LSTM that reads states in them."""

import numpy as np
import torch

from emotion.estimate import STATES
from emotion.training.fitting.state_sequences import (
    SequenceConfig,
    fit_sequences,
    gather,
    sequence_figures,
)
from tests.emotion.training.material import silent


def people(count: int, *, clips: int = 6, seed: int = 0):
    """Features, levels, subjects and clips of people, in any order; who was bored before is bored now."""
    random = np.random.default_rng(seed)
    subjects = np.repeat([f"p{one:02d}" for one in range(count)], clips)
    names = np.tile([f"c{one}" for one in range(clips)], count)
    features = random.normal(size=(len(subjects), 4)).astype(np.float32)
    levels = np.zeros((len(subjects), len(STATES)), dtype=np.int64)
    levels[:, STATES.index("engaged")] = 3
    levels[:, STATES.index("bored")] = np.where(np.r_[False, features[:-1, 0] > 0], 3, 0)
    levels[::clips, STATES.index("bored")] = 0
    order = random.permutation(len(subjects))
    return features[order], levels[order], subjects[order], names[order]


def test_a_sequence_holds_one_persons_clips_in_their_order():
    features = np.arange(5, dtype=np.float32)[:, None] + 1
    subjects, clips = np.array(["b", "a", "a", "b", "a"]), np.array(["1", "2", "1", "2", "3"])
    levels = np.arange(5)[:, None].repeat(4, 1)
    found = gather(features, levels, subjects, clips, length=3)
    assert found.subjects.tolist() == ["a", "a", "a", "b", "b"]
    assert found.levels[:, 0].tolist() == [2, 1, 4, 0, 3]
    assert found.features[2, :, 0].tolist() == [3, 2, 5]
    assert found.features[3, :, 0].tolist() == [0, 0, 1]
    assert found.present.tolist() == [[0, 0, 1], [0, 1, 1], [1, 1, 1], [0, 0, 1], [0, 1, 1]]


def test_the_lstm_finds_in_earlier_clips_what_the_last_does_not_show():
    config = SequenceConfig(epochs=30, hidden=16, learning_rate=1e-2)
    found = {}
    for length in (1, 3):
        learned, asked = (gather(*people(150, seed=seed), length=length) for seed in (1, 2))
        net, losses = fit_sequences(config, learned, silent)
        found[length] = sequence_figures(net, asked, seed=1)["ends"]
        assert len(losses) == 30
    assert found[3]["sigmoids"]["bored"]["auc"] > 0.9
    assert found[3]["softmax"]["bored"]["auc"] > 0.9
    assert found[1]["sigmoids"]["bored"]["auc"] < 0.65


def test_the_epoch_is_chosen_by_people_kept_back():
    learned = gather(*people(20), length=2)
    config = SequenceConfig(epochs=3, hidden=8)
    first, again = (fit_sequences(config, learned, silent) for _ in range(2))
    assert first[1] == again[1]
    weights = [torch.cat([p.flatten() for p in net.parameters()]) for net, _ in (first, again)]
    assert torch.equal(*weights)
