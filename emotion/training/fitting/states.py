"""Trains and calibrates the states head: engaged, bored, confused, frustrated from one student's frames.

The data is small (69 people) and the face a weak witness, so the head is a ridge regression over blendshapes,
head pose and a few directions of the picture features, strongly regularised, and calibrated on people it was
not fitted to.

Source of the calibration: Platt (1999), "Probabilistic outputs for support vector machines".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn

from emotion.estimate import STATES
from emotion.training.data.daisee import PRESENT
from emotion.training.metrics import calibration_error, roc_auc

Floats = NDArray[np.float64]
POSE_SCALE = 30.0
BLENDSHAPE_COUNT = 52
POSE_COUNT = 3
CLIP = 4.0


@dataclass(frozen=True)
class StatesConfig:
    """Every setting that decides a run of the states head; folds of people choose from the two grids.

    Attributes:
        folds, rounds: parts that the people are split into, and how often they are split anew.
        directions: how many main directions of the picture features may be read.
        strengths: of the ridge penalty (`fit_ridge`).
    """

    name: str
    encoder_run: str
    seed: int = 1
    folds: int = 7
    rounds: int = 3
    directions: tuple[int, ...] = (8, 16, 32, 48)
    strengths: tuple[float, ...] = (3e2, 1e3, 3e3, 1e4, 3e4)


@dataclass(frozen=True)
class Evidence:
    """What the head may look at, row by row.

    Attributes:
        features: of the frame encoder, shape (N, D).
        blendshapes: shape (N, 52).
        pose: yaw, pitch, roll in degrees, shape (N, 3).
    """

    features: NDArray[np.float32]
    blendshapes: NDArray[np.float32]
    pose: NDArray[np.float32]

    def take(self, rows: NDArray[np.int64]) -> Evidence:
        """Return only the given rows."""
        return Evidence(self.features[rows], self.blendshapes[rows], self.pose[rows])

    def tensors(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return the arrays as the network takes them."""
        return (
            torch.from_numpy(self.features),
            torch.from_numpy(self.blendshapes),
            torch.from_numpy(self.pose),
        )


class Scaling(nn.Module):
    """Turns evidence into standardised, clipped inputs; its numbers come from the training people alone."""

    axes: Tensor
    mean: Tensor
    deviation: Tensor

    def __init__(self, axes: Tensor) -> None:
        super().__init__()
        width = axes.shape[1] + BLENDSHAPE_COUNT + 3 * POSE_COUNT
        self.register_buffer("axes", axes)
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))

    @classmethod
    def fitted(cls, evidence: Evidence, *, directions: int) -> Scaling:
        """Return the scaling to these people, with the main directions of their picture features."""
        centred = evidence.features - evidence.features.mean(0)
        _, vectors = np.linalg.eigh(centred.T.astype(np.float64) @ centred)  # rising eigenvalues
        axes = np.ascontiguousarray(vectors[:, ::-1][:, :directions], dtype=np.float32)
        scaling = cls(torch.from_numpy(axes))
        raw = scaling.joined(*evidence.tensors())
        scaling.mean, scaling.deviation = raw.mean(0), raw.std(0) + 1e-3
        return scaling

    def joined(self, features: Tensor, blendshapes: Tensor, pose: Tensor) -> Tensor:
        """Return picture directions, blendshapes and pose with its size and square, shape (N, F)."""
        turn = pose / POSE_SCALE
        picture = features @ self.axes  # (N, K)
        return torch.cat([picture, blendshapes, turn, turn.abs(), turn.square()], dim=1)

    def forward(self, features: Tensor, blendshapes: Tensor, pose: Tensor) -> Tensor:
        """Return the standardised inputs, shape (N, F)."""
        scaled = (self.joined(features, blendshapes, pose) - self.mean) / self.deviation
        return scaled.clamp(-CLIP, CLIP)


