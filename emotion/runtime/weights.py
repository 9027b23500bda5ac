"""Read the manifest beside the exported networks, and open nothing whose hash it does not vouch for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

from emotion.estimate import EMOTIONS, STATES
from emotion.frames import CLIP_LENGTH
from emotion.runtime.face import CROP_SIZE, WeightsError, checked_bytes

WEIGHTS: Final = Path(__file__).parent.parent / "weights"


@dataclass(frozen=True)
class Calibration:
    """How logits become probabilities that mean what they say.

    Attributes:
        emotion_temperature: divides the emotion logits before the softmax.
        state_temperatures: divide the state logits before the sigmoid, in STATES order.
        state_biases: added after that division.
    """

    emotion_temperature: float = 1.0
    state_temperatures: tuple[float, ...] = (1.0,) * len(STATES)
    state_biases: tuple[float, ...] = (0.0,) * len(STATES)


@dataclass(frozen=True)
class Weights:
    """The networks that serve, as checked bytes.

    Attributes:
        clip: ONNX network from crops to emotions.
        states: ONNX network from features, blendshapes and pose to states; None where the
            deployment leaves it out, because it learned from research-only data.
        model: short hash of the networks' files, and of their calibration where they have one.
    """

    clip: bytes
    states: bytes | None
    calibration: Calibration
    model: str


def load_weights(folder: Path = WEIGHTS) -> Weights:
    """Return the networks that `manifest.json` in `folder` names.

    Raises:
        WeightsError: a file is missing, altered, or made for other classes, crops or clips.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"manifest.json: {error}") from error
    try:
        _check_contract(manifest)
        files = manifest["files"]
        clip = checked_bytes(folder / files["clip"]["name"], files["clip"]["sha256"])
        states = files.get("states")
        calibration = _calibration(files)
        return Weights(
            clip=clip,
            states=checked_bytes(folder / states["name"], states["sha256"]) if states else None,
            calibration=calibration,
            model=_short_hash(files, calibration),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"manifest.json: malformed, {error!r}") from error


def _check_contract(manifest: Mapping[str, Any]) -> None:
    expected = {
        "emotions": list(EMOTIONS),
        "states": list(STATES),
        "crop_size": CROP_SIZE,
        "clip_length": CLIP_LENGTH,
    }
    for key, value in expected.items():
        if manifest[key] != value:
            raise WeightsError(f"manifest.json: {key} is not {value}")


def _calibration(files: Mapping[str, Any]) -> Calibration:
    plain = Calibration()
    clip = files["clip"].get("calibration", {})
    states = (files.get("states") or {}).get("calibration", {})
    return Calibration(
        float(clip.get("temperature", plain.emotion_temperature)),
        tuple(float(value) for value in states.get("temperatures", plain.state_temperatures)),
        tuple(float(value) for value in states.get("biases", plain.state_biases)),
    )


def _short_hash(files: Mapping[str, Any], calibration: Calibration) -> str:
    hashes = [files[name]["sha256"][:8] for name in sorted(files) if files[name]]
    if calibration != Calibration():
        numbers = json.dumps(astuple(calibration))
        hashes.append(hashlib.sha256(numbers.encode("ascii")).hexdigest()[:8])
    return "-".join(hashes)
