"""Estimates as the emotion worker sends them."""

from emotion.estimate import ClipEstimate


def estimate(*, confused: float) -> ClipEstimate:
    states = {"engaged": 0.3, "bored": 0.1, "confused": confused, "frustrated": 0.1}
    return ClipEstimate(known=True, reason=None, faces_share=1.0, states=states, emotions={}, model="test")


ESTIMATE = ClipEstimate(
    known=True,
    reason=None,
    faces_share=1.0,
    states={"engaged": 0.3, "bored": 0.1, "confused": 0.8, "frustrated": 0.1},
    emotions={"neutral": 1.0, **dict.fromkeys(("happiness", "surprise", "sadness", "anger"), 0.0)}
    | dict.fromkeys(("disgust", "fear", "contempt"), 0.0),
    model="test",
)
