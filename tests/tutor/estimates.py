"""Estimates as the emotion worker sends them, and many of them at once."""

from collections.abc import Iterable
from datetime import datetime

from emotion.estimate import ClipEstimate
from tutor.models import Reading, Sitting


def estimate(*, confused: float) -> ClipEstimate:
    states = {"engaged": 0.3, "bored": 0.1, "confused": confused, "frustrated": 0.1}
    return ClipEstimate(known=True, reason=None, faces_share=1.0, states=states, emotions={}, model="test")


def keep_readings(sitting: Sitting, *, confused: float, at: Iterable[datetime]) -> None:
    """Keep what was read at many moments, in one go."""
    kept = estimate(confused=confused)
    Reading.objects.bulk_create(
        Reading.of(kept, sitting_id=sitting.pk, step_id=sitting.step_id, at=moment) for moment in at
    )


ESTIMATE = ClipEstimate(
    known=True,
    reason=None,
    faces_share=1.0,
    states={"engaged": 0.3, "bored": 0.1, "confused": 0.8, "frustrated": 0.1},
    emotions={"neutral": 1.0, **dict.fromkeys(("happiness", "surprise", "sadness", "anger"), 0.0)}
    | dict.fromkeys(("disgust", "fear", "contempt"), 0.0),
    model="test",
)

# What a browser says that it read.
KNOWN_WORD = {
    "type": "clip",
    "age_s": 0.312,
    "model": "15a307d6-f5756cad-0102a238",
    "faces_share": 0.875,
    "states": [0.1234, 0.2345, 0.3456, 0.4567],
    "emotions": [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.0501, 0.0499],
}
UNKNOWN_WORD = {"type": "clip", "age_s": 0, "model": "15a307d6", "faces_share": 0.25, "reason": "no_face"}
