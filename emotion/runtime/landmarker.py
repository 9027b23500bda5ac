"""MediaPipe's Face Landmarker, run by LiteRT alone.

The bundle holds three small networks: a face detector, 478 landmarks, 52 blendshapes. This module
runs them as MediaPipe's own graph does (tests hold the two together) but without MediaPipe's
library, for three measured reasons: the library of version 1.2 reports its use to
play.googleapis.com and has no switch for that, it takes 175 MB more memory, and its single frame
mode costs 9.5 ms where this takes 7.
"""

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import BUNDLE, BUNDLE_SHA256, Face, Image, checked_bytes, face_anchors
from emotion.runtime.geometry import Floats, face_turn, head_pose

Numbers = NDArray[np.floating[Any]]

DETECTOR_SIDE: Final = 128
LANDMARKS_SIDE: Final = 256
LEAST_SCORE: Final = 0.5
OVERLAP: Final = 0.3
# The landmark network wants the face with a margin: the detector's box, half as large again.
MARGIN: Final = 1.5
# The same region, told from the landmarks of the picture before: 1.38 times their box, and lower by
# three hundredths of its side. Medians over 179 pictures, portraits and webcams, which this fits to
# 0.1 degrees of pitch; MediaPipe's own 1.5, centred, is off by 0.2.
FOLLOW_MARGIN: Final = 1.38
FOLLOW_DROP: Final = 0.033
# The landmarks that the blendshape network reads: eyes, brows, lips, nose ridge, oval and irises.
_BLENDSHAPE_LANDMARKS: Final = (
    "0 1 4 5 6 7 8 10 13 14 17 21 33 37 39 40 46 52 53 54 55 58 61 63 65 66 67 70 78 80 81 82 84 87 88 "
    "91 93 95 103 105 107 109 127 132 133 136 144 145 146 148 149 150 152 153 154 155 157 158 159 160 "
    "161 162 163 168 172 173 176 178 181 185 191 195 197 234 246 249 251 263 267 269 270 276 282 283 "
    "284 285 288 291 293 295 296 297 300 308 310 311 312 314 317 318 321 323 324 332 334 336 338 356 "
    "361 362 365 373 374 375 377 378 379 380 381 382 384 385 386 387 388 389 390 397 398 400 402 405 "
    "409 415 454 466 468 469 470 471 472 473 474 475 476 477"
)
SUBSET: Final = np.array([int(index) for index in _BLENDSHAPE_LANDMARKS.split()])


@dataclass(frozen=True)
class Box:
    """A detected face: a square region of the picture, turned with the face; pixels and radians."""

    x: float
    y: float
    side: float
    turn: float


class _Network:
    """One LiteRT network on one thread."""

    def __init__(self, content: bytes, interpreter: Any) -> None:
        self._interpreter = interpreter(model_content=content, num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [output["index"] for output in self._interpreter.get_output_details()]

    def __call__(self, values: Numbers) -> list[Floats]:
        self._interpreter.set_tensor(self._input, values[None].astype(np.float32, copy=False))
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index) for index in self._outputs]


@cache
def _anchor_centres() -> Floats:
    """Return the detector's 896 anchor centres, shape (896, 2), as shares of its input's side."""
    grids = []
    # MediaPipe's short-range detector: two anchors a cell at stride 8, and three layers of two at stride 16.
    for cells, repeats in ((16, 2), (8, 6)):
        line = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        across, down = np.meshgrid(line, line)
        grids.append(np.repeat(np.stack([across.ravel(), down.ravel()], axis=1), repeats, axis=0))
    return np.concatenate(grids)