class StatesNet(nn.Module):
    """The served states network; its sigmoid outputs are calibrated probabilities."""

    def __init__(self, scaling: Scaling) -> None:
        super().__init__()
        self.scaling = scaling
        self.heads = nn.Linear(len(scaling.mean), len(STATES))

    @classmethod
    def empty(cls, *, features: int, directions: int) -> StatesNet:
        """Return a network of this size, to load saved weights into."""
        return cls(Scaling(torch.zeros(features, directions)))

    def forward(self, features: Tensor, blendshapes: Tensor, pose: Tensor) -> Tensor:
        """Return the log odds of each state."""
        logits: Tensor = self.heads(self.scaling(features, blendshapes, pose))  # (N, 4)
        return logits


@dataclass(frozen=True)
class Choice:
    """What folds of people chose for one state, and the AUC that it had on them."""

    directions: int
    strength: float
    auc: float


@dataclass(frozen=True)
class StatesFit:
    """A fitted network, with what cross-validation by person chose and found for each state."""

    network: StatesNet
    chosen: dict[str, Choice]

    @property
    def directions(self) -> int:
        """How many directions of the picture features the network looks at."""
        return int(self.network.scaling.axes.shape[1])


def fit_states(
    config: StatesConfig,
    evidence: Evidence,
    levels: NDArray[np.int64],
    subjects: NDArray[np.str_],
    report: Callable[[int, int], None],
) -> StatesFit:
    """Choose size and shrinkage by folds of people, fit on everybody, calibrate on the folds' scores.

    The regression learns the level (0 to 3), which says more than whether it reaches "present".
    """
    chosen, found = choose_by_folds(config, evidence, levels, subjects, report)
    present = levels >= PRESENT
    network = StatesNet(Scaling.fitted(evidence, directions=max(one.directions for one in chosen.values())))
    inputs = scaled_inputs(network.scaling, evidence)
    for index, choice in enumerate(chosen.values()):
        # The directions are in the order of their variance: a state's own few are the first of the largest
        # choice.
        columns = used_columns(inputs.shape[1], network.scaling.axes.shape[1], choice.directions)
        weight, shift = fit_ridge(inputs[:, columns], levels[:, index], strength=choice.strength)
        slope, bias = platt(found[:, index], present[:, index])
        with torch.no_grad():
            network.heads.weight[index] = 0
            network.heads.weight[index, columns] = torch.from_numpy(weight * slope).float()
            network.heads.bias[index] = float(shift * slope + bias)
    return StatesFit(network.eval(), chosen)


def choose_by_folds(
    config: StatesConfig,
    evidence: Evidence,
    levels: NDArray[np.int64],
    subjects: NDArray[np.str_],
    report: Callable[[int, int], None],
) -> tuple[dict[str, Choice], Floats]:
    """Return what folds of people choose for each state, and its scores of people unseen, shape (N, 4)."""
    scores = {}
    for step, count in enumerate(config.directions):
        for strength, found in fold_scores(config, evidence, levels, subjects, directions=count).items():
            scores[count, strength] = found
        report(step + 1, len(config.directions))
    chosen, best_scores = {}, np.zeros(levels.shape)
    for index, state in enumerate(STATES):
        auc = {key: roc_auc(found[:, index], levels[:, index] >= PRESENT) for key, found in scores.items()}
        best = max(auc, key=lambda key: auc[key])
        chosen[state] = Choice(*best, auc=auc[best])
        best_scores[:, index] = scores[best][:, index]
    return chosen, best_scores


def used_columns(width: int, directions: int, used: int) -> NDArray[np.int64]:
    """Return the inputs of a state that looks at the first `used` of the picture's directions only."""
    return np.concatenate([np.arange(used), np.arange(directions, width)])


def fold_scores(
    config: StatesConfig,
    evidence: Evidence,
    levels: NDArray[np.int64],
    subjects: NDArray[np.str_],
    *,
    directions: int,
) -> dict[float, Floats]:
    """Return, per strength, each row's scores from models that saw none of its person, shape (N, 4)."""
    scores = {strength: np.zeros(levels.shape) for strength in config.strengths}
    for round_ in range(config.rounds):
        folds = GroupKFold(config.folds, shuffle=True, random_state=config.seed + round_)
        for seen, unseen in folds.split(levels, groups=subjects):
            part = evidence.take(seen)
            scaling = Scaling.fitted(part, directions=directions)
            known, asked = scaled_inputs(scaling, part), scaled_inputs(scaling, evidence.take(unseen))
            for strength in config.strengths:
                for index in range(len(STATES)):
                    weight, shift = fit_ridge(known, levels[seen, index], strength=strength)
                    scores[strength][unseen, index] += (asked @ weight + shift) / config.rounds
    return scores


