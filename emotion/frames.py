"""Decide from its bytes alone whether a frame may go to a worker. Decodes no pixel, imports no codec."""

from typing import Final, Literal

CLIP_LENGTH: Final = 8
# Of a clip that costs less, its newest frames; what that costs in accuracy is measured (`--clips`).
SHORT_CLIP_LENGTH: Final = 4
MAX_FRAME_BYTES: Final = 64 * 1024
MAX_WIDTH, MAX_HEIGHT = 640, 480
MIN_SIDE: Final = 64

Code = Literal["too_large", "not_jpeg", "bad_dimensions", "truncated"]

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_START_OF_SCAN: Final = 0xDA
# Baseline, extended and progressive Huffman frames: what browsers write and OpenCV reads.
_START_OF_FRAME: Final = frozenset({0xC0, 0xC1, 0xC2})
# Lossless, differential and arithmetic frames, a second picture, and markers that carry no length.
# 0xC4 and 0xCC lie among those, but begin tables (ITU T.81, table B.1).
_REFUSED: Final = frozenset({0x01, *range(0xD0, 0xDA), *range(0xC3, 0xD0)} - {0xC4, 0xCC})


class InvalidFrame(ValueError):
    """A frame that is refused.

    Attributes:
        code: why, in a word that the browser is told. The message never holds frame bytes.
    """

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def check_frame(data: bytes) -> tuple[int, int]:
    """Return (width, height) of one JPEG picture that is small, whole and sane.

    Raises:
        InvalidFrame: `too_large` in bytes, `not_jpeg`, `bad_dimensions` (outside 64 x 64 to
            640 x 480, either way round), or `truncated`.
    """
    if len(data) > MAX_FRAME_BYTES:
        raise InvalidFrame("too_large")
    if not data.startswith(_START):
        raise InvalidFrame("not_jpeg")
    width, height = _dimensions(data)
    if not data.endswith(_END):
        raise InvalidFrame("truncated")
    longest, shortest = max(width, height), min(width, height)
    if longest > MAX_WIDTH or shortest > MAX_HEIGHT or shortest < MIN_SIDE:
        raise InvalidFrame("bad_dimensions")
    return width, height


def _dimensions(data: bytes) -> tuple[int, int]:
    """Walk the segments up to the scan; exactly one start of frame must come before it."""
    size: tuple[int, int] | None = None
    marker, body, at = _segment(data, len(_START))
    while marker != _START_OF_SCAN:
        if marker in _START_OF_FRAME:
            # Of two, the decoder might follow the one whose size was not looked at.
            if size is not None:
                raise InvalidFrame("not_jpeg")
            size = _frame_size(body)
        marker, body, at = _segment(data, at)
    if size is None:
        raise InvalidFrame("not_jpeg")
    return size


def _segment(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Return marker, body and end of the segment that starts at `at`."""
    if at + 4 > len(data):
        raise InvalidFrame("truncated")
    marker = data[at + 1]
    if data[at] != 0xFF or marker in _REFUSED or marker < 0xC0:
        raise InvalidFrame("not_jpeg")
    length = int.from_bytes(data[at + 2 : at + 4])
    end = at + 2 + length
    if length < 2:
        raise InvalidFrame("not_jpeg")
    if end > len(data):
        raise InvalidFrame("truncated")
    return marker, data[at + 4 : end], end


def _frame_size(body: bytes) -> tuple[int, int]:
    """Return (width, height) from a start of frame: 8 bits deep, one (grey) or three components."""
    if len(body) < 6 or body[0] != 8 or body[5] not in (1, 3) or len(body) != 6 + 3 * body[5]:
        raise InvalidFrame("not_jpeg")
    # The height comes first (ITU T.81, B.2.2).
    return int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
