"""Pictures that authors bring: recognised by their bytes, SVG stripped of all that could act or load."""

import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from content.language import gettext
from content.texts.pixels import pixel_problem
from content.texts.svg_reuse import TooMuchReuse, check_reuse, unescape_css

MAX_IMAGE_BYTES = 1_000_000
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    *("title", "desc", "defs", "use", "symbol", "marker", "linearGradient", "radialGradient", "stop"),
    *("clipPath", "mask", "pattern", "style"),
}
_UNSAFE_STYLE = re.compile(
    r"@import|var\s*\(|expression\s*\(|javascript:|url\s*\(\s*(?!['\"]?#)", re.IGNORECASE
)
_PROPERTY = re.compile(r"[a-z]+(-[a-z]+)*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ENDINGS = {
    "image/svg+xml": ("svg",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
}


class InvalidImage(ValueError):
    """A file that cannot serve as a picture; `line` is where, if the file has lines."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class CleanImage:
    """A picture that is safe to store and serve."""

    content_type: str
    data: bytes


def _too_large() -> InvalidImage:
    return InvalidImage(gettext("the picture has more than %(most)s kB") % {"most": MAX_IMAGE_BYTES // 1000})


def read_image(name: str, data: bytes) -> CleanImage:
    """Return the picture, an SVG without scripts, foreign elements and outside references.

    Raises:
        InvalidImage: wrong name, too large, of no known kind, of another kind than its name says, with fewer
            pixels than it declares, or drawing too much.
    """
    if not _NAME.fullmatch(name):
        raise InvalidImage(gettext("a picture's name has only letters, digits, '-', '_' and '.'"))
    if len(data) > MAX_IMAGE_BYTES:
        raise _too_large()
    content_type = _content_type(data)
    if name.rpartition(".")[2].lower() not in _ENDINGS[content_type]:
        raise InvalidImage(
            gettext("the name must end in .%(ending)s: this is %(content_type)s")
            % {"ending": _ENDINGS[content_type][0], "content_type": content_type}
        )
    if content_type == "image/svg+xml":
        return CleanImage(content_type, _clean_svg(data))
    problem = pixel_problem(data)
    if problem:
        raise InvalidImage(problem)
    return CleanImage(content_type, data)


def ending_of(data: bytes) -> str:
    """Return the ending that a picture's name has to have.

    Raises:
        InvalidImage: it is of no known kind.
    """
    return _ENDINGS[_content_type(data)][0]


def content_policy(content_type: str, data: bytes) -> str:
    """Return the policy under which a stored picture is served: opened by itself, it is a document.

    It may run, load and frame nothing; of styles it may have its own `<style>` elements, by their hashes.
    """
    styles = ["'none'"]
    if content_type == "image/svg+xml":
        root = ET.fromstring(data)  # noqa: S314 (what is stored was cleaned)
        texts = [element.text or "" for element in root.iter(f"{{{_SVG}}}style")]
        digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        styles = [f"'sha256-{digest}'" for digest in digests] or styles
    return f"default-src 'none'; style-src {' '.join(styles)}; sandbox"


def _content_type(data: bytes) -> str:
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in data[:2000]:
        return "image/svg+xml"
    raise InvalidImage(gettext("this is no SVG, PNG, JPEG, GIF or WebP picture"))


def _clean_svg(data: bytes) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidImage(
            gettext("an SVG must be UTF-8"), line=data[: error.start].count(b"\n") + 1
        ) from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InvalidImage(gettext("an SVG must not declare a document type or entities"))
    try:
        # As text, so that no declared encoding gives the bytes another meaning than was looked at.
        root = ET.fromstring(text)  # noqa: S314 (entities are refused above, and expat loads nothing)
    except ET.ParseError as error:
        raise InvalidImage(
            gettext("not well-formed SVG: %(error)s") % {"error": error}, line=error.position[0]
        ) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise InvalidImage(gettext('the outermost element must be <svg xmlns="%(svg)s">') % {"svg": _SVG})
    ET.register_namespace("", _SVG)
    try:
        _strip(root)
        check_reuse(root)
        clean = bytes(ET.tostring(root, encoding="utf-8"))
    except RecursionError:
        raise InvalidImage(gettext("an SVG must not be nested so deep")) from None
    except TooMuchReuse as error:
        raise InvalidImage(str(error)) from None
    if len(clean) > MAX_IMAGE_BYTES:
        raise _too_large()
    return clean


def _strip(element: ET.Element) -> None:
    # First, so that what a style says is looked at like any other attribute.
    _spell_out_style(element)
    for name in [name for name, value in element.attrib.items() if not _is_safe(name, value)]:
        del element.attrib[name]
    for child in list(element):
        is_known = child.tag.startswith(f"{{{_SVG}}}") and child.tag.rpartition("}")[2] in _ELEMENTS
        if not is_known or (
            child.tag.endswith("}style") and _UNSAFE_STYLE.search(unescape_css(child.text or ""))
        ):
            element.remove(child)
        else:
            _strip(child)


def _spell_out_style(element: ET.Element) -> None:
    """Turn a style attribute into an attribute for each declaration: no policy can name it by a hash."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if colon and name != "style" and _PROPERTY.fullmatch(name):
            element.set(name, value.removesuffix("!important").strip())


def _is_safe(name: str, value: str) -> bool:
    if name in ("href", _XLINK):
        return value.startswith("#")
    if name.startswith("{") or name.lower().startswith("on"):
        return False
    return not _UNSAFE_STYLE.search(unescape_css(value))
