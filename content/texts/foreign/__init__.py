"""Texts of other systems (HTML, Moodle's own, plain) as the Markdown that courses are written in."""

from content.texts.foreign.html import ATTRIBUTES, KNOWN_TAGS, SILENT_TAGS, Converted, markdown_of_html
from content.texts.foreign.plain import markdown_of_plain, words_of

__all__ = [
    "ATTRIBUTES",
    "KNOWN_TAGS",
    "SILENT_TAGS",
    "Converted",
    "markdown_of_html",
    "markdown_of_plain",
    "words_of",
]
