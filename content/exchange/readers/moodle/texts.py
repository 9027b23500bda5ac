"""Texts of a Moodle question as Markdown, with the pictures that come in them."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from content.exchange.readers.banks import Bank
from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.pictures import decoded, picture_in
from content.exchange.readers.texts import PartTexts
from content.language import gettext
from content.texts.foreign import markdown_of_html, markdown_of_plain
from content.texts.images import ending_of

BLANK = chr(0xE020)
"""Stands in a text where a gap is."""
_SHOWN_BLANK = "\\_\\_\\_\\_\\_"
_PLUGIN_FILE = "@@PLUGINFILE@@/"
_UNMARKED = ("markdown", "plain_text", "plain")
_LINKED = re.compile(rf'(?i)href\s*=\s*["\']?{_PLUGIN_FILE}([^"\'>\s]+)')
# `![words](address "title")`, or a link of that form; an address may have pairs of parentheses.
_SHOWN_OR_LINKED = re.compile(
    r"(?<!\\)(!?)\[([^\[\]]*)\]\(\s{0,9}(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s{1,9}\"[^\"\n]*\")?"
    r"\s{0,9}\)"
)


class Texts(PartTexts):
    """Turns the texts of one question; pictures come into the bank once the question is taken."""

    def __init__(self, entry: Entry, bank: Bank, *, where: str) -> None:
        super().__init__(bank, where=where)
        self._entry = entry
        self._files: dict[str, str] = {}
        for file in entry.element.iter("file"):
            self._files.setdefault(file.get("name") or "", file.text or "")
        self._bring_old_picture()

    def of(self, element: Element | None, *, default: str = "html") -> str:
        """Return the text of an element as Markdown, empty if there is none."""
        if element is None:
            return ""
        return self.markdown(text_of(element), element.get("format") or default)

    def markdown(self, text: str, form: str = "html") -> str:
        """Return a text in one of Moodle's formats as Markdown."""
        if form == "markdown":
            shown = _SHOWN_OR_LINKED.sub(self._shown_or_linked, text)
        elif form in _UNMARKED:
            shown = markdown_of_plain(text)
        else:
            lines = form in ("moodle_auto_format", "moodle") and "\n" in text
            converted = markdown_of_html(text, keeps_lines=lines, pictures=self._picture)
            self.leave_out(*converted.dropped)
            shown = converted.text
            self.lose(*(_linked(found[1]) for found in _LINKED.finditer(text)))
        return shown.replace(BLANK, _SHOWN_BLANK)

    def picture(self, name: str, data: bytes, alt: str = "") -> str:
        """Return the Markdown of a picture that belongs to the question itself.

        Raises:
            InvalidImage: it cannot be used.
        """
        return self._shown(name, data, alt)

    def _bring_old_picture(self) -> None:
        """Show the picture that Moodle before 2.0 kept beside a text at the end of it, as Moodle does."""
        asked, name = self._entry.element.find("questiontext"), self._entry.text("image")
        if asked is None or not name:
            return
        if asked.get("format", "html") in _UNMARKED:
            self.leave_out(name[:80])
            return
        name = name.replace("/", "_")
        self._files.setdefault(name, self._entry.text("image_base64"))
        text = asked.find("text")
        shown = asked if text is None else text
        shown.text = f'{(shown.text or "").rstrip()} <img src="{_PLUGIN_FILE}{quote(name)}">'

    def _shown_or_linked(self, found: re.Match[str]) -> str:
        """Return the Markdown of a picture or link of a Markdown text, of what comes along."""
        words, address = found[2], found[3] or found[4] or ""
        if found[1]:
            return self._picture(address, words)
        if address.startswith(_PLUGIN_FILE):
            self.lose(_linked(address.removeprefix(_PLUGIN_FILE)))
            return words
        return found[0]

    def _find(self, address: str) -> tuple[str, bytes | None]:
        if address.startswith(_PLUGIN_FILE):
            path = unquote(address.removeprefix(_PLUGIN_FILE).partition("?")[0])
            name = PurePosixPath(path).name
            return name, decoded(self._files.get(name))
        inline = picture_in(address)
        return ("picture", inline) if inline else ("", None)

    def _ending(self, name: str, data: bytes) -> str:
        return PurePosixPath(name).suffix.lower().removeprefix(".") or ending_of(data)

    @property
    def _missing(self) -> str:
        return gettext("the picture %(name)r does not come with the file")

    @property
    def _without(self) -> str:
        return gettext("%(reason)s; the question is taken without it.")


def _linked(address: str) -> str:
    name = PurePosixPath(unquote(address.partition("?")[0])).name
    return gettext("the file %(name)r, which a link opens, is left out") % {"name": name[:80]}
