"""Texts of a GIFT question as Markdown, by the format that each names: html, moodle, plain, markdown."""

import re
from dataclasses import dataclass, field

from content.exchange.gift.blocks import restored
from content.texts.foreign import markdown_of_html, markdown_of_plain

BLANK = chr(0xE020)
"""Stands in a prompt where words are missing."""
SHOWN_BLANK = "\\_\\_\\_\\_\\_"
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")


@dataclass
class Texts:
    """Turns the texts of one question; answers are in the question's format unless they name another.

    Attributes:
        dropped: what was left out of them, such as pictures and sound.
    """

    format: str = "moodle"
    dropped: list[str] = field(default_factory=list)

    def prompt(self, raw: str) -> str:
        """Return the question's own text, and remember its format."""
        found = _FORMAT.match(raw.strip())
        self.format = found[1] if found else "moodle"
        return self.text(raw)

    def text(self, raw: str) -> str:
        """Return a text as Markdown."""
        raw = raw.strip()
        found = _FORMAT.match(raw)
        form = found[1] if found else self.format
        text = restored(raw[found.end() :] if found else raw).strip()
        return self._markdown(text, form)

    def _markdown(self, text: str, form: str) -> str:
        if form == "markdown":
            return text
        if form == "plain":
            return markdown_of_plain(text)
        converted = markdown_of_html(
            text, keeps_lines=form == "moodle" and "\n" in text, pictures=self._picture
        )
        for what in converted.dropped:
            self._drop(what)
        return converted.text

    def _picture(self, address: str, alt: str) -> str:
        """Leave a picture out: a GIFT text cannot bring it along."""
        self._drop("picture")
        return alt

    def _drop(self, what: str) -> None:
        if what not in self.dropped:
            self.dropped.append(what)


def plain_text(raw: str) -> str:
    """Return what a student is to type: no markup, one line."""
    text = raw.strip()
    found = _FORMAT.match(text)
    return " ".join(restored(text[found.end() :] if found else text).split())
