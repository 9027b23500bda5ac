"""Catalogues of translations, for tests that read in another language."""

import struct


def catalogue(folder, **texts):
    """Write German texts as GNU gettext compiles them; the empty one says how they are spelt."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **texts}.items())
    begins = 28 + 16 * len(pairs)
    tables, data = [b"", b""], b""
    for table in (0, 1):
        for pair in pairs:
            text = pair[table].encode()
            tables[table] += struct.pack("<II", len(text), begins + len(data))
            data += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, begins)
    path = folder / "de" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables[0] + tables[1] + data)
