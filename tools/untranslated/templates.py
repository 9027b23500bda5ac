"""Templates: text, and the attributes that people read or hear, outside `translate` and `blocktranslate`."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from tools.untranslated import Finding, has_letters

READ_ATTRIBUTES = frozenset(
    {"alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "aria-valuetext"}
    | {"data-label", "data-words", "label", "placeholder", "title"}
)
# Why each of them is no language.
ALLOWED = {
    "Attune": "the product's name",
    "· Attune": "the product's name, at the end of a title",
    "delete": "the name of a picture in the icon font",
    "E": "the mark of a state, which its colour and the word beside it explain",
    "B": "as E",
    "C": "as E",
    "F": "as E",
}
# It stands where a tag or a variable stood, so that what is around it can be read as HTML.
HOLE = "\ue000"
_FILTER_WORDS = re.compile(r"\|default(?:_if_none)?:(\"[^\"]*\"|'[^']*')")
_NAMED_WORDS = re.compile(r"\s\w+=(\"[^\"]*\"|'[^']*')")


def unmarked_in_template(path: Path, source: str) -> list[Finding]:
    """Return what a template says without asking for a translation."""
    reader = _Reader(path)
    reader.feed(_without_django(source))
    reader.close()
    return sorted(set(reader.found) | set(_unmarked_arguments(path, source)))


def _without_django(source: str) -> str:
    """Return the source with a hole for each tag, variable and comment, and for whatever is marked."""
    parts = []
    inside = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT and not inside:
            parts.append(token.contents)
            continue
        # A token's own text says how many lines it takes, so that those after it keep their numbers.
        parts.append(HOLE + "\n" * token.contents.count("\n"))
        inside = _inside_after(token, inside)
    return "".join(parts)


def _inside_after(token: Token, inside: str) -> str:
    """Return the tag that must come before text counts again, given the one before."""
    if token.token_type != TokenType.BLOCK:
        return inside
    name = token.contents.split()[0]
    if inside:
        return "" if name == inside else inside
    if token.contents == "block body_class":
        return "endblock"
    return f"end{name}" if name in {"blocktranslate", "comment"} else ""


def _unmarked_arguments(path: Path, source: str) -> Iterator[Finding]:
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.TEXT, TokenType.COMMENT):
            continue
        if "|pluralize" in token.contents:
            yield Finding(path, token.lineno, f"{token.contents} (use blocktranslate count)")
        words = _FILTER_WORDS.findall(token.contents)
        if token.contents.startswith(("include ", "with ")):
            words += [text for text in _NAMED_WORDS.findall(token.contents) if _reads_as_words(text[1:-1])]
        yield from (Finding(path, token.lineno, text) for text in words if has_letters(text))


def _reads_as_words(text: str) -> bool:
    """Return whether a text is more than a name for the machine: names have no spaces and no capitals."""
    return has_letters(text) and (" " in text or text != text.lower())


class _Reader(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=False)
        self.path = path
        self.found: list[Finding] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.strip(HOLE) in READ_ATTRIBUTES:
                self._look_at(value or "")

    def handle_data(self, data: str) -> None:
        for text in data.split(HOLE):
            self._look_at(text)

    def _look_at(self, text: str) -> None:
        words = html.unescape(text).strip(f"{HOLE} \n\t")
        if has_letters(words) and words not in ALLOWED:
            self.found.append(Finding(self.path, self.getpos()[0], words))
