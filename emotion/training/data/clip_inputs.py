"""The clip network's inputs for pictures of a collection, through the builder that serving uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.runtime.clip_inputs import ClipInputs
from emotion.training.data.faces import DetectedFaces


def still_inputs(crops: NDArray[np.uint8], detected: DetectedFaces | None) -> ClipInputs:
    """Return single pictures, eight to a clip in their order; the last clip may be padded.

    Args:
        crops: grey, shape (N, 48, 48).
        detected: what the face finder saw in the same pictures; without it the crops speak alone.
    """
    inputs = ClipInputs.empty(-(-len(crops) // CLIP_LENGTH))
    if detected is None:
        inputs.fill(slice(0, len(crops)), crops)
    else:
        inputs.fill(slice(0, len(crops)), crops, geometry=detected.geometry, located=detected.located)
    return inputs


def sequence_inputs(detected: DetectedFaces) -> ClipInputs:
    """Return one clip of at most eight filmed frames; fewer stand at its end, as in serving."""
    inputs = ClipInputs.empty()
    rows = np.flatnonzero(detected.found)
    found = detected.take(rows)
    places = rows + CLIP_LENGTH - len(detected.crops)
    inputs.fill(places, found.crops, geometry=found.geometry, located=found.located)
    return inputs
