"""Turns the served network back into one that can be trained on, without the run that made it.

The export folds each batch norm into its convolution. This puts a fresh batch norm behind each convolution
that undoes what its own statistics would do, so that the network answers as served and can learn again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from emotion.training.artefact.quantise import stored_weights
from emotion.training.networks.layers import ConvNorm
from emotion.training.networks.network import EncoderConfig, FrameNet


@torch.no_grad()
def restore_frames(path: Path, config: EncoderConfig, crops: Tensor) -> FrameNet:
    """Return the frame network of a served `clip.onnx`, ready for training.

    Args:
        path: the served file.
        config: the size that the file was made with.
        crops: some training crops, (N, 1, S, S) in [0, 1]: the batch norms' statistics are taken on them.

    Raises:
        ValueError: the file lacks a weight, or holds one of another shape.
    """
    stored = stored_weights(path)
    model = FrameNet(config).eval()
    norms = {name: module for name, module in model.named_modules() if isinstance(module, ConvNorm)}
    for name, parameter in model.named_parameters():
        if not any(name.startswith(f"{norm}.") for norm in norms):
            parameter.copy_(_stored(stored, f"frame.{name}", parameter))
    for name, norm in norms.items():
        _fill(norm, stored, f"frame.{name}.0")
    # A hook runs before the batch norm behind its convolution, so each layer meets what it meets when served.
    hooks = [norm[0].register_forward_hook(_take_statistics(norm)) for norm in norms.values()]
    model(crops)
    for hook in hooks:
        hook.remove()
    return model


def _stored(stored: dict[str, NDArray[Any]], name: str, like: Tensor) -> Tensor:
    if name not in stored or stored[name].shape != tuple(like.shape):
        raise ValueError(f"the served file has no weight {name} of shape {tuple(like.shape)}")
    return torch.from_numpy(stored[name].copy())


def _fill(norm: ConvNorm, stored: dict[str, NDArray[Any]], name: str) -> None:
    convolution, batch_norm = norm[0], norm[1]
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(batch_norm, nn.BatchNorm2d)
    convolution.weight.copy_(_stored(stored, f"{name}.weight", convolution.weight))
    batch_norm.bias.copy_(_stored(stored, f"{name}.bias", batch_norm.bias))


def _take_statistics(norm: ConvNorm) -> Any:
    """Return a hook that gives a batch norm the statistics of what it meets, and makes it undo them."""

    def hook(_: nn.Module, __: Any, output: Tensor) -> None:
        batch_norm = norm[1]
        assert isinstance(batch_norm, nn.BatchNorm2d)
        mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3))
        assert batch_norm.running_mean is not None
        assert batch_norm.running_var is not None
        batch_norm.running_mean.copy_(mean)
        batch_norm.running_var.copy_(variance)
        batch_norm.weight.copy_(torch.sqrt(variance + batch_norm.eps))
        batch_norm.bias.add_(mean)

    return hook
