"""Pictures that stand in a text as letters, and how large they are."""

import binascii
import re
from base64 import b64decode
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,5})?)(?:px)?")
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)


def decoded(text: str | None) -> bytes | None:
    """Return the bytes of a base64 text, None if there is none or it is broken."""
    if not text:
        return None
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def picture_in(address: str) -> bytes | None:
    """Return the picture that an address holds (`data:image/png;base64,...`), None if it holds none."""
    found = _DATA.match(address)
    return decoded(address[found.end() :]) if found else None


def picture_size(data: bytes) -> tuple[float, float] | None:
    """Return how wide and high a picture is, None if that cannot be known; of a drawing, in its own units."""
    if b"<svg" in data[:2000]:
        return _size_of_drawing(data)
    from PIL import Image  # only where places on a picture come in

    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            return float(image.width), float(image.height)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _size_of_drawing(data: bytes) -> tuple[float, float] | None:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    said = [_LENGTH.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
    numbers = [float(found[1]) for found in said if found]
    if len(numbers) < 2:
        numbers = [float(part) for part in _NUMBER.findall(root.get("viewBox", ""))][2:4]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and min(numbers) > 0 else None
