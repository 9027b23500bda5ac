"""Train what tells a covered face from a free one: a linear model on histograms of gradients.

The landmarker finds a face behind a hand or a mask too, so something must say that it is covered. Free
faces are FER2013 stills; covered ones are the same stills with a half, a mask or a hand painted over,
found again by the landmarker. Run as `python -m emotion.training.fitting.visibility FERPLUS OUT`.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from emotion.runtime.face import Face, FaceFinder, Image, align_face
from emotion.runtime.finder import open_finder
from emotion.runtime.frame_quality import gradients

WIDTH, HEIGHT = 320, 240
# Landmarks spread over eyes, brows, nose, mouth and cheeks: how many are hidden says how covered a face is.
KEY_LANDMARKS: Final = (
    *(33, 133, 362, 263, 1, 4, 61, 291, 13, 14, 17, 0, 205, 425, 70, 300),
    *(159, 386, 145, 374, 168, 2, 152, 50, 280),
)
CHEEK: Final = 205


@dataclass(frozen=True)
class VisibilityConfig:
    """What decides a run.

    Attributes:
        stills: how many free faces to learn from and to be tested on.
        covered_share: hidden share of the key landmarks that counts as covered.
        free_share: up to this share the face counts as free; between the two it is left out.
        false_alarms: share of free test faces that may be called covered; sets the threshold.
        strength: inverse of the regularisation.
    """

    stills: int = 6000
    covered_share: float = 0.2
    free_share: float = 0.1
    false_alarms: float = 0.01
    strength: float = 1.0
    test_share: float = 0.25
    seed: int = 1


@dataclass(frozen=True)
class Example:
    """One found face: its crop, how it was covered, and the hidden share of its key landmarks."""

    crop: Image
    kind: str
    hidden: float
    person: int


def examples(stills: Image, finder: FaceFinder, config: VisibilityConfig) -> Iterator[Example]:
    """Yield each still as it is and with something painted over it, where a face is found."""
    rng = np.random.default_rng(config.seed)
    order = rng.permutation(len(stills))[: config.stills]
    for row in track(order, description="covering faces"):
        frame = place_in_frame(stills[row], side=int(rng.integers(96, 170)))
        faces = finder.find(frame)
        if len(faces) != 1 or faces[0].landmarks is None:
            continue
        yield Example(align_face(frame, faces[0].landmarks), "free", 0.0, int(row))
        texture = stills[int(rng.integers(len(stills)))]
        for kind in (str(rng.choice(list(SHAPES))), "small")[: 1 + int(rng.integers(2))]:
            hidden, share = cover(frame, faces[0], kind, texture, rng)
            again = finder.find(hidden)
            if again and again[0].landmarks is not None:
                yield Example(align_face(hidden, again[0].landmarks), kind, share, int(row))


def place_in_frame(still: Image, *, side: int) -> Image:
    """Return a 320 x 240 RGB frame with a grey still of the given side in its middle, borders repeated."""
    grey = cv2.resize(still, (side, side), interpolation=cv2.INTER_CUBIC)
    across, down = WIDTH - side, HEIGHT - side
    edges = (down // 2, down - down // 2, across // 2, across - across // 2)
    framed = cv2.copyMakeBorder(grey, *edges, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB))


def cover(
    frame: Image, face: Face, kind: str, texture: Image, rng: np.random.Generator
) -> tuple[Image, float]:
    """Return the frame with a shape painted over the face, JPEG damage included, and the share hidden."""
    assert face.landmarks is not None
    points = face.landmarks[:, :2]
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    mask = np.zeros(frame.shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [(low + size * outline(kind, rng)).round().astype(np.int32)], 1)
    keys = np.clip(points[list(KEY_LANDMARKS)].round().astype(int), 0, (WIDTH - 1, HEIGHT - 1))
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))[..., None]
    x, y = np.clip(points[CHEEK].astype(int), 0, (WIDTH - 1, HEIGHT - 1))
    paint = filling(rng, skin=float(frame[y, x].mean()), texture=texture)[..., None]
    mixed = np.clip(frame * (1 - soft) + paint * soft, 0, 255).astype(np.uint8)
    _, content = cv2.imencode(".jpg", mixed, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 95))])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR)), float(mask[keys[:, 1], keys[:, 0]].mean())


SHAPES: Final = ("left", "right", "lower", "upper", "mask", "hand", "cheek")


def outline(kind: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the corners of a shape, shape (N, 2), in a face box that reaches from (0, 0) to (1, 1)."""
    middle = rng.uniform(0.4, 0.6)
    boxes = {
        "left": (-0.3, -0.3, middle, 1.3),
        "right": (middle, -0.3, 1.3, 1.3),
        "lower": (-0.3, middle + 0.05, 1.3, 1.4),
        "upper": (-0.3, -0.4, 1.3, middle + 0.02),
    }
    if kind in boxes:
        left, top, right, bottom = boxes[kind]
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    if kind == "mask":
        return np.array([(0, 0.5), (0.5, 0.42), (1, 0.5), (0.9, 0.9), (0.5, 1.08), (0.1, 0.9)])
    ovals = {
        "hand": (
            rng.uniform(0.3, 0.7),
            rng.uniform(0.6, 0.85),
            rng.uniform(0.32, 0.5),
            rng.uniform(0.25, 0.4),
        ),
        "cheek": (
            rng.choice([0.2, 0.8]),
            rng.uniform(0.4, 0.75),
            rng.uniform(0.33, 0.45),
            rng.uniform(0.3, 0.5),
        ),
        "small": (*rng.uniform(-0.05, 1.05, 2), *rng.uniform(0.04, 0.13, 2)),
    }
    x, y, width, height = ovals[kind]
    turn, around = rng.uniform(-0.6, 0.6), np.linspace(0, 2 * np.pi, 24)
    across, down = width * np.cos(around), height * np.sin(around)
    return np.column_stack(
        [x + across * np.cos(turn) - down * np.sin(turn), y + across * np.sin(turn) + down * np.cos(turn)]
    )


