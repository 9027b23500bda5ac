"""Frames made to harm, of every kind one can think of, without end and the same for the same seed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import cv2
import numpy as np

Random = np.random.Generator


def _noise(random: Random, width: int = 320, height: int = 240) -> np.ndarray:
    small = random.integers(0, 255, (max(1, height // 16), max(1, width // 16), 3), dtype=np.uint8)
    return cv2.resize(small, (width, height))


def _encoded(image: np.ndarray, ending: str = ".jpg", *options: int) -> bytes:
    return cv2.imencode(ending, image, list(options))[1].tobytes()


class HostileFrames:
    """Makes frames from some honest ones."""

    def __init__(self, honest: list[bytes], *, seed: int) -> None:
        self.honest, self.random = honest, np.random.default_rng(seed)
        self.other_kinds = [
            _encoded(_noise(self.random), kind) for kind in (".png", ".bmp", ".webp", ".tiff")
        ]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("course.yaml", "title: x")
        self.zip = packed.getvalue()
        self.kinds: dict[str, Callable[[], bytes]] = {
            name: getattr(self, name)
            for name in (
                *("honest_one", "truncated", "flipped", "spoilt_scan", "spoilt_tables", "mislabelled"),
                *("huge", "tiny_claims_much", "animated", "polyglot", "noise", "stuffed", "odd_jpeg"),
            )
        }

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield kinds and frames for ever."""
        names = list(self.kinds)
        while True:
            name = names[self.random.integers(len(names))]
            yield name, self.kinds[name]()

    def honest_one(self) -> bytes:
        """A sound frame, so that there is something to be disturbed."""
        return self.honest[self.random.integers(len(self.honest))]

    def truncated(self) -> bytes:
        """Cut anywhere, half of them closed again as if nothing were missing."""
        frame = self.honest_one()
        cut = frame[: self.random.integers(0, len(frame))]
        return cut + b"\xff\xd9" if self.random.random() < 0.5 else cut

    def _overwrite(self, low: int, high: int, count: int) -> bytes:
        frame = bytearray(self.honest_one())
        for at in self.random.integers(low, min(high, len(frame) - 2), size=count):
            frame[at] = self.random.integers(0, 256)
        return bytes(frame)

    def flipped(self) -> bytes:
        """A few bytes of the head are others."""
        return self._overwrite(2, 800, self.random.integers(1, 6))

    def spoilt_scan(self) -> bytes:
        """The head is sound and the picture's data is not: this reaches the decoder."""
        frame = self.honest_one()
        start = frame.rfind(b"\xff\xda") + 14
        return self._overwrite(start, len(frame), self.random.integers(1, 60))

    def spoilt_tables(self) -> bytes:
        """Quantisation and Huffman tables are overwritten, lengths kept."""
        frame = bytearray(self.honest_one())
        for marker in (b"\xff\xdb", b"\xff\xc4"):
            at = frame.find(marker) + 4
            for step in self.random.integers(0, 60, size=8):
                frame[at + step] = self.random.integers(0, 256)
        return bytes(frame)

    def mislabelled(self) -> bytes:
        """Another format, half of them with a JPEG's first bytes."""
        other = self.other_kinds[self.random.integers(len(self.other_kinds))]
        return b"\xff\xd8\xff" + other if self.random.random() < 0.5 else other

    def huge(self) -> bytes:
        """A head that claims up to 65,535 pixels a side."""
        frame = bytearray(self.honest_one())
        at = frame.find(b"\xff\xc0") + 5
        struct.pack_into(">HH", frame, at, *(int(n) for n in self.random.integers(0, 65536, size=2)))
        return bytes(frame)

    def tiny_claims_much(self) -> bytes:
        """Sane on its face, with hardly any data behind the claim."""
        frame = self.honest_one()
        start = frame.rfind(b"\xff\xda") + 14
        return frame[: start + self.random.integers(0, 30)] + b"\xff\xd9"

    def animated(self) -> bytes:
        """Several pictures in one: JPEG after JPEG, a GIF, an animated PNG."""
        kind = self.random.integers(3)
        if kind == 0:
            return self.honest_one() + self.honest_one()
        if kind == 1:
            frame = (
                b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c"
                + bytes(4)
                + b"\x10\x00\x10\x00\x00\x02\x02\x44\x01\x00"
            )
            return b"GIF89a\x10\x00\x10\x00\xf0\x00\x00" + bytes(6) + frame * 200 + b"\x3b"
        png = self.other_kinds[0]
        control = b"acTL" + struct.pack(">II", 500, 0)
        return png[:33] + struct.pack(">I", 8) + control + struct.pack(">I", zlib.crc32(control)) + png[33:]

    def polyglot(self) -> bytes:
        """A picture that is something else as well."""
        frame = self.honest_one()
        extra = [self.zip, b"<script>alert(1)</script>", b"%PDF-1.4", b"#!/bin/sh\n", b"GIF89a"]
        other = extra[self.random.integers(len(extra))]
        comment = b"\xff\xfe" + struct.pack(">H", len(other) + 2) + other
        return [frame + other, other + frame, frame[:2] + comment + frame[2:]][self.random.integers(3)]

    def noise(self) -> bytes:
        """Any bytes."""
        data = self.random.bytes(int(self.random.integers(0, 3000)))
        return b"\xff\xd8" + data + b"\xff\xd9" if self.random.random() < 0.5 else data

    def stuffed(self) -> bytes:
        """Hundreds of segments before the picture, or one of the greatest length."""
        frame = self.honest_one()
        if self.random.random() < 0.5:
            return frame[:2] + b"\xff\xfe\x00\x02" * int(self.random.integers(1, 9000)) + frame[2:]
        return frame[:2] + b"\xff\xfe\xff\xff" + bytes(65533) + frame[2:]

    def odd_jpeg(self) -> bytes:
        """Sound JPEGs of an unusual sort: progressive, grey, of odd sizes, of the worst quality."""
        width, height = (int(side) for side in self.random.integers(1, 700, size=2))
        image = _noise(self.random, width, height)
        options = [cv2.IMWRITE_JPEG_QUALITY, int(self.random.integers(1, 60))]
        if self.random.random() < 0.5:
            options += [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        return _encoded(image[:, :, 0] if self.random.random() < 0.3 else image, ".jpg", *options)
