"""Texts of a Moodle question as Markdown, with the pictures that come in them."""

import re
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from django.utils.text import slugify

from content.coursefiles.documents import ImageDoc
from content.exchange.readers.banks import Bank
from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.pictures import decoded, picture_in
from content.language import gettext
from content.texts.foreign import markdown_of_html, markdown_of_plain
from content.texts.images import InvalidImage, read_image

MOST_PICTURES = 1000
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
_BRACKETS = re.compile(r"[\[\]\\]")


class Texts:
    """Turns the texts of one question; pictures come into the bank once the question is taken."""

    def __init__(self, entry: Entry, bank: Bank, *, where: str) -> None:
        self._entry, self._bank, self._where = entry, bank, where
        self._images: dict[str, ImageDoc] = {}
        self._lost: list[str] = []
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
            self._lost += [gettext("%(what)s is left out") % {"what": what} for what in converted.dropped]
            shown = converted.text
            self._lost += [_linked(found[1]) for found in _LINKED.finditer(text)]
        return shown.replace(BLANK, _SHOWN_BLANK)

    def picture(self, name: str, data: bytes, alt: str = "") -> str:
        """Return the Markdown of a picture that belongs to the question itself.

        Raises:
            InvalidImage: it cannot be used.
        """
        return self._shown(name, data, alt)

    def references(self) -> set[str]:
        """Return the names by which the texts show their pictures."""
        return {f"images/{name}" for name in self._images}

    def keep(self) -> None:
        """Bring the pictures of a question that is taken into the bank."""
        self._bank.images.update(self._images)

    def note(self, text: str) -> None:
        """Note what was changed."""
        self._bank.note(text)

    def note_what_is_lost(self) -> None:
        """Tell what is missing in a question that is taken."""
        for reason in dict.fromkeys(self._lost):
            without = gettext("%(reason)s; the question is taken without it.") % {"reason": reason}
            self._bank.skip(self._where, without)

    def _bring_old_picture(self) -> None:
        """Show the picture that Moodle before 2.0 kept beside a text at the end of it, as Moodle does."""
        asked, name = self._entry.element.find("questiontext"), self._entry.text("image")
        if asked is None or not name:
            return
        if asked.get("format", "html") in _UNMARKED:
            self._lost.append(gettext("%(what)s is left out") % {"what": name[:80]})
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
            self._lost.append(_linked(address.removeprefix(_PLUGIN_FILE)))
            return words
        return found[0]

    def _picture(self, address: str, alt: str) -> str:
        """Return a picture's Markdown, or its alternative text where it cannot come along."""
        name, data = self._data_of(address)
        if data is None:
            missing = gettext("the picture %(name)r does not come with the file")
            self._lost.append(missing % {"name": name or address[:80]})
            return _BRACKETS.sub("", alt)
        try:
            return self._shown(name, data, alt)
        except InvalidImage as error:
            unusable = gettext("the picture %(name)r cannot be used (%(error)s)")
            self._lost.append(unusable % {"name": name, "error": error})
            return _BRACKETS.sub("", alt)

    def _data_of(self, address: str) -> tuple[str, bytes | None]:
        if address.startswith(_PLUGIN_FILE):
            path = unquote(address.removeprefix(_PLUGIN_FILE).partition("?")[0])
            name = PurePosixPath(path).name
            return name, decoded(self._files.get(name))
        inline = picture_in(address)
        return ("picture", inline) if inline else ("", None)

    def _shown(self, name: str, data: bytes, alt: str) -> str:
        if len(self._bank.images) + len(self._images) >= MOST_PICTURES:
            raise InvalidImage(
                gettext("there are more than %(most)s pictures") % {"most": f"{MOST_PICTURES:,}"}
            )
        stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower() or _ending(data)
        clean = read_image(f"picture{ending}", data)
        called = f"{slugify(stem)[:40] or 'picture'}-{sha256(data).hexdigest()[:8]}{ending}"
        words = _BRACKETS.sub("", " ".join(alt.split()))
        if not words:
            words = " ".join(stem.replace("_", " ").replace("-", " ").split()) or "picture"
            self.note(gettext("a picture without alternative text is called by its file's name; describe it"))
        self._images.setdefault(called, ImageDoc(called, words, clean.content_type, clean.data))
        return f"![{words}](images/{called})"


def _linked(address: str) -> str:
    name = PurePosixPath(unquote(address.partition("?")[0])).name
    return gettext("the file %(name)r, which a link opens, is left out") % {"name": name[:80]}


def _ending(data: bytes) -> str:
    """Return the ending that the bytes ask for."""
    for start, ending in ((b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp")):
        if data.startswith(start):
            return ending
    return ".svg"
