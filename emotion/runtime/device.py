"""What a browser needs to read a face as a worker does: the networks, and every number that it judges by.

The browser's code (`tutor/static/tutor/js/device/`) holds the steps, and this module the numbers, so that a
threshold stands in one place.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from emotion.frames import CLIP_LENGTH
from emotion.runtime import clip_frames, face, frame_quality, geometry, landmarker, mesh, tracking
from emotion.runtime.engine import MIN_SHARE
from emotion.runtime.weights import WEIGHTS, load_weights

# The bundle's networks for a browser's runtime, as `emotion.training.artefact.face_networks` wrote them.
FACE_NETWORKS: Final = {
    "face_detector": "6ce900d20a0ff63e427f098b53286d9c9117b14af0a240f5761e9072cf2aa68a",
    "face_landmarks": "963b37a519e1a71dcb360970a903247679323ea7c73ac843f86b3f31908fdbe7",
    "face_blendshapes": "239242d2bae0a104e6958038efb50aac6e0ae5472c5a4ce10fb49f2a739d205a",
}
JUDGEMENT: Final = "judgement.json"
# The width of the frame encoder's features, as `states.onnx` takes them.
FEATURES: Final = 320


def device_files(folder: Path = WEIGHTS) -> dict[str, bytes]:
    """Return the networks and the numbers by file name.

    Raises:
        WeightsError: a file is missing or altered.
    """
    weights = load_weights(folder)
    networks = {
        f"{name}.onnx": face.checked_bytes(WEIGHTS / f"{name}.onnx", sha256)
        for name, sha256 in FACE_NETWORKS.items()
    }
    networks["clip.onnx"] = weights.clip
    if weights.states is not None:
        networks["states.onnx"] = weights.states
    numbers = _judgement() | {
        "model": weights.model,
        "calibration": asdict(weights.calibration),
        "networks": {name.removesuffix(".onnx"): len(content) for name, content in networks.items()},
    }
    return networks | {JUDGEMENT: json.dumps(numbers, separators=(",", ":")).encode()}


def _judgement() -> dict[str, Any]:
    """Return what a browser judges by, in sections as its code reads them; windows are rows, then columns."""
    return {
        "crop": {
            "crop_size": face.CROP_SIZE,
            "fer_anchors": face.FER_ANCHORS.tolist(),
            "anchor_landmarks": face.ANCHOR_LANDMARKS,
        },
        "detector": {
            "side": landmarker.DETECTOR_SIDE,
            "least_score": landmarker.LEAST_SCORE,
            "overlap": landmarker.OVERLAP,
            "margin": landmarker.MARGIN,
        },
        "landmarks": {
            "side": landmarker.LANDMARKS_SIDE,
            "follow_margin": landmarker.FOLLOW_MARGIN,
            "follow_drop": landmarker.FOLLOW_DROP,
        },
        "blendshapes": {"subset": landmarker.SUBSET.tolist()},
        "geometry": {
            "field_of_view": float(geometry.FIELD_OF_VIEW),
            "points": geometry.POINTS,
            "weights": geometry.WEIGHTS.tolist(),
            "canonical": geometry.CANONICAL.tolist(),
            "eye_corners": mesh.EYE_CORNERS,
            "pose_scale_deg": mesh.POSE_SCALE_DEG,
        },
        "tracking": {
            "levels": tracking.LEVELS,
            "enough": tracking.ENOUGH,
            "face": tracking.FACE_WINDOW,
            "halves": [[[part.start, part.stop] for part in half] for half in tracking.HALVES],
            "min_likeness": tracking.MIN_LIKENESS,
        },
        "frame": {
            "second_face_share": frame_quality.SECOND_FACE_SHARE,
            "min_eye_distance": frame_quality.MIN_EYE_DISTANCE,
            "dark_frame": frame_quality.DARK_FRAME,
            "dark_face": frame_quality.DARK_FACE,
            "max_yaw": frame_quality.MAX_YAW,
            "max_pitch": frame_quality.MAX_PITCH,
            "min_sharpness": frame_quality.MIN_SHARPNESS,
            "face": [[part.start, part.stop] for part in frame_quality.FACE_WINDOW],
            "visibility": frame_quality.visibility().tolist(),
        },
        "clip": {
            "length": CLIP_LENGTH,
            "min_share": MIN_SHARE,
            "search_every": clip_frames.SEARCH_EVERY,
            "min_readings": clip_frames.MIN_READINGS,
            "features": FEATURES,
            "geometry_size": mesh.GEOMETRY_SIZE,
        },
    }
