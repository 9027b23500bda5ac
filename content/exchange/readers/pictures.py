"""Pictures that stand in a text as letters."""

import binascii
import re
from base64 import b64decode

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
