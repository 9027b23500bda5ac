"""The paper's CNN-LSTM where it tells states: sequences of one person's clips, softmax over the four states.

DAiSEE as it lies here has one frame of each clip, and a clip may hold several states at once, so sigmoids
learn beside the softmax. A sequence is a clip's frame and those of the clips before it, all of one person.

Source: Choudhry, Sharma and Tiwari (2025), "Using deep learning and CNNs for enhancing student learning
through AI-driven facial emotion recognition", FMDB Transactions on Sustainable Intelligent Networks 2(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from emotion.estimate import STATES
from emotion.frames import CLIP_LENGTH
from emotion.training.data.daisee import PRESENT
from emotion.training.fitting.targets import soft_cross_entropy
from emotion.training.metrics import bootstrap_interval, roc_auc, unweighted_recall
from emotion.training.networks.paper_designs import PaperLstm

Floats = NDArray[np.float64]
HELD_OUT = 5
"""One person in so many is kept back to choose the epoch."""


@dataclass(frozen=True)
class SequenceConfig:
    """Every setting that decides a run; `length` counts clips, the one that is asked about among them."""

    length: int = CLIP_LENGTH
    seed: int = 1
    epochs: int = 20
    batch: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    hidden: int = 128


@dataclass(frozen=True)
class Sequences:
    """One row for each clip.

    Attributes:
        features: of the frames, zero where the person has no earlier clip, shape (N, T, D), float32.
        present: which frames there are, shape (N, T), float32; the last one always is.
        levels: 0 to 3 of each of `STATES` in the last clip, shape (N, 4).
        subjects: shape (N,), str.
    """

    features: Tensor
    present: Tensor
    levels: NDArray[np.int64]
    subjects: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> Sequences:
        """Return only the given rows."""
        return Sequences(self.features[rows], self.present[rows], self.levels[rows], self.subjects[rows])


def gather(
    features: NDArray[np.float32],
    levels: NDArray[np.int64],
    subjects: NDArray[np.str_],
    clips: NDArray[np.str_],
    *,
    length: int,
) -> Sequences:
    """Return each person's clips in their order, with up to `length` - 1 that came before.

    Takes features of shape (N, D) and levels of shape (N, 4), in any order of rows.
    """
    order = np.lexsort((clips, subjects))
    people = subjects[order]
    is_first = np.r_[True, people[1:] != people[:-1]]
    began = np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))
    places = np.arange(len(order))[:, None] + np.arange(1 - length, 1)  # (N, T)
    there = places >= began[:, None]
    picked = features[order][np.maximum(places, 0)] * there[..., None]
    return Sequences(
        torch.from_numpy(picked.astype(np.float32)),
        torch.from_numpy(there.astype(np.float32)),
        levels[order],
        people,
    )


def fit_sequences(
    config: SequenceConfig, learned: Sequences, report: Callable[[int, int], None]
) -> tuple[PaperLstm, list[float]]:
    """Train the LSTM; return it as of the epoch that people kept back chose, and their losses."""
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    names = random.permutation(np.unique(learned.subjects))
    kept_back = np.isin(learned.subjects, names[: max(len(names) // HELD_OUT, 1)])
    known, watched = learned.take(np.flatnonzero(~kept_back)), learned.take(np.flatnonzero(kept_back))
    net = PaperLstm(learned.features.shape[2], hidden=config.hidden, answers=2 * len(STATES))
    optimizer = torch.optim.AdamW(net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    best, losses = net.state_dict(), []
    for epoch in range(config.epochs):
        net.train()
        for rows in np.array_split(
            random.permutation(len(known.subjects)), -(-len(known.subjects) // config.batch)
        ):
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(_loss(net, known.take(rows)))
            optimizer.step()
        with torch.inference_mode():
            losses.append(float(_loss(net.eval(), watched)))
        if losses[-1] == min(losses):
            best = {key: value.clone() for key, value in net.state_dict().items()}
        report(epoch + 1, config.epochs)
    net.load_state_dict(best)
    return net.eval(), losses


def _loss(net: PaperLstm, rows: Sequences) -> Tensor:
    """Cross entropy with the states' shares of all levels, and that of each state by itself."""
    chosen, each = net(rows.features, None, rows.present).chunk(2, dim=1)
    levels = torch.from_numpy(rows.levels).float()
    totals = levels.sum(1, keepdim=True)
    shares = levels / totals.clamp(min=1)
    present = (levels >= PRESENT).float()
    return soft_cross_entropy(chosen, shares) + functional.binary_cross_entropy_with_logits(each, present)


@torch.inference_mode()
def sequence_figures(net: PaperLstm, asked: Sequences, *, seed: int) -> dict[str, Any]:
    """Return what both ends are worth on people never seen: AUC and UAR of each state, by `STATES`.

    `top` is how often the softmax's first state is one of those with the highest level, beside always saying
    the commonest; it is what a softmax is usually praised for.
    """
    chosen, each = net(asked.features, None, asked.present).double().chunk(2, dim=1)
    ends = {"softmax": functional.softmax(chosen, 1).numpy(), "sigmoids": torch.sigmoid(each).numpy()}
    present = asked.levels >= PRESENT
    is_top = asked.levels == asked.levels.max(1, keepdims=True)
    guess = ends["softmax"].argmax(1)
    return {
        "n": len(asked.subjects),
        "people": len(set(asked.subjects.tolist())),
        "top": {
            "accuracy": float(is_top[np.arange(len(guess)), guess].mean()),
            "always_the_same": float(is_top.mean(0).max()),
        },
        "ends": {
            name: {
                state: _figure(scores[:, index], present[:, index], asked.subjects, seed=seed)
                for index, state in enumerate(STATES)
            }
            for name, scores in ends.items()
        },
    }


def _figure(
    scores: Floats, truth: NDArray[np.bool_], subjects: NDArray[np.str_], *, seed: int
) -> dict[str, Any]:
    called = (scores > np.median(scores)).astype(np.int64)
    return {
        "auc": roc_auc(scores, truth),
        "interval": bootstrap_interval(
            lambda rows: roc_auc(scores[rows], truth[rows]), subjects, seed=seed, draws=500
        ),
        "uar": unweighted_recall(truth.astype(np.int64), called, classes=2),
        "prevalence": float(truth.mean()),
    }
