"""Texts of a course export as Markdown, with the pictures that come in its `static` folder."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

import nh3

from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.exchange.readers.gathering import Gathered
from content.exchange.readers.olx.tree import Tree
from content.exchange.readers.pictures import picture_in
from content.exchange.readers.texts import PartTexts
from content.language import gettext
from content.texts.foreign import ATTRIBUTES, KNOWN_TAGS, SILENT_TAGS, markdown_of_html
from content.texts.foreign.mathml import with_tex

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_ADDRESS = re.compile(
    r"(?:https?://[^/]+)?/?(?:static/|asset-v1:[^/]*type@asset\+block@|c4x/[^/]+/[^/]+/asset/)([^?#]+)"
)
# Letters that a file's name loses when it is uploaded: addresses have underscores there, exports the name.
_LOST = re.compile(r"[^\w.-]+|_+")
_LEADS_NOWHERE = re.compile(r"<a\s[^<>]*?href\s*=\s*[\"'](?!https?:|mailto:)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_DRAWN = re.compile(r"<(svg|math)\b", re.IGNORECASE)
_UNREAD = {*SILENT_TAGS, "svg", "math"}
_CODE = re.compile(r"^(`{3,4})\n.*?^\1$|(`{1,2})[^`\n]+\2", re.MULTILINE | re.DOTALL)
# Here a dollar is money: formulas stand in \( \), \[ \] and words in brackets.
_DOLLAR = chr(0xE040)
# Icons of a font are words to whoever lacks the font.
_ICON = re.compile(
    r"<(span|i)\s[^<>]*?class\s*=\s*[\"'][^\"'<>]*?material-(?:icons|symbols)[^<>]*>[^<>]*</\1>",
    re.IGNORECASE,
)
_MATHJAX = {
    "[mathjaxinline]": "\\(",
    "[/mathjaxinline]": "\\)",
    "[mathjax]": "\\[",
    "[/mathjax]": "\\]",
    "\\textrm{": "\\text{",
    "\\textnormal{": "\\text{",
}


class Statics:
    """The pictures of a course, by the addresses that its texts have for them."""

    def __init__(self, tree: Tree) -> None:
        prefix = tree.path("static")
        self._paths: dict[str, str] = {}
        for path in sorted(tree.files):
            if path.startswith(f"{prefix}/") and path.lower().endswith(_PICTURES):
                name = path.removeprefix(f"{prefix}/")
                self._paths.setdefault(_as_uploaded(name), path)
        self._files: Mapping[str, bytes] = tree.files

    def find(self, address: str) -> tuple[str, bytes | None]:
        """Return the name that an address has for a file, and its bytes if it comes with the course."""
        inline = picture_in(address)
        if inline is not None:
            return "picture", inline
        found = _ADDRESS.fullmatch(address.strip().partition("?")[0].partition("#")[0])
        if found is None:
            return "", None
        name = unquote(found[1])
        path = self._paths.get(_as_uploaded(name))
        # Called as its file is, however the address spells it, so that it comes once.
        return PurePosixPath(path or name).name, None if path is None else self._files[path]


def _as_uploaded(name: str) -> str:
    """Return a name as an upload makes it: folders become a part of it, and odd letters underscores."""
    return _LOST.sub("_", name.replace("/", "_"))


def _known_tags_of(html: str) -> str:
    """Return HTML without the tags that mean nothing here: in a page of HTML each of them is a tag."""
    return nh3.clean(
        html,
        tags=set(KNOWN_TAGS) - _UNREAD,
        clean_content_tags=_UNREAD,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


def _with_dollars(markdown: str) -> str:
    """Return Markdown with its dollars again; outside of code they are escaped, so that none is a formula."""
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(markdown):
        parts += [markdown[at : code.start()].replace(_DOLLAR, "\\$"), code[0].replace(_DOLLAR, "$")]
        at = code.end()
    return "".join([*parts, markdown[at:].replace(_DOLLAR, "\\$")])


class Texts(PartTexts):
    """Turns the texts of one block; its pictures come into the course once the block is taken."""

    def __init__(self, gathered: Gathered, statics: Statics, *, where: str) -> None:
        super().__init__(gathered, where=where)
        self._statics = statics
        self._notes: list[str] = []

    def markdown(self, html: str) -> str:
        """Return HTML as Markdown."""
        text = _ICON.sub("", html).replace("\\$", "$").replace("$", _DOLLAR)
        for word, sign in _MATHJAX.items():
            text = text.replace(word, sign)
        text = with_tex(text)
        if _LEADS_NOWHERE.search(text):
            self.note(gettext("links to other parts of the course and to its files keep their words alone"))
        if _SCRIPT.search(text):
            self.note(gettext("scripts in a text are left out"))
        converted = markdown_of_html(_known_tags_of(text), pictures=self._picture)
        self.leave_out(*converted.dropped, *sorted({found.lower() for found in _DRAWN.findall(text)}))
        return _with_dollars(converted.text)

    def inline(self, html: str) -> str:
        """Return HTML as Markdown on one line."""
        return " ".join(self.markdown(html).replace("\\\n", " ").split())

    def problem_of(self, *texts: str) -> str:
        """Return why texts cannot be shown, empty if they can."""
        faults = FaultList()
        checker = TextChecker(self.references(), faults)
        for text in texts:
            checker.check(text, file="", line=1)
        return faults.faults[0].reason if faults.faults else ""

    def note(self, text: str) -> None:
        """Note what was changed, once for this block."""
        self._notes.append(text)

    def keep(self) -> None:
        """Bring the pictures of a block that is taken into the course, and report what changed or is lost."""
        for name in self._images.keys() & self._gathered.images.keys():
            # A picture keeps the words with which the course first shows it.
            self._images[name] = self._gathered.images[name]
        super().keep()
        for text in dict.fromkeys(self._notes):
            self._gathered.note(text)

    def _find(self, address: str) -> tuple[str, bytes | None]:
        return self._statics.find(address)

    @property
    def _missing(self) -> str:
        return gettext("the picture %(name)r does not come with the course")

    @property
    def _without(self) -> str:
        return gettext("%(reason)s; the text is taken without it.")
