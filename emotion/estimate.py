"""What one clip of frames said: the only thing about a face that leaves this app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Any, Final

STATES: Final = ("engaged", "bored", "confused", "frustrated")
EMOTIONS: Final = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
# Why a clip says nothing. `no_model`: nothing could read it, because the worker has no weights or is of a
# version that says what this one does not understand.
REASONS: Final = (
    "no_face",
    "two_faces",
    "covered",
    "turned_away",
    "too_far",
    "dark",
    "blurred",
    "bad_frames",
    "no_model",
)


class InvalidEstimate(ValueError):
    """A message that is no `ClipEstimate`."""


@dataclass(frozen=True)
class ClipEstimate:
    """How likely each state and emotion is in one clip, or why nobody can say.

    Attributes:
        known: False leaves `states` and `emotions` empty and gives a `reason`.
        faces_share: share of the clip's frames with exactly one usable face, 0 to 1.
        states: independent calibrated probabilities, 0 to 1, keyed by STATES; empty as well when
            the weights in place read emotions alone.
        emotions: probabilities that sum to 1, keyed by EMOTIONS.
        model: short content hash of the weights.
    """

    known: bool
    reason: str | None
    faces_share: float
    states: dict[str, float] = field(default_factory=dict)
    emotions: dict[str, float] = field(default_factory=dict)
    model: str = ""

    @classmethod
    def unknown(cls, reason: str, *, faces_share: float = 0.0, model: str = "") -> "ClipEstimate":
        """Return an estimate that says nothing, and why."""
        return cls(known=False, reason=reason, faces_share=faces_share, model=model)

    def to_message(self) -> dict[str, Any]:
        """Return plain values that msgpack and JSON carry."""
        # Not `asdict`, which copies key by key and costs as much as all the rest of a message.
        return {
            "known": self.known,
            "reason": self.reason,
            "faces_share": self.faces_share,
            "states": self.states,
            "emotions": self.emotions,
            "model": self.model,
        }

    @classmethod
    def from_message(cls, message: object) -> "ClipEstimate":
        """Return the estimate in a message from another process.

        Raises:
            InvalidEstimate: a field is missing, of another type, or out of its range.
        """
        if not isinstance(message, Mapping):
            raise InvalidEstimate("the message is no mapping")
        known, reason, model = message.get("known"), message.get("reason"), message.get("model")
        if not isinstance(known, bool) or not isinstance(model, str):
            raise InvalidEstimate("known and model are required")
        if known != (reason is None) or (reason is not None and reason not in REASONS):
            raise InvalidEstimate("reason does not fit known")
        states = _probabilities(message.get("states"), STATES)
        emotions = _probabilities(message.get("emotions"), EMOTIONS)
        if bool(emotions) != known or (states and not known):
            raise InvalidEstimate("a known clip has emotions, an unknown one has none")
        if emotions and not isclose(sum(emotions.values()), 1, abs_tol=1e-3):
            raise InvalidEstimate("the emotions do not sum to 1")
        return cls(known, reason, _share(message.get("faces_share")), states, emotions, model)


def _share(value: object) -> float:
    # A bool is an `int` to Python.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidEstimate("a share or probability is no number")
    # NaN lies nowhere; a whole number of JSON may be too long for a float.
    if not 0 <= value <= 1:
        raise InvalidEstimate("a share or probability is outside [0, 1]")
    return float(value)


def _probabilities(values: object, names: Sequence[str]) -> dict[str, float]:
    if not isinstance(values, Mapping) or (values and set(values) != set(names)):
        raise InvalidEstimate(f"expected no entry, or one for each of {', '.join(names)}")
    return {name: _share(values[name]) for name in names if values}
