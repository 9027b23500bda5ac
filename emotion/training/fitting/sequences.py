"""CK+'s own sequences as clips: faces that were filmed on their way to an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from emotion.estimate import EMOTIONS
from emotion.frames import CLIP_LENGTH
from emotion.training.data.clip_inputs import sequence_inputs
from emotion.training.data.datasets import DatasetError, Split
from emotion.training.data.faces import detect_faces
from emotion.training.data.folders import pictures_in
from emotion.training.data.pictures import BadFiles, Image, decoded, of_split
from emotion.training.data.readers import ckplus_peaks
from emotion.training.fitting.clip_training import ClipFeatures
from emotion.training.fitting.train import to_crops
from emotion.training.networks.network import FrameNet


@dataclass(frozen=True)
class FilmedSequence:
    """One sequence: at most `CLIP_LENGTH` frames of its second half, the last at the peak."""

    frames: list[Image]
    emotion: str
    subject: str


def read_sequences(
    path: Path, split: Split, bad: BadFiles, report: Callable[[int, int], None]
) -> Iterator[FilmedSequence]:
    """Yield the labelled sequences of a split, by person as the stills of CK+ are split.

    They begin neutral, and only their label's emotion is known: so the second half is taken, evenly spaced.

    Raises:
        DatasetError: there are no sequences here, or a file that is not to be skipped cannot be read.
    """
    peaks = ckplus_peaks(path, bad)
    if peaks is None:
        raise DatasetError(f"{path}: no sequences here: `Emotion` stands beside `cohn-kanade-images`")
    rows = of_split(peaks, split)
    for done, row in enumerate(rows, start=1):
        report(done, len(rows))
        try:
            frames = [decoded(file.read_bytes()) for file in _second_half(row.path)]
        except (OSError, DatasetError) as error:
            bad.refuse(str(row.path), error)
            continue
        yield FilmedSequence(frames, row.emotion, row.subject)


def _second_half(peak: Path) -> list[Path]:
    """Return the frames of a clip, from the middle of a sequence to its peak."""
    files = [*(file for file in pictures_in(peak.parent) if file.name < peak.name), peak]
    half = files[len(files) // 2 :]
    places = np.linspace(0, len(half) - 1, CLIP_LENGTH).round().astype(int)
    return [half[place] for place in sorted(set(places.tolist()))]


@torch.inference_mode()
def filmed_features(
    model: FrameNet, path: Path, split: Split, report: Callable[[int, int], None], *, smoothing: float
) -> ClipFeatures | None:
    """Return what the encoder sees in the sequences of a split; None where no clip has a face."""
    features, logits, present, labels = [], [], [], []
    model.eval()
    for filmed in read_sequences(path, split, BadFiles(skip=True), report):
        clip = sequence_inputs(detect_faces(filmed.frames, lambda *_: None))
        if not clip.present.any():
            continue
        detected = model.encoder(to_crops((clip.crops[0, :, 0] * 255).astype(np.uint8)))
        features.append(detected)
        logits.append(model.emotions(detected))
        present.append(torch.from_numpy(clip.present[0]))
        labels.append(EMOTIONS.index(filmed.emotion))
    if not labels:
        return None
    hard = functional.one_hot(torch.tensor(labels), len(EMOTIONS)).float()
    targets = (1 - smoothing) * hard + smoothing / len(EMOTIONS)
    return ClipFeatures(
        torch.stack(features), torch.stack(logits), torch.stack(present), targets, np.array(labels, np.int64)
    )
