"""Questions as Moodle writes them in XML, written by hand for the tests."""

import zlib
from base64 import b64encode
from struct import pack
from xml.sax.saxutils import escape

from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.questions import check, parse_spec


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


# One dark point.
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def tag(name: str, text: str, inside: str = "", **attributes: str) -> str:
    named = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{named}><text>{escape(text)}</text>{inside}</{name}>"


def file(name: str, data: bytes = PNG) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{b64encode(data).decode()}</file>'


def question(kind: str, text: str, *parts: str, name: str = "Q", files: str = "") -> str:
    body = tag("name", name) + tag("questiontext", text, files, format="html") + "".join(parts)
    return f'<question type="{kind}">{body}</question>'


def answer(text: str, fraction: float, feedback: str = "", inside: str = "") -> str:
    told = tag("feedback", feedback, format="html")
    return tag("answer", text, told + inside, fraction=f"{fraction:g}", format="html")


def category(path: str, info: str = "") -> str:
    return f'<question type="category">{tag("category", path)}{tag("info", info, format="html")}</question>'


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>\n'.encode()


def read(*questions):
    return read_source(Source("bank.xml", {"bank.xml": quiz(*questions)}), Wanted())


def steps(reading):
    assert reading.skipped == ()
    return reading.steps()


def only(*parts):
    (step,) = steps(read(question(*parts)))
    (asked,) = step.questions
    return asked


def mark(asked, **response):
    sent = {name: value if isinstance(value, list) else [value] for name, value in response.items()}
    return check(parse_spec(asked.kind, asked.spec), sent)
