"""What a PDF says: the text of its pages, read back through each font's own map from glyphs to letters."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\n(.*)\nendstream", re.S)
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\((.*?(?<!\\)(?:\\\\)*)\) ?Tj|\[(.*?)\] TJ", re.S)
STRING = re.compile(rb"\((.*?(?<!\\)(?:\\\\)*)\)", re.S)


def pdf_text(pdf: bytes) -> str:
    """Return all that is shown, each string on a line."""
    streams = {int(number): _inflate(body) for number, body in OBJECT.findall(pdf)}
    maps = {f"F{number}": _letters(pdf, streams, name) for number, name in _fonts(pdf)}
    said, font = [], ""
    for content in (stream for stream in streams.values() if b" Tf" in stream):
        for chosen, one, several in SHOWN.findall(content):
            font = f"F{chosen.decode()}" if chosen else font
            strings = [one] if one else STRING.findall(several)
            if strings:
                said.append("".join(_decode(text, maps[font]) for text in strings))
    return "\n".join(said)


def _inflate(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _fonts(pdf: bytes) -> list[tuple[str, int]]:
    return [(n.decode(), int(key)) for n, key in re.findall(rb"/F(\d+) (\d+) 0 R", pdf)]


def _letters(pdf: bytes, streams: dict[int, bytes], font: int) -> dict[int, str]:
    body = next(body for number, body in OBJECT.findall(pdf) if int(number) == font)
    table = streams[int(re.search(rb"/ToUnicode (\d+) 0 R", body)[1])]
    pairs = re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _decode(text: bytes, letters: dict[int, str]) -> str:
    plain = re.sub(rb"\\([nrtbf()\\])", _unescape, text)
    codes = (int.from_bytes(plain[at : at + 2], "big") for at in range(0, len(plain), 2))
    return "".join(letters.get(code, "") for code in codes)


def _unescape(found: re.Match[bytes]) -> bytes:
    special = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return special.get(found[1], found[1])
