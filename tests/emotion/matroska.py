"""Writes small Matroska files of JPEG pictures, with any times and any claims about themselves.

OpenCV's writer gives every file one rate and square pixels; recordings from browsers and phones have neither.

Source: RFC 9559, "Matroska media container format specification"; RFC 8794 for how an element is written.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pictures = Sequence[NDArray[np.uint8]]


def write_matroska(
    path: Path,
    pictures: Pictures,
    times_s: Sequence[float],
    *,
    duration_s: float,
    stated_rate: float | None = None,
    display: tuple[int, int] | None = None,
    turned_deg: float = 0.0,
) -> Path:
    """Write RGB pictures of one size.

    Args:
        path: where to.
        pictures: one for each of `times_s`.
        times_s: when each is shown, in seconds, rising.
        duration_s: what the file states, be it true or not.
        stated_rate: frames a second, as the file states them.
        display: width and height at which a player shows the pictures; they say what shape a pixel has.
        turned_deg: by how much a player turns the pictures.
    """
    height, width = pictures[0].shape[:2]
    video = _number(0xB0, width) + _number(0xBA, height)
    if display:
        video += _number(0x54B0, display[0]) + _number(0x54BA, display[1])
    if turned_deg:
        video += _element(0x7670, _number(0x7671, 0) + _element(0x7675, struct.pack(">f", turned_deg)))
    track = _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 1) + _element(0x86, b"V_MJPEG")
    if stated_rate:
        track += _number(0x23E383, round(1e9 / stated_rate))
    info = _number(0x2AD7B1, 1_000_000) + _element(0x4489, struct.pack(">d", duration_s * 1000))
    segment = _element(0x1549A966, info)
    segment += _element(0x1654AE6B, _element(0xAE, track + _element(0xE0, video)))
    for picture, at in zip(pictures, times_s, strict=True):
        jpeg = bytes(cv2.imencode(".jpg", picture[..., ::-1])[1])
        block = _element(0xA3, b"\x81" + struct.pack(">hB", 0, 0x80) + jpeg)
        segment += _element(0x1F43B675, _number(0xE7, round(at * 1000)) + block)
    head = _number(0x4286, 1) + _number(0x42F7, 1) + _element(0x4282, b"matroska") + _number(0x4287, 4)
    path.write_bytes(_element(0x1A45DFA3, head) + _element(0x18538067, segment))
    return path


def _element(name: int, content: bytes) -> bytes:
    size = struct.pack(">Q", 1 << 56 | len(content))  # the marker of an eight-byte size, and the size
    return name.to_bytes((name.bit_length() + 7) // 8) + size + content


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max((value.bit_length() + 7) // 8, 1)))
