"""A course export's tree: its XML files, read within limits, and the blocks that name one another.

Source of the format: Open edX documentation, "Open Learning XML (OLX)".
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext

DEEPEST = 60
"""How deeply elements of one file may nest."""
MOST_ELEMENTS = 100_000
"""The most elements of one file."""
LARGEST = 2_000_000
"""The most bytes of one file of XML."""
MOST_BLOCKS = 20_000
"""The most blocks of a course; a file that names itself ends here."""
ROOTS = ("course", "library")
# Other systems have files of this name, too; here the outermost element names itself.
_BEGINS = re.compile(rb"<(?:course|library)\s[^<>]*?\b(?:url_name|org|display_name|library)\s*=")


@dataclass(frozen=True)
class Block:
    """A part of a course: a chapter, a unit, a text, a problem, whatever its tag says.

    Attributes:
        name: its `url_name`, by which it is known for good.
        file: the file that defines it.
        policy: what the course's policy says of it; it counts before the element's own attributes.
    """

    tag: str
    name: str
    element: Element
    file: str
    policy: Mapping[str, Any]

    def get(self, name: str) -> str:
        """Return an attribute, empty if it is not there."""
        value = self.policy.get(name, self.element.get(name))
        return "" if value is None else " ".join(str(value).split())

    @property
    def title(self) -> str:
        """What it is called, empty if it has no name for people."""
        title = self.get("display_name")
        return "" if title == "null" else title


class Unreadable(ValueError):
    """A block whose file is missing or broken; the message says why."""


class Tree:
    """The blocks of one course among the files of a source."""

    def __init__(self, files: Mapping[str, bytes], root: str) -> None:
        """Take the files, and the path of the file that the course begins with."""
        self.folder = root.rpartition("/")[0]
        self.files = files
        self._policies: Mapping[str, Any] = {}
        self._seen = 0
        top = element_of(root, files[root])
        self.run = top.get("url_name") or ""
        self._policies = self._read_policies(self.run)
        self.top = top
        self.root = self.resolve(top, root)

    def path(self, *parts: str) -> str:
        """Return the path of a file of the course in the source."""
        return "/".join(part for part in (self.folder, *parts) if part)

    def resolve(self, element: Element, file: str) -> Block:
        """Return the block that an element is, or points to.

        Raises:
            Unreadable: the file it points to is missing or broken.
            BadCourseFiles: there are too many blocks.
        """
        self._seen += 1
        if self._seen > MOST_BLOCKS:
            reason = gettext("it has more than %(most)s parts") % {"most": MOST_BLOCKS}
            raise BadCourseFiles([Fault(file, 1, reason)])
        name = element.get("url_name") or element.get("slug") or ""
        policy = self._policies.get(f"{element.tag}/{name}")
        known = policy if isinstance(policy, Mapping) else {}
        path = self._file_of(element, name)
        if path is None:
            return Block(element.tag, name, element, file, known)
        return self.defined_by(Block(element.tag, name, element, file, known), path)

    def defined_by(self, block: Block, path: str) -> Block:
        """Return a block with the element that another file has for it; raises as `resolve` does."""
        if path not in self.files:
            raise Unreadable(gettext("the file %(path)s is missing") % {"path": path})
        try:
            return replace(block, element=element_of(path, self.files[path]), file=path)
        except BadCourseFiles as error:
            raise Unreadable(_in_line(error.faults[0])) from None

    def text(self, *parts: str) -> str:
        """Return a file's text, empty if there is none.

        Raises:
            Unreadable: it is not UTF-8.
        """
        try:
            return self.files.get(self.path(*parts), b"").decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(gettext("this is not UTF-8 text")) from None

    def _file_of(self, element: Element, name: str) -> str | None:
        """Return the path of the file that an element points to, None if it defines its block itself."""
        if len(element) or (element.text or "").strip() or not name:
            return None
        path = self.path(element.tag, f"{name.replace(':', '/')}.xml")
        if path in self.files:
            return path
        if element.keys() == ["url_name"] or element.tag in ROOTS:
            raise Unreadable(gettext("the file %(path)s is missing") % {"path": path})
        return None

    def _read_policies(self, run: str) -> Mapping[str, Any]:
        for path in (self.path("policies", run, "policy.json"), self.path("policies", f"{run}.json")):
            try:
                read = json.loads(self.files.get(path, b"{}"))
            except (ValueError, RecursionError):
                continue  # what the XML itself says is enough
            if isinstance(read, dict) and read:
                return read
        return {}


def roots_in(files: Mapping[str, bytes]) -> list[str]:
    """Return the files that courses and libraries begin with, those nearest to the top of the source."""
    begun = [path for path in files if path.rpartition("/")[2] in [f"{name}.xml" for name in ROOTS]]
    found = [path for path in begun if _BEGINS.search(files[path][:4000]) or b"<chapter" in files[path]]
    # A course that is called "course" has a second file of this name, further down.
    least = min((path.count("/") for path in found), default=0)
    return sorted(path for path in found if path.count("/") == least)


def element_of(path: str, data: bytes) -> Element:
    """Return the outermost element of a file.

    Raises:
        BadCourseFiles: no sound XML, entities of its own, or too deep or large.
    """
    if len(data) > LARGEST:
        reason = gettext("this file has more than %(most)s MB") % {"most": LARGEST // 1_000_000}
        raise BadCourseFiles([Fault(path, 1, reason)])
    try:
        return _read(path, data)
    except ParseError as error:
        reason = gettext("this is no sound XML: %(error)s") % {"error": error}
        raise BadCourseFiles([Fault(path, error.position[0], reason)]) from None
    except DefusedXmlException:
        reason = gettext("this XML declares a document type or entities, which is refused")
        raise BadCourseFiles([Fault(path, 1, reason)]) from None
    except (LookupError, UnicodeError) as error:  # an unknown encoding
        reason = gettext("this is no sound XML: %(error)s") % {"error": error}
        raise BadCourseFiles([Fault(path, 1, reason)]) from None


def _read(path: str, data: bytes) -> Element:
    depth = seen = 0
    root: Element | None = None
    for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        seen += event == "start"
        root = element if root is None else root
        if depth > DEEPEST:
            reason = gettext("its elements nest more than %(most)s deep") % {"most": DEEPEST}
            raise BadCourseFiles([Fault(path, 1, reason)])
        if seen > MOST_ELEMENTS:
            reason = gettext("it has more than %(most)s elements") % {"most": MOST_ELEMENTS}
            raise BadCourseFiles([Fault(path, 1, reason)])
    assert root is not None  # a file without any element is no sound XML
    return root


def _in_line(fault: Fault) -> str:
    return gettext("line %(line)s: %(reason)s") % {"line": fault.line, "reason": fault.reason}
