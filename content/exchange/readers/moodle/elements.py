"""The entries of a Moodle XML file, one at a time, with limits; entities of the file's own are refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext

DEEPEST = 30
"""How deeply elements may nest; Moodle's own nest six."""
MOST_ELEMENTS = 500_000


@dataclass(frozen=True)
class Entry:
    """One `question` element."""

    element: Element

    @property
    def type(self) -> str:
        """Its kind, as Moodle calls it."""
        return (self.element.get("type") or "").strip()

    def text(self, name: str) -> str:
        """Return the plain text of a child, `<name>` or `<name><text>`; empty if there is none."""
        return text_of(self.element.find(name))

    def flag(self, name: str) -> bool:
        """Return whether a child says yes."""
        return self.text(name).lower() in ("1", "true", "yes")

    def tags(self) -> Iterator[str]:
        """Yield its tags."""
        for tag in self.element.iterfind("tags/tag"):
            if text_of(tag):
                yield text_of(tag)


def text_of(element: Element | None) -> str:
    """Return what stands in an element, or in its `text`."""
    if element is None:
        return ""
    inner = element.find("text")
    return ((element if inner is None else inner).text or "").strip()


def entries_of(path: str, data: bytes, *, on_progress: Callable[[int, int], None]) -> Iterator[Entry]:
    """Yield every question of a file; what was yielded before is forgotten.

    Raises:
        BadCourseFiles: no sound XML, entities of its own, no quiz, or too deep or large.
    """
    try:
        yield from _entries(path, data, on_progress)
    except ParseError as error:
        raise BadCourseFiles(
            [Fault(path, error.position[0], gettext("this is no sound XML: %(error)s") % {"error": error})]
        ) from None
    except DefusedXmlException:
        reason = gettext("this XML declares a document type or entities, which is refused")
        raise BadCourseFiles([Fault(path, 1, reason)]) from None
    except (LookupError, ValueError) as error:  # an unknown encoding
        if isinstance(error, BadCourseFiles):
            raise
        raise BadCourseFiles(
            [Fault(path, 1, gettext("this is no sound XML: %(error)s") % {"error": error})]
        ) from None


def _entries(path: str, data: bytes, on_progress: Callable[[int, int], None]) -> Iterator[Entry]:
    depth = seen = 0
    root: Element | None = None
    stream = BytesIO(data)
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            depth += 1
            seen += 1
            root = element if root is None else root
            _refuse(path, root, depth=depth, seen=seen)
            continue
        depth -= 1
        if depth == 1 and element.tag == "question":
            on_progress(stream.tell(), len(data))
            yield Entry(element)
            if root is not None:
                root.clear()


def _refuse(path: str, root: Element, *, depth: int, seen: int) -> None:
    if root.tag != "quiz":
        raise BadCourseFiles([Fault(path, 1, gettext("this is no quiz of Moodle: it begins with no <quiz>"))])
    if depth > DEEPEST:
        raise BadCourseFiles(
            [Fault(path, 1, gettext("its elements nest more than %(most)s deep") % {"most": DEEPEST})]
        )
    if seen > MOST_ELEMENTS:
        raise BadCourseFiles(
            [Fault(path, 1, gettext("it has more than %(most)s elements") % {"most": MOST_ELEMENTS})]
        )
