"""The emotion queue's one task; settings route `emotion.*` to it."""

import logging
from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.conf import settings

from emotion.estimate import ClipEstimate

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


@shared_task(name="emotion.analyse_clip", ignore_result=True, serializer="msgpack")
def analyse_clip(frames: "Sequence[bytes]") -> dict[str, Any]:
    """Return what a clip of JPEG frames says, as `ClipEstimate.to_message`.

    Frames that cannot be read make the clip unknown, never an error, and no frame reaches a log.
    Running it twice is harmless: it changes nothing.
    """
    return read_clip(frames).to_message()


def read_clip(frames: "Sequence[bytes]") -> ClipEstimate:
    """Return the estimate of this process's engine, which the first call opens."""
    # The web process imports this module to queue clips; only a worker may load the networks.
    from emotion.runtime.face import WeightsError
    from emotion.runtime.shared import shared_engine

    try:
        return shared_engine(settings.EMOTION_WEIGHTS, settings.EMOTION_FINDER).estimate(frames)
    except WeightsError as error:
        # As text: of an exception the log keeps the type alone, and this one names a file of ours.
        logger.error("No clip can be read: %s", str(error))
        return ClipEstimate.unknown("no_model")
