"""Sharpness-aware steps: the gradient is taken not at the weights but uphill of them.

Minima around which the loss stays low are what a network keeps on people that it has not seen, the more so
where labels are as noisy as ten people's votes on a face.

Sources: Foret et al. (2021), "Sharpness-aware minimization for efficiently improving generalization", ICLR;
Kwon et al. (2021), "ASAM: adaptive sharpness-aware minimization", ICML, whose radius grows with each weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


@contextmanager
def uphill(model: nn.Module, radius: float) -> Iterator[None]:
    """Hold the weights where the loss is nearly highest within a radius, by the gradients that they have.

    Batch norms take no statistics there, and the gradients are emptied, so that the next backward pass writes
    those of the place uphill. Afterwards the weights are to the bit what they were.

    Args:
        model: its parameters have gradients, or none where the loss does not depend on them.
        radius: length of the step when each weight is measured in its own size.
    """
    moved = [parameter for parameter in model.parameters() if parameter.grad is not None]
    kept = [parameter.detach().clone() for parameter in moved]
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    with torch.no_grad():
        for parameter, step in zip(moved, _steps(moved, radius), strict=True):
            parameter.add_(step)
            parameter.grad = None
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        with torch.no_grad():
            for parameter, before in zip(moved, kept, strict=True):
                parameter.copy_(before)
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum


def _steps(parameters: list[nn.Parameter], radius: float) -> list[Tensor]:
    """Return the step of each parameter, which all have gradients: `radius * w^2 g / |w g|`.

    A weight's size w is what it is without its sign, and 0.01, so that a weight of 0 moves too.
    """
    sizes = [parameter.abs() + 0.01 for parameter in parameters]
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    slopes = [size * gradient for size, gradient in zip(sizes, gradients, strict=True)]
    length = torch.linalg.vector_norm(torch.stack([slope.norm() for slope in slopes])) + 1e-12
    return [size * slope * (radius / length) for size, slope in zip(sizes, slopes, strict=True)]
