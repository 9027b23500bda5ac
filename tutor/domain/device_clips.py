"""What a student's own browser read of one clip: small, checked, and trusted for help alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from emotion.estimate import EMOTIONS, STATES, ClipEstimate, InvalidEstimate

MAX_CHARACTERS: Final = 300
# What is older says nothing about now (`FRESH_S` of the tasks).
MAX_AGE_S: Final = 3.0
_MODEL: Final = re.compile(r"[0-9a-f]{1,8}(-[0-9a-f]{1,8}){0,3}")
_FIELDS: Final = frozenset({"type", "age_s", "model", "faces_share", "reason", "states", "emotions"})


class InvalidClip(ValueError):
    """A word that is no `DeviceClip`."""


@dataclass(frozen=True)
class DeviceClip:
    """One clip that a browser read.

    Attributes:
        estimate: as a worker would have made it.
        age_s: how long ago its last frame was taken, by the browser's steady clock.
    """

    estimate: ClipEstimate
    age_s: float

    @classmethod
    def from_word(cls, word: Mapping[str, Any], *, length: int) -> "DeviceClip":
        """Return the clip in a word of the page, `length` characters long as it came.

        States and emotions come as lists in the order of STATES and EMOTIONS.

        Raises:
            InvalidClip: it is too long, or a field is unknown, missing, of another type or out of range.
        """
        if length > MAX_CHARACTERS or set(word) - _FIELDS:
            raise InvalidClip("too long, or with a field that no page sends")
        model, reason = word.get("model"), word.get("reason")
        if not isinstance(model, str) or not _MODEL.fullmatch(model):
            raise InvalidClip("the model is no hash")
        # A known clip without states is what weights that read emotions alone say.
        message = {
            "known": reason is None,
            "reason": reason,
            "faces_share": word.get("faces_share"),
            "states": _named(word.get("states", []), STATES),
            "emotions": _named(word.get("emotions", []), EMOTIONS),
            "model": model,
        }
        try:
            estimate = ClipEstimate.from_message(message)
        except (InvalidEstimate, TypeError) as error:
            raise InvalidClip(str(error)) from error
        return cls(estimate, _age(word.get("age_s")))


def _named(values: object, names: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(values, list) or len(values) not in (0, len(names)):
        raise InvalidClip(f"expected no number, or {len(names)}")
    return dict(zip(names, values, strict=False))


def _age(value: object) -> float:
    # A bool is an `int` to Python.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_AGE_S:
        raise InvalidClip("the age is no number of seconds up to 3")
    return float(value)