def fit_ridge(inputs: Floats, target: NDArray[np.int64], *, strength: float) -> tuple[Floats, float]:
    """Return weights, shape (F,), and shift of a ridge regression; a larger `strength` shrinks more."""
    centre, middle = inputs.mean(0), float(target.mean())
    centred = inputs - centre
    gram = centred.T @ centred + strength * np.eye(inputs.shape[1])
    weight = np.asarray(np.linalg.solve(gram, centred.T @ (target - middle)))
    return weight, middle - float(centre @ weight)


def platt(scores: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the slope and shift that turn scores into calibrated log odds; 1 and 0 if all rows agree."""
    if truth.all() or not truth.any():
        return 1.0, 0.0
    # Platt's fit has no penalty, so that of scikit-learn is made too weak to matter.
    model = LogisticRegression(C=1e6, max_iter=1000).fit(scores[:, None], truth)
    # A slope below 0 would turn the ranking round, and one of 0 would end it.
    return float(max(model.coef_[0, 0], 0.05)), float(model.intercept_[0])


def recalibrate(network: StatesNet, evidence: Evidence, present: NDArray[np.bool_]) -> None:
    """Fit slope and shift anew on people that the network was not fitted to, in place."""
    logits = log_odds(network, evidence)
    for index in range(len(STATES)):
        slope, shift = platt(logits[:, index], present[:, index])
        with torch.no_grad():
            network.heads.weight[index] *= slope
            network.heads.bias[index] = network.heads.bias[index] * slope + shift


def crossed_probabilities(
    logits: Floats, present: NDArray[np.bool_], subjects: NDArray[np.str_], *, folds: int = 5
) -> Floats:
    """Return probabilities calibrated for each person on the others, shape (N, 4); one alone has none."""
    people = len(set(subjects.tolist()))
    if people < 2:
        return probability_of(logits)
    probabilities = np.zeros(logits.shape)
    for seen, unseen in GroupKFold(min(folds, people)).split(logits, groups=subjects):
        for index in range(len(STATES)):
            slope, shift = platt(logits[seen, index], present[seen, index])
            probabilities[unseen, index] = probability_of(logits[unseen, index] * slope + shift)
    return probabilities


@torch.inference_mode()
def scaled_inputs(scaling: Scaling, evidence: Evidence) -> Floats:
    """Return the standardised inputs, shape (N, F)."""
    return np.asarray(scaling(*evidence.tensors()).numpy(), dtype=np.float64)


@torch.inference_mode()
def log_odds(network: nn.Module, evidence: Evidence) -> Floats:
    """Return the network's calibrated log odds of each of `STATES`, shape (N, 4)."""
    return np.asarray(network(*evidence.tensors()).numpy(), dtype=np.float64)


def probability_of(log_odds_: Floats) -> Floats:
    """Return the logistic of log odds, without overflow."""
    return (1 + np.tanh(log_odds_ / 2)) / 2


def state_figures(probabilities: Floats, present: NDArray[np.bool_]) -> dict[str, dict[str, float]]:
    """Return AUC, calibration error, UAR with the upper half called present, and prevalence, per state."""
    figures = {}
    for index, state in enumerate(STATES):
        p, truth = probabilities[:, index], present[:, index]
        figures[state] = {
            "auc": roc_auc(p, truth),
            "ece": calibration_error(p, truth),
            "uar": median_split_recall(p, truth),
            "prevalence": float(truth.mean()),
            "mean_probability": float(p.mean()),
        }
    return figures


def median_split_recall(probabilities: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the mean of both recalls when the upper half is called present; nan if all rows agree."""
    if truth.all() or not truth.any():
        return float("nan")
    called = probabilities > np.median(probabilities)
    return float((called[truth].mean() + (~called)[~truth].mean()) / 2)
