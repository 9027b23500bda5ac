"""The classical baseline: histograms of oriented gradients, and a linear support vector machine.

Sources: Dalal and Triggs (2005), "Histograms of oriented gradients for human detection", CVPR; Cortes and
Vapnik (1995), "Support-vector networks", Machine Learning 20.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from emotion.estimate import EMOTIONS
from emotion.training.data.datasets import Stills

CELL, BLOCK, BINS = 6, 12, 9


def gradients(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return HOG features of grey crops (N, 48, 48): 8 x 8 cells in overlapping blocks, shape (N, 1764)."""
    side = images.shape[1]
    hog = cv2.HOGDescriptor((side, side), (BLOCK, BLOCK), (CELL, CELL), (CELL, CELL), BINS)
    return np.stack([np.ravel(hog.compute(image)) for image in images]).astype(np.float32)


def fit_hog_svm(stills: Stills, *, strength: float = 0.003, seed: int = 1) -> Any:
    """Return a fitted pipeline from HOG features to emotions."""
    model = make_pipeline(StandardScaler(), LinearSVC(C=strength, class_weight="balanced", random_state=seed))
    return model.fit(gradients(stills.images), stills.labels)


def margins(model: Any, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how far each crop lies on the side of each emotion, shape (N, 8); one not taught is far off."""
    found = np.full((len(images), len(EMOTIONS)), -1e9)
    found[:, model.classes_] = model.decision_function(gradients(images))
    return found
