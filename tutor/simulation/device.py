"""What a simulated student's own device says that it read of their face."""

import json
import random

from emotion.estimate import EMOTIONS, STATES

# Of the clips of a lesson so many show no face well enough.
UNKNOWN_SHARE = 0.1
MODEL = "0"


def make_clip_word(chance: random.Random) -> str:
    """Return the message that a page sends of one clip it read by itself."""
    word: dict[str, object] = {"type": "clip", "age_s": round(0.1 + 0.3 * chance.random(), 3), "model": MODEL}
    if chance.random() < UNKNOWN_SHARE:
        return json.dumps(word | {"faces_share": 0.25, "reason": "no_face"})
    weights = [chance.random() for _ in EMOTIONS]
    return json.dumps(
        word
        | {
            "faces_share": 1,
            "states": [round(chance.betavariate(2, 4), 4) for _ in STATES],
            "emotions": [round(weight / sum(weights), 4) for weight in weights],
        }
    )
