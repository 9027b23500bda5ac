"""Finds the temperature that makes probabilities mean what they say, and how much a second expert weighs."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the temperature with the lowest negative log likelihood, 0.05 to 20.

    Args:
        logits: shape (N, C), of people the network was not trained on.
        labels: shape (N,), int64.

    Source: Guo et al. (2017), "On calibration of modern neural networks", ICML.
    """
    logits = logits.detach().clone()  # tensors of inference mode cannot enter autograd
    log_temperature = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], max_iter=50)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(logits / log_temperature.exp(), labels)
        torch.autograd.backward(loss)
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return float(log_temperature.detach().exp().clamp(0.05, 20))


def fit_fusion(picture: Tensor, mesh: Tensor, labels: Tensor) -> tuple[float, float]:
    """Return the mesh's weight, 0 to 2, and the temperature of the sum, 0.05 to 20: the likeliest pair.

    Args:
        picture: logits of the picture's expert, shape (N, C), of people it was not trained on.
        mesh: logits of the geometry's expert for the same rows; zeros where it has no opinion.
        labels: shape (N,), int64.
    """
    picture, mesh = picture.detach().clone(), mesh.detach().clone()
    settings = torch.zeros(2, requires_grad=True)  # log weight, log temperature
    optimizer = torch.optim.LBFGS([settings], max_iter=100)

    def closure() -> Tensor:
        optimizer.zero_grad()
        weight, temperature = settings.exp()
        loss = functional.cross_entropy((picture + weight * mesh) / temperature, labels)
        torch.autograd.backward(loss)
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    weight, temperature = settings.detach().exp()
    return float(weight.clamp(0, 2)), float(temperature.clamp(0.05, 20))
