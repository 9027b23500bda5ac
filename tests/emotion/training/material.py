"""Made pictures and clips to train on."""

import numpy as np
import torch

from emotion.runtime.mesh import GEOMETRY_SIZE
from emotion.training.data.datasets import Stills


def stills(count: int, *, seed: int = 0) -> Stills:
    random = np.random.default_rng(seed)
    votes = np.zeros((count, 8), np.float32)
    votes[np.arange(count), np.arange(count) % 8] = 9
    return Stills(
        images=random.integers(0, 255, (count, 48, 48)).astype(np.uint8),
        votes=votes,
        fer2013=(np.arange(count) % 7).astype(np.int64),
        subjects=np.array([str(row) for row in range(count)]),
        faces=np.ones(count, dtype=bool),
    )


def silent(*_: object) -> None:
    pass


def clip(count: int = 1, *, located: float = 1.0) -> tuple[torch.Tensor, ...]:
    """Return crops, presence, geometry and who is located, for some clips."""
    generator = torch.Generator().manual_seed(count)
    crops = torch.rand(count, 8, 1, 48, 48, generator=generator)
    geometry = torch.randn(count, 8, GEOMETRY_SIZE, generator=generator)
    return crops, torch.ones(count, 8), geometry, torch.full((count, 8), located)
