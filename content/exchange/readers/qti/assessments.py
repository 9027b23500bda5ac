"""Tests of QTI 2 and 3: their sections in order, and the items that they ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname
from xml.etree.ElementTree import Element

from content.coursefiles.faults import BadCourseFiles
from content.exchange.readers.banks import Bank
from content.exchange.readers.qti.bodies import Body
from content.exchange.readers.qti.packages import path_in
from content.exchange.readers.qti.texts import Texts
from content.exchange.readers.qti.tree import Unfit, attribute, child, children, flag, name_of, parse, within
from content.language import gettext as _

_DEEPEST = 20


@dataclass(frozen=True)
class Part:
    """A section: the titles that lead to it, and what is said before it."""

    titles: tuple[str, ...]
    summary: str = ""


@dataclass(frozen=True)
class Ref(Part):
    """An item that a section asks: its path in the source, as the section names it, and where it does."""

    path: str = ""
    address: str = ""
    where: str = ""


def read_test(bank: Bank, path: str, root: Element) -> Iterator[Part]:
    """Yield the sections of a test and the items that each asks, from top to bottom."""
    title = " ".join(attribute(root, "title").split()) or attribute(root, "identifier")
    sections = list(within(root, "assessmentSection", "assessmentSectionRef"))
    reader = _TestReader(bank, is_flat=len(sections) <= 1)
    parts = list(children(root, "testPart")) or [root]
    yield Part((title,), reader.rubric(path, root))
    for part in parts:
        yield from reader.read(path, part, (title,), 0)


class _TestReader:
    """Walks through sections, also those in files of their own."""

    def __init__(self, bank: Bank, *, is_flat: bool) -> None:
        self._bank, self._is_flat = bank, is_flat
        self._files = bank.source.files
        self._open: list[str] = []

    def read(self, path: str, element: Element, titles: tuple[str, ...], depth: int) -> Iterator[Part]:
        if depth > _DEEPEST:
            self._bank.skip(path, _("its sections are nested too deep."))
            return
        for part in element:
            name = name_of(part)
            address = attribute(part, "href")
            if name == "assessmentSection":
                yield from self._section(path, part, titles, depth)
            elif name == "assessmentItemRef":
                where = f"{path}: {attribute(part, 'identifier')}"
                yield Ref(titles, path=path_in(dirname(path), address), address=address, where=where)
            elif name == "assessmentSectionRef":
                yield from self._section_file(path, address, titles, depth)

    def _section(self, path: str, element: Element, titles: tuple[str, ...], depth: int) -> Iterator[Part]:
        title = " ".join(attribute(element, "title").split())
        if title and not self._is_flat and flag(element, "visible", default=True):
            titles = (*titles, title)
        if child(element, "selection") is not None:
            self._bank.note(_("a test that draws some of its items has all of them here"))
        yield Part(titles, self.rubric(path, element))
        yield from self.read(path, element, titles, depth + 1)

    def _section_file(self, path: str, address: str, titles: tuple[str, ...], depth: int) -> Iterator[Part]:
        other = path_in(dirname(path), address)
        if other not in self._files or other in self._open:
            reason = _("the section %(name)r does not come with the package.") % {"name": address}
            self._bank.skip(path, reason)
            return
        try:
            root = parse(other, self._files[other])
        except BadCourseFiles as error:
            self._bank.skip(f"{other}:{error.faults[0].line}", f"{error.faults[0].reason}.")
            return
        self._open.append(other)
        self._is_flat = False
        yield from self._section(other, root, titles, depth)
        self._open.pop()

    def rubric(self, path: str, element: Element) -> str:
        """Return what is said to those who take it, before a test or section."""
        texts = Texts(self._bank, path, where=path)
        body = Body(texts)
        try:
            shown = "".join(
                f"<div>{body.html(rubric)}</div>"
                for rubric in children(element, "rubricBlock", "testRubric")
                if "candidate" in (attribute(rubric, "view") or "candidate").split()
            )
            summary = texts.html(shown) if shown else ""
        except Unfit as error:
            self._bank.skip(path, f"{error}.")
            return ""
        texts.keep()
        return summary
