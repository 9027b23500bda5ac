"""Reads our templates so that a number in the text of a page is written as the reader's language writes it.

`{{ n }}` between tags is for people, `{{ n }}` in a tag is for a program: an address, a name, a style. Django
writes both alike. So each value that stands in the text gets the filter `figure` when its template is read,
once, and none in a tag, a script or a style does. What `blocktranslate` says is for people throughout
(`quick_i18n`), also where it stands in a tag, as an `aria-label` does.
"""

import re
from typing import Final

from django.template import Origin
from django.template.base import tag_re
from django.template.loaders import filesystem

_FOR_PROGRAMS: Final = ("script", "style")
_OPENED: Final = re.compile(r"<(/?[a-zA-Z][\w-]*|!--)")


class Loader(filesystem.Loader):
    """Finds templates in our own folder; those of packages stay as they are."""

    def get_contents(self, origin: Origin) -> str:  # noqa: D102
        written = super().get_contents(origin)
        return with_figures(written) if origin.name.endswith(".html") else _with_all(written)


def with_figures(written: str) -> str:
    """Return a template of a page whose values in the text go through `figure`."""
    place, quoting, read = Place(), "", []
    for number, part in enumerate(tag_re.split(written)):
        if number % 2 == 0:
            place.go_on(part)
        elif part.startswith("{%"):
            quoting = _quoting(part, quoting)
        elif part.startswith("{{") and place.is_text and not quoting:
            part = _figured(part)
        read.append(part)
    return "".join(read)


def _with_all(written: str) -> str:
    """Return a letter's template: all of it is text."""
    quoting, read = "", []
    for part in tag_re.split(written):
        if part.startswith("{%"):
            quoting = _quoting(part, quoting)
        read.append(_figured(part) if part.startswith("{{") and not quoting else part)
    return "".join(read)


def _quoting(tag: str, before: str) -> str:
    """Return the tag that ends what takes values without filters, if such a part goes on after this tag."""
    words = tag[2:-2].split()
    name = words[0] if words else ""
    if before:
        return "" if name == before else before
    return f"end{name}" if name in ("blocktranslate", "blocktrans", "verbatim", "comment") else ""


def _figured(value: str) -> str:
    return "{{ " + value[2:-2].strip() + "|figure }}"


class Place:
    """Where in a page we are: in its text or in a tag. Django's own tags are no part of it."""

    def __init__(self) -> None:
        """Begin in the text."""
        self._tag = self._quote = self._program = ""

    @property
    def is_text(self) -> bool:
        """Say whether people read what stands here."""
        return not (self._tag or self._program)

    def go_on(self, part: str) -> None:
        """Take what comes next."""
        at = 0
        while at < len(part):
            at = self._leave(part, at) if self._tag else self._enter(part, at)

    def _enter(self, part: str, at: int) -> int:
        found = _OPENED.search(part, at)
        if found is None:
            return len(part)
        name = found[1].lower()
        if not self._program or name == f"/{self._program}":
            self._tag, self._program = name, ""
        return found.end()

    def _leave(self, part: str, at: int) -> int:
        """Go on to the end of the tag, over values in quotes."""
        if self._tag == "!--":
            return self._end(part.find("-->", at), part)
        if self._quote:
            end = part.find(self._quote, at)
            self._quote = self._quote if end < 0 else ""
            return len(part) if end < 0 else end + 1
        found = re.compile(r"[\"'>]").search(part, at)
        if found and found[0] != ">":
            self._quote = found[0]
            return found.end()
        return self._end(found.start() if found else -1, part)

    def _end(self, end: int, part: str) -> int:
        if end < 0:
            return len(part)
        self._program = self._tag if self._tag in _FOR_PROGRAMS else ""
        self._tag = ""
        return end + 1