def filling(rng: np.random.Generator, *, skin: float, texture: Image) -> NDArray[np.float64]:
    """Return a frame of flat grey, skin, a ramp, a stretched piece of another still, or fingers; noisy."""
    start, stop = rng.uniform(0, 255, 2)
    ramp = np.tile(np.linspace(start, stop, WIDTH), (HEIGHT, 1))
    x, y = rng.integers(0, 24, 2)
    piece = cv2.resize(
        texture[y : y + 24, x : x + 24], (WIDTH // 3, HEIGHT // 3), interpolation=cv2.INTER_CUBIC
    )
    gaps = np.exp(-((((np.arange(WIDTH) / rng.uniform(12, 25)) % 1 - 0.5) / 0.08) ** 2))
    fingers = np.tile(skin * rng.uniform(0.8, 1.15) * (1 - 0.35 * gaps), (HEIGHT, 1))
    flat = np.full((HEIGHT, WIDTH), rng.uniform(0, 255))
    options = (
        flat,
        np.full((HEIGHT, WIDTH), skin * rng.uniform(0.75, 1.2)),
        ramp,
        np.tile(piece, (3, 3))[:HEIGHT, :WIDTH],
        fingers,
    )
    chosen = options[int(rng.integers(len(options)))]
    return np.clip(
        np.resize(chosen, (HEIGHT, WIDTH)) + rng.normal(0, rng.uniform(0, 6), (HEIGHT, WIDTH)), 0, 255
    )


def fit(found: list[Example], config: VisibilityConfig) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """Return weights of shape (901,), bias last, and what they score on stills they have not seen.

    The threshold is set on the free faces among those stills, so that `false_alarms` is about what the
    config allows.
    """
    clear = [one for one in found if one.hidden <= config.free_share or one.hidden >= config.covered_share]
    features = np.array([gradients(one.crop) for one in clear])
    covered = np.array([one.hidden >= config.covered_share for one in clear])
    people = np.array([one.person for one in clear])
    test = np.isin(people, np.unique(people)[: int(len(np.unique(people)) * config.test_share)])
    model = LogisticRegression(C=config.strength, max_iter=1000).fit(features[~test], covered[~test])
    scores = model.decision_function(features)
    kinds = np.array([one.kind for one in clear])
    threshold = float(np.quantile(scores[test & (kinds == "free")], 1 - config.false_alarms))
    alarms = scores > threshold
    report = {
        "config": asdict(config),
        "n": int(test.sum()),
        "auc": float(roc_auc_score(covered[test], scores[test])),
        "false_alarms": float(alarms[test & ~covered].mean()),
        "noticed": {
            kind: float(alarms[test & covered & (kinds == kind)].mean())
            for kind in SHAPES
            if (test & covered & (kinds == kind)).any()
        },
    }
    return np.append(model.coef_[0], model.intercept_[0] - threshold).astype(np.float32), report


def main() -> None:
    """Train on FERPlus's training stills and write the weights and their report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ferplus", type=Path, help="ferplus.npz")
    parser.add_argument("out", type=Path, help="the weights, a .npy file")
    parser.add_argument("--json", type=Path, help="the report")
    arguments = parser.parse_args()
    config = VisibilityConfig()
    with np.load(arguments.ferplus) as data:
        stills = data["train_images"][data["train_votes"][:, 9] == 0]
    weights, report = fit(list(examples(stills, open_finder(), config)), config)
    np.save(arguments.out, weights)
    report["sha256"] = hashlib.sha256(arguments.out.read_bytes()).hexdigest()
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
