"""Finds the temperature that makes a classifier's probabilities mean what they say."""

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
