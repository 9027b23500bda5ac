"""What a room and a camera do to the picture of a face: each kind in steps, from nothing to too much.

A still becomes a camera's frame of 320 x 240 pixels, and each `Condition` changes one thing about it. The
same seed gives the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import Face, Image
from emotion.training.data.drawn import GLASSES, HANDS, draw_glasses, draw_hand
from emotion.training.fitting.visibility import HEIGHT, WIDTH

SIDE: Final = 120
"""Of the still in the frame, in pixels: a face at arm's length of a laptop, its eyes 43 pixels apart."""
QUALITY: Final = 70
"""Of the JPEG that a browser sends (`capture.js`)."""
EYES: Final = 0.36
"""Distance of the eyes in a still, as a share of its side (`FER_ANCHORS`)."""
Change = Callable[[Image, Face, np.random.Generator], Image]
Still = Callable[[Image], Image]


def _as_it_is(frame: Image, _: Face, __: np.random.Generator) -> Image:
    return frame


@dataclass(frozen=True)
class Condition:
    """One step of one kind of damage.

    Attributes:
        kind, level: what they are called in the tables.
        change: what is done to the frame, in which `Face` was found before.
        still: what is done to the still before it is put into the frame.
        side: of the still in the frame, in pixels.
        quality: of the JPEG, 0 to 100.
    """

    kind: str
    level: str
    change: Change = _as_it_is
    still: Still | None = None
    side: int = SIDE
    quality: int = QUALITY

    def sent(self, still: Image, face: Face, rng: np.random.Generator) -> bytes:
        """Return the JPEG of 320 x 240 pixels that a browser would send of a grey still."""
        frame = framed(self.still(still) if self.still else still, self.side)
        return encoded(self.change(frame, face, rng), self.quality)


def encoded(frame: Image, quality: int = QUALITY) -> bytes:
    """Return an RGB frame as a JPEG."""
    _, content = cv2.imencode(".jpg", frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(content)


def framed(still: Image, side: int = SIDE) -> Image:
    """Return the RGB frame with a grey still in its middle, before a wall in the still's own median tone."""
    shrinks = side < len(still)
    sized = cv2.resize(still, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    frame = np.full((HEIGHT, WIDTH), np.median(still), dtype=np.uint8)
    down, across = (HEIGHT - side) // 2, (WIDTH - side) // 2
    frame[down : down + side, across : across + side] = sized
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def expose(frame: Image, _: Face, rng: np.random.Generator, *, factor: float) -> Image:
    """Return the frame in another light; read-out noise stays as it is, whatever the light."""
    return _as_image(frame * factor + rng.normal(0, 1.5, frame.shape[:2])[..., None])


def light_one_side(frame: Image, _: Face, rng: np.random.Generator, *, least: float) -> Image:
    """Return the frame with a lamp on one side: from 1.2 there down to `least` on the other."""
    across = (np.arange(WIDTH) - WIDTH / 2) / (SIDE / 8)
    ramp = least + (1.2 - least) / (1 + np.exp(across if rng.integers(2) else -across))
    return _as_image(frame * ramp[None, :, None])


def put_window_behind(frame: Image, face: Face, rng: np.random.Generator, *, factor: float) -> Image:
    """Return the frame with a dim face before a bright window."""
    picture = expose(frame, face, rng, factor=factor)
    down, across = (HEIGHT - SIDE) // 2, (WIDTH - SIDE) // 2
    framed_still = picture[down : down + SIDE, across : across + SIDE].copy()
    picture[:] = 240
    picture[down : down + SIDE, across : across + SIDE] = framed_still
    return picture


def add_noise(frame: Image, _: Face, rng: np.random.Generator, *, deviation: float) -> Image:
    """Return the frame with a sensor's noise of its own in each pixel."""
    return _as_image(frame + rng.normal(0, deviation, frame.shape))


def tilt(frame: Image, _: Face, rng: np.random.Generator, *, degrees: float) -> Image:
    """Return the frame turned about its middle, to one side or the other."""
    angle = degrees if rng.integers(2) else -degrees
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, 1)
    turned = cv2.warpAffine(frame, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


def defocus(still: Image, *, pixels: float) -> Image:
    """Return a still out of focus by so many of its pixels (standard deviation)."""
    return np.asarray(cv2.GaussianBlur(still, (0, 0), pixels), dtype=np.uint8)


def _glasses(frame: Image, face: Face, rng: np.random.Generator, *, kind: str) -> Image:
    return draw_glasses(frame, face, kind, rng)


def _hand(frame: Image, face: Face, rng: np.random.Generator, *, place: str) -> Image:
    return draw_hand(frame, face, place, rng)


def _as_image(picture: NDArray[np.float64]) -> Image:
    return np.clip(picture, 0, 255).round().astype(np.uint8)


AS_IT_IS: Final = Condition("as it is", "")
CONDITIONS: Final = (
    AS_IT_IS,
    *(
        Condition("light", f"x {one:g}", partial(expose, factor=one))
        for one in (2.2, 1.6, 0.5, 0.25, 0.12, 0.06)
    ),
    *(
        Condition("lamp on one side", f"other side x {one:g}", partial(light_one_side, least=one))
        for one in (0.5, 0.25, 0.1)
    ),
    *(
        Condition("window behind", f"face x {one:g}", partial(put_window_behind, factor=one))
        for one in (0.5, 0.25, 0.12)
    ),
    *(Condition("tilt", f"{one} degrees", partial(tilt, degrees=one)) for one in (15, 30, 45)),
    *(Condition("glasses", kind, partial(_glasses, kind=kind)) for kind in GLASSES),
    *(Condition("hand", place, partial(_hand, place=place)) for place in HANDS),
    *(Condition("size", f"eyes {round(EYES * one)} px apart", side=one) for one in (96, 80, 64, 56, 48)),
    *(Condition("noise", f"{one} of 255", partial(add_noise, deviation=one)) for one in (10, 20, 40, 60)),
    *(Condition("JPEG quality", f"{one}", quality=one) for one in (50, 30, 15, 8)),
    *(
        Condition("out of focus", f"{one:g} px of the crop", still=partial(defocus, pixels=one))
        for one in (0.75, 1.25, 1.75, 2.5)
    ),
)
