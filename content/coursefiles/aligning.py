"""A translated part held against its original: its texts are taken, and all else must be alike."""

import re
from collections.abc import Mapping
from typing import Any

from content.coursefiles.lined import TITLE, Lined
from content.coursefiles.texts import TextChecker
from content.language import OF_TEXTS, gettext
from content.translations.kept import MADE_FROM, digest_of

NOW = "now"
"""In the place of a digest: the text was looked through, and fits the original as it is."""
_NAME = re.compile(r"(?P<stem>.+)\.(?P<code>[a-z]{2}(?:-[a-z]{2,4})?)(?P<ending>\.(?:md|yaml))")
_MARK = re.compile(r"[0-9a-f]{8}")
_MISSING = object()


def language_of(path: str) -> str:
    """Return in which language a file's texts are, by its name: es of lesson.es.yaml, none of lesson.yaml."""
    found = _NAME.fullmatch(path)
    return found["code"] if found and found["code"] in OF_TEXTS else ""


def translated_path(path: str, code: str) -> str:
    """Return the name of the file that stands beside another with its texts in a language."""
    stem, _, ending = path.rpartition(".")
    return f"{stem}.{code}.{ending}"


def take_texts(
    part: Lined, original: Mapping[str, Any], originals: Mapping[str, Any], *, at: str = ""
) -> dict[str, Any]:
    """Return the texts of a translated part by their paths; what else differs from the original is noted.

    Args:
        part: what the file says.
        original: the same part of the original, as files have it.
        originals: its texts by their paths; what has no path here is no text.
        at: the path of the part.
    """
    taken: dict[str, Any] = {}
    _Aligner(part, originals, taken).take(part.data, original, at, ())
    return taken


class _Aligner:
    def __init__(self, part: Lined, originals: Mapping[str, Any], taken: dict[str, Any]) -> None:
        self.part, self.originals, self.taken = part, originals, taken

    def take(self, said: Any, original: Any, path: str, place: tuple[str | int, ...]) -> None:
        if said is None or (isinstance(said, str) and not said.strip()):
            return
        if path in self.originals:
            self._take_text(said, path, place)
        elif isinstance(said, Mapping) and isinstance(original, Mapping):
            for name, value in said.items():
                below = f"{path}.{name}" if path else str(name)
                self.take(value, original.get(name, _MISSING), below, (*place, name))
        elif isinstance(said, list) and isinstance(original, list | tuple) and path:
            self._take_list(said, original, path, place)
        elif original is _MISSING:
            reason = gettext("the original has no %(name)s, so there is nothing to translate here")
            self._fault(reason, path, place)
        elif said != original:
            reason = gettext("%(name)s is as in the original, or left out: only texts are translated")
            self._fault(reason, path, place)

    def _take_text(self, said: Any, path: str, place: tuple[str | int, ...]) -> None:
        if isinstance(self.originals[path], list) and isinstance(said, list):
            self.taken[path] = said
        elif isinstance(self.originals[path], str) and isinstance(said, str):
            self.taken[path] = said.strip()
        else:
            self._fault(gettext("%(name)s is not what it is in the original"), path, place)

    def _take_list(
        self, said: list[Any], original: list[Any] | tuple[Any, ...], path: str, place: tuple[str | int, ...]
    ) -> None:
        if len(said) != len(original):
            reason = gettext(
                "%(name)s has %(count)s entries, and the original %(total)s; leave an entry empty that is "
                "not translated yet"
            )
            values = {"name": path, "count": len(said), "total": len(original)}
            self.part.fault(reason % values, *place)
            return
        for index, (one, other) in enumerate(zip(said, original, strict=True)):
            self.take(one, other, f"{path}.{index}", (*place, index))

    def _fault(self, reason: str, path: str, place: tuple[str | int, ...]) -> None:
        self.part.fault(reason % {"name": path}, *place)


def take_marks(part: Lined, originals: Mapping[str, Any]) -> dict[str, str]:
    """Return of what a file's texts were made, where it says so: digests by their paths."""
    marks = {}
    for path, digest in part.part(MADE_FROM).data.items():
        if path not in originals:
            continue  # A text that has gone since the file was written.
        if digest == NOW:
            marks[path] = digest_of(originals[path])
        elif isinstance(digest, str) and _MARK.fullmatch(digest):
            marks[path] = digest
        else:
            part.fault(
                gettext("what a text was made from is eight letters and digits, or %(now)s") % {"now": NOW},
                MADE_FROM,
                path,
            )
    return marks


def check_texts(part: Lined, taken: Mapping[str, str], checker: TextChecker) -> None:
    """Note a title that is too long, and what is wrong with formulas and pictures."""
    for path, text in taken.items():
        names = path.split(".")
        line = part.line(*(int(name) if name.isdigit() else name for name in names))
        if names[-1] == "title":
            if len(text) > TITLE:
                reason = gettext("%(name)s has more than %(most)s characters")
                part.faults.add(part.file, line, reason % {"name": path, "most": TITLE})
        else:
            checker.check(text, file=part.file, line=line)