def _overlaps(box: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Return which boxes (x, y, width, height of shape (N, 4), centred) share a face with `box`."""
    low = np.maximum(box[:2] - box[2:4] / 2, others[:, :2] - others[:, 2:4] / 2)
    high = np.minimum(box[:2] + box[2:4] / 2, others[:, :2] + others[:, 2:4] / 2)
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    union = box[2] * box[3] + others[:, 2] * others[:, 3] - shared
    return np.asarray(shared > OVERLAP * union)


class LandmarkFinder:
    """Finds up to two faces in a picture. Keeps nothing from one picture to the next.

    Handed the face of the picture before, it looks there first, as MediaPipe does in a video: that
    spares the detector, a seventh of the time.
    """

    name = "landmarks"
    reads_pose = True

    def __init__(self, bundle: Path = BUNDLE) -> None:
        from ai_edge_litert.interpreter import Interpreter

        with zipfile.ZipFile(io.BytesIO(checked_bytes(bundle, BUNDLE_SHA256))) as files:
            names = ("face_detector", "face_landmarks_detector", "face_blendshapes")
            networks = [_Network(files.read(f"{name}.tflite"), Interpreter) for name in names]
        self._detector, self._landmarks, self._blendshapes = networks
        self.runs: Counter[str] = Counter()

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the faces of an RGB picture, surest first; or the one still at `near`, if it is there."""
        if near is not None and near.landmarks is not None:
            face = self._face(image, _box_around(near.landmarks))
            if face is not None:
                return [face]
        faces = (self._face(image, box) for box in self.detect(image)[:2])
        return [face for face in faces if face is not None]

    def sees_only(self, image: Image, face: Face) -> bool:
        """Say whether the detector alone sees one face in an RGB picture, and where `face` is."""
        boxes = self.detect(image)
        if len(boxes) != 1:
            return False
        (x, y), (box,) = face.anchors.mean(axis=0), boxes
        return float(np.hypot(box.x - x, box.y - y)) < box.side / 4

    def detect(self, image: Image) -> list[Box]:
        """Return the faces that the detector alone sees in an RGB picture, surest first."""
        self.runs["detector"] += 1
        height, width = image.shape[:2]
        longest = max(width, height)
        scale = DETECTOR_SIDE / longest
        shift = (DETECTOR_SIDE - np.array([width, height]) * scale) / 2
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        # What the picture leaves over stays black, as MediaPipe's letterbox is.
        small = cv2.warpAffine(image, matrix, (DETECTOR_SIDE, DETECTOR_SIDE))
        regressions, logits = self._detector(small.astype(np.float32) / 127.5 - 1)
        # Beyond 88, `exp` overflows in float32.
        scores = 1 / (1 + np.exp(-np.clip(logits[0, :, 0], -50, 50)))
        sure = np.flatnonzero(scores >= LEAST_SCORE)
        # Box centre, box size, the two eyes: all but the size count from the anchor's centre.
        values = regressions[0, sure, :8].reshape(-1, 4, 2)
        values[:, [0, 2, 3]] += _anchor_centres()[sure, None] * DETECTOR_SIDE - shift.astype(np.float32)
        return [_turned_box(box) for box in _merged(values.reshape(-1, 8) / scale, scores[sure])]

    def _face(self, image: Image, box: Box) -> Face | None:
        """Return the landmarked face in `box`, or None where the landmark network sees none."""
        self.runs["landmarks"] += 1
        cosine, sine = np.cos(box.turn) * box.side, np.sin(box.turn) * box.side
        to_image = np.array([[cosine, -sine, box.x], [sine, cosine, box.y]])
        to_image[:, 2] -= to_image[:, :2] @ (0.5, 0.5)
        crop = cv2.warpAffine(
            image,
            to_image / (LANDMARKS_SIDE, LANDMARKS_SIDE, 1),
            (LANDMARKS_SIDE, LANDMARKS_SIDE),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        points, presence, _ = self._landmarks(crop * np.float32(1 / 255))
        # A logit: below 0 is less than one half, MediaPipe's own threshold.
        if presence.item() < 0:
            return None
        local = points.reshape(-1, 3) / LANDMARKS_SIDE
        flat = local[:, :2] @ to_image[:, :2].T + to_image[:, 2]
        landmarks = np.column_stack([flat, local[:, 2] * box.side]).astype(np.float32)
        blendshapes = self._blendshapes(landmarks[SUBSET, :2])[0].ravel()
        turn = face_turn(landmarks, width=image.shape[1], height=image.shape[0])
        return Face(face_anchors(landmarks), landmarks, blendshapes, head_pose(turn))


def _merged(boxes: Numbers, scores: Numbers) -> list[Numbers]:
    """Return one box a face: overlapping detections averaged by their scores, surest face first."""
    faces = []
    left = np.argsort(-scores)
    while left.size:
        same = _overlaps(boxes[left[0]], boxes[left])
        group = left[same]
        faces.append(np.average(boxes[group], axis=0, weights=scores[group]))
        left = left[~same]
    return faces


def _box_around(landmarks: Floats) -> Box:
    """Return the region for the next picture's landmarks, such as the detector would have given."""
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    side = float((high - low).max()) * FOLLOW_MARGIN
    across, down = landmarks[263, :2] - landmarks[33, :2]
    turn = float(np.arctan2(down, across))
    x, y = (low + high) / 2 + side * FOLLOW_DROP * np.array([-np.sin(turn), np.cos(turn)])
    return Box(float(x), float(y), side, turn)


def _turned_box(values: Numbers) -> Box:
    """Return the landmark network's region: the box with its margin, level with the two eyes."""
    x, y, width, height, *eyes = (float(value) for value in values)
    turn = float(np.arctan2(eyes[3] - eyes[1], eyes[2] - eyes[0]))
    return Box(x, y, max(width, height) * MARGIN, turn)
