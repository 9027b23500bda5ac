"""XML of QTI and its packages, read with limits; QTI 3's names are those of QTI 2 written with hyphens.

`<qti-simple-choice>` is read as `simpleChoice`, its `response-identifier` as `responseIdentifier`, so that
whatever reads items knows one set of names.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext as _
from content.language import ngettext

LONGEST = 10_000_000
"""The most bytes of one file."""
DEEPEST = 100
"""How deeply elements may nest; HTML in items of word processors nests thirty deep."""
MOST_ELEMENTS = 200_000
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_BEFORE_ROOT = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_HUMP = re.compile(r"[A-Z]")


class Unfit(ValueError):
    """What cannot be taken; the message says why."""


class Unmarkable(Unfit):
    """Marking that cannot be carried out here."""


def root_name(data: bytes) -> str:
    """Return what a file's outermost element is called in QTI 2; empty if it begins with none."""
    head = data[:4000].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:8000].decode("utf-16", "ignore").encode()
    if not head.lstrip().startswith(b"<"):
        return ""
    found = _ROOT.search(_BEFORE_ROOT.sub(b"", head))
    return _plain_name(found[1].decode()) if found else ""


def parse(path: str, data: bytes) -> Element:
    """Return the outermost element of a file.

    Raises:
        BadCourseFiles: no sound XML, entities of its own, too deep or too large.
    """
    if len(data) > LONGEST:
        raise BadCourseFiles(
            [Fault(path, 1, _("this file has more than %(most)s MB") % {"most": LONGEST // 1_000_000})]
        )
    try:
        return _parsed(path, data)
    except ParseError as error:
        reason = _("this is no sound XML: %(error)s") % {"error": error}
        raise BadCourseFiles([Fault(path, error.position[0], reason)]) from None
    except DefusedXmlException:
        raise BadCourseFiles([Fault(path, 1, _("this XML declares entities, which is refused"))]) from None
    except (LookupError, ValueError) as error:  # an unknown encoding
        if isinstance(error, BadCourseFiles):
            raise
        reason = _("this is no sound XML: %(error)s") % {"error": error}
        raise BadCourseFiles([Fault(path, 1, reason)]) from None


def _parsed(path: str, data: bytes) -> Element:
    depth = seen = 0
    root: Element | None = None
    # A document type is common in QTI 1.2, and harmless: entities and outside references are refused.
    for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=False):
        depth += 1 if event == "start" else -1
        if event == "end":
            continue
        seen += 1
        root = element if root is None else root
        if depth > DEEPEST:
            reason = _("its elements nest more than %(most)s deep") % {"most": DEEPEST}
            raise BadCourseFiles([Fault(path, 1, reason)])
        if seen > MOST_ELEMENTS:
            reason = ngettext(
                "it has more than %(most)s element", "it has more than %(most)s elements", MOST_ELEMENTS
            )
            raise BadCourseFiles([Fault(path, 1, reason % {"most": MOST_ELEMENTS})])
    if root is None:
        raise BadCourseFiles([Fault(path, 1, _("this file is empty"))])
    return root


def name_of(element: Element) -> str:
    """Return an element's name without its namespace, as QTI 2 has it."""
    return _plain_name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=2000)
def _plain_name(tag: str) -> str:
    name = tag.rpartition("}")[2].rpartition(":")[2]
    if not name.startswith("qti-"):
        return name
    first, *others = name.removeprefix("qti-").split("-")
    return first + "".join(part.capitalize() for part in others)


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute by its name in QTI 2."""
    value = element.get(name)
    return (element.get(_hyphened(name)) or default) if value is None else value


def foreign_attribute(element: Element, name: str) -> str:
    """Return an attribute of another namespace than QTI's by its own name, empty where there is none."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


@lru_cache(maxsize=500)
def _hyphened(name: str) -> str:
    return _HUMP.sub(lambda hump: f"-{hump[0].lower()}", name)


def flag(element: Element, name: str, *, default: bool = False) -> bool:
    """Return whether an attribute says yes."""
    value = attribute(element, name).strip().lower()
    return value in ("true", "yes", "1") if value else default


def number(element: Element, name: str, default: float = 0.0) -> float:
    """Return an attribute that is a number, and finite."""
    try:
        value = float(attribute(element, name))
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def is_in(element: Element, namespace: str) -> bool:
    """Return whether an element is of a namespace."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{namespace}}}")


def child(element: Element | None, *names: str) -> Element | None:
    """Return the element that a path of names leads to, each the first of its name."""
    for name in names:
        if element is None:
            return None
        element = next((part for part in element if name_of(part) == name), None)
    return element


def first_child(element: Element | None, *names: str) -> Element | None:
    """Return the first child of any of these names, that of the first name before others."""
    return next((part for name in names for part in children(element, name)), None)


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children of these names, or all."""
    for part in () if element is None else element:
        if not names or name_of(part) in names:
            yield part


def within(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield all of these names below an element, in the order in which they are written."""
    for part in () if element is None else element.iter():
        if name_of(part) in names:
            yield part


def text_of(element: Element | None) -> str:
    """Return the words in an element and all below it, on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
