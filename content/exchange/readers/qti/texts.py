"""Texts of items and pages as Markdown, with pictures and formulas out of their package."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.text import slugify

from content.exchange.readers.banks import Bank
from content.exchange.readers.pictures import picture_size
from content.exchange.readers.qti.tree import Unfit
from content.exchange.readers.texts import PartTexts
from content.language import gettext as _
from content.texts.foreign import markdown_of_html, markdown_of_plain
from content.texts.foreign.blocks import replace_blocks
from content.texts.foreign.mathml import MATHML, NotConvertible, NotSound, element_of, tex_in_html

BLANK = "\\_\\_\\_\\_\\_"
"""What is shown where something is to be filled in."""
_MARK = re.compile("\ue030(\\d+)\ue031")
_FIGURES = re.compile(r"\d.*\d.*\d.*\d")
_FILE_BASE = re.compile(r"^(?:\$|%24)(?:IMS[-_]CC[-_]FILEBASE|IMS_CC_FILEBASE)(?:\$|%24)/*", re.IGNORECASE)
_IN_DOLLARS = re.compile(r"\$(IMS[-_]CC[-_]FILEBASE|[A-Z_]{1,40}_REFERENCE)\$", re.IGNORECASE)
_FILE_BASES = ("", "web_resources/", "resources/")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_BODY = re.compile(r"<body[^>]{0,1000}>", re.IGNORECASE)
_HEAD = (re.compile(r"<head[\s>]", re.IGNORECASE), re.compile("</head>", re.IGNORECASE))
_AROUND = re.compile(
    r"<!DOCTYPE[^>]{0,500}>|<\?xml[^>]{0,500}\?>|</?html[^>]{0,500}>|</?body[^>]{0,500}>", re.IGNORECASE
)


def mark(number: int) -> str:
    """Return what stands in a text in the place of an interaction."""
    return f"\ue030{number}\ue031"


def split_marks(text: str) -> list[str]:
    """Return a text in pieces: texts, and between them the numbers of marks."""
    return _MARK.split(text)


def page_text(data: bytes) -> str:
    """Return the text of a page of HTML, in UTF-8 or in what Windows writes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _MARK.sub("", text.replace("\r\n", "\n"))


def page_body(text: str) -> str:
    """Return what stands in the body of a page."""
    begin = _BODY.search(text)
    end = text.lower().rfind("</body>")
    if begin is not None and end >= begin.end():
        return text[begin.end() : end]
    return _AROUND.sub("", replace_blocks(text, _HEAD, lambda head: ""))


class Texts(PartTexts):
    """Turns the texts of one item or page; its pictures come into the bank once it is taken."""

    def __init__(self, bank: Bank, path: str, *, where: str) -> None:
        super().__init__(bank, where=where)
        self._files, self._path = bank.source.files, path
        self._drawn: dict[str, bytes] = {}

    def html(self, source: str) -> str:
        """Return HTML as Markdown.

        Raises:
            Unfit: it has a formula in MathML that cannot be written in TeX.
        """
        # What stands between dollars in an address is no formula.
        source = _IN_DOLLARS.sub(r"%24\1%24", source)
        converted = markdown_of_html(replace_blocks(source, MATHML, _formula), pictures=self._picture)
        self.leave_out(*converted.dropped)
        return converted.text

    def plain(self, source: str) -> str:
        """Return a text in which nothing is markup."""
        return markdown_of_plain(source)

    def draw(self, data: bytes) -> str:
        """Keep a drawing that stands in a text, and return the address by which the text shows it."""
        address = f"drawing:{len(self._drawn)}.svg"
        self._drawn[address] = data
        return address

    def file(self, address: str) -> tuple[str, bytes] | None:
        """Return the path and content of a file of the package, by its address in this file."""
        for path in self._paths(address):
            if path in self._files:
                return path, self._files[path]
        return None

    def size_of(self, address: str) -> tuple[float, float]:
        """Return how wide and high a picture is, zeros where that cannot be known."""
        found = self.file(address)
        return (picture_size(found[1]) if found else None) or (0.0, 0.0)

    def _paths(self, address: str) -> Iterable[str]:
        plain = unquote(address.partition("?")[0].partition("#")[0]).strip()
        if not plain or _ABSOLUTE.match(plain):
            return
        folder = dirname(self._path)
        if _FILE_BASE.match(plain):
            rest = _FILE_BASE.sub("", plain)
            bases = [f"{base}{part}" for base in _parents(folder) for part in _FILE_BASES]
            yield from (normpath(join(base, rest)) for base in bases)
        else:
            # Some packages count addresses from their top, or from an item's own folder without saying so.
            yield from (normpath(join(base, plain.lstrip("/"))) for base in _parents(folder))

    def _picture(self, address: str, alt: str) -> str:
        return _formula_in(address, alt) or super()._picture(address, alt)

    def _find(self, address: str) -> tuple[str, bytes | None]:
        found = (address, self._drawn[address]) if address in self._drawn else self.file(address)
        if found is None:
            return PurePosixPath(unquote(address.partition("?")[0])).name[:80], None
        return PurePosixPath(found[0]).name, found[1]

    def _words(self, stem: str) -> str:
        # A name of figures, as systems give them, says nothing.
        is_name = not _FIGURES.search(stem)
        return " ".join(slugify(stem).replace("-", " ").split()) if is_name else ""

    @property
    def _missing(self) -> str:
        return _("the picture %(name)r does not come with the file")

    @property
    def _without(self) -> str:
        return _("%(reason)s; the rest is taken without it.")


def _parents(folder: str) -> list[str]:
    """Return a folder and those around it, up to the package's own."""
    found = [folder]
    while found[-1]:
        found.append(dirname(found[-1]))
    return found


def _formula(source: str) -> str:
    """Return a formula in MathML within HTML as one in TeX."""
    try:
        element = element_of(source)
    except NotSound:
        raise Unfit(_("it has a formula in MathML that cannot be read")) from None
    return formula_html(element)


def formula_html(element: Element) -> str:
    """Return a formula in MathML as HTML with TeX in it; raises Unfit where that cannot be done."""
    try:
        return tex_in_html(element)
    except NotConvertible as error:
        raise Unfit(
            _("it has a formula in MathML that cannot be written in TeX: %(reason)s") % {"reason": error}
        ) from None


def _formula_in(address: str, alt: str) -> str:
    """Return the formula that Canvas shows as a picture, from its words, else from its address.

    The address is the formula, encoded once by some and twice by others.
    """
    before, found, code = address.partition("/equation_images/")
    if not found or len(before) > 200:
        return ""
    _, is_said, said = alt.partition("LaTeX:")
    tex = " ".join((said if is_said else unquote(unquote(code.partition("?")[0]))).split())
    return f"${tex}$" if tex else ""
