r"""OATutor's texts as Markdown: `$$` around formulas, `##` around pictures, `\n` a new line, `**` a power.

Nothing else is markup there. Source: `renderText.js` of OATutor's own pages.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import PurePosixPath

from django.utils.text import slugify

from content.coursefiles.documents import ImageDoc
from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.exchange.readers.gathering import Findings
from content.exchange.readers.oatutor.changing import Changing
from content.exchange.readers.oatutor.tex import as_formula, as_plain
from content.exchange.readers.oatutor.tree import Unfit
from content.language import gettext
from content.texts.foreign import markdown_of_plain
from content.texts.images import InvalidImage, ending_of, read_image

MOST_PICTURES = 2000
_LINES = re.compile(r"\\n(?!eq)|\n")
_HELD = re.compile("\ue100(\\d+)\ue101")
_MARKS = re.compile("[\ue100\ue101]")
_BRACKETS = re.compile(r"[\[\]\\$`*_]")


class Texts:
    """Turns the texts of one problem; its pictures are gathered in `images`."""

    def __init__(
        self, files: Mapping[str, bytes], folder: str, *, title: str, where: str, findings: Findings
    ) -> None:
        self._files, self._folder, self._title = files, folder, title
        self._where, self._findings = where, findings
        self.images: dict[str, ImageDoc] = {}
        self.changing = Changing()

    def markdown(self, text: str, *, inline: bool = False) -> str:
        """Return a text as Markdown; `inline` keeps it on one line, as a choice needs it.

        Raises:
            Unfit: a formula cannot be shown.
        """
        held: list[str] = []

        def hold(shown: str, *, alone: bool = False) -> str:
            held.append(shown)
            mark = f"\ue100{len(held) - 1}\ue101"
            return f"\n\n{mark}\n\n" if alone and not inline else mark

        pieces = [
            hold(as_formula(self.changing.marked(piece, in_formula=True)))
            if is_formula
            else self._plain(self._held_variables(piece, hold), hold)
            for is_formula, piece in _parted(_MARKS.sub("", text))
        ]
        shown = "".join(pieces)
        shown = " ".join(shown.split()) if inline else re.sub(r"\n{3,}", "\n\n", shown)
        markdown = _HELD.sub(lambda found: held[int(found[1])], markdown_of_plain(shown))
        self._check(markdown)
        return markdown

    def _held_variables(self, text: str, hold: Callable[[str], str]) -> str:
        pieces = self.changing.pieces(text)
        return "".join(hold(piece) if is_variable else piece for is_variable, piece in pieces)

    @staticmethod
    def words(text: str) -> str:
        """Return a text on one line, its formulas as people would type them."""
        pieces = (as_plain(piece) if is_formula else piece for is_formula, piece in _parted(text))
        return " ".join(_LINES.sub(" ", "".join(pieces)).replace("**", "^").split())

    def _plain(self, text: str, hold: object) -> str:
        parts = text.replace("\\neq", "≠").replace("**", "^").split("##")
        if len(parts) % 2 == 0:  # the last mark has no end; OATutor shows a picture there all the same
            parts[-1] = parts[-1].strip()
        shown = []
        for number, part in enumerate(parts):
            is_picture = number % 2 and part.strip()
            shown.append(self._picture(part.strip(), hold) if is_picture else _LINES.sub("\n", part))
        return "".join(shown)

    def _picture(self, name: str, hold: object) -> str:
        """Return a picture's mark, or nothing where it cannot come along."""
        assert callable(hold)
        if "://" in name or name.startswith("//"):
            reason = gettext("%(name)r is on another site; the problem is taken without it.")
            self._findings.skip(self._where, reason % {"name": name[:100]})
            return ""
        path = f"{self._folder}figures/{PurePosixPath(name).name}"
        if path not in self._files:
            reason = gettext("the picture %(name)r does not come along; the problem is taken without it.")
            self._findings.skip(self._where, reason % {"name": name[:100]})
            return ""
        try:
            return str(hold(self._shown(path), alone=True))
        except InvalidImage as error:
            reason = gettext("the picture cannot be used (%(problem)s); the problem is taken without it.")
            self._findings.skip(path, reason % {"problem": error})
            return ""

    def _shown(self, path: str) -> str:
        data = self._files[path]
        stem = PurePosixPath(path).stem
        # Whatever it is, there it is called .gif.
        ending = f".{ending_of(data)}"
        clean = read_image(f"picture{ending}", data)
        problem = slugify(PurePosixPath(self._folder).name)[:60] or "problem"
        called = f"{problem}-{slugify(stem)[:30] or 'picture'}-{sha256(data).hexdigest()[:8]}{ending}"
        figure = " ".join(_DIGITS_APART.sub(r"\1 \2", stem).split()).capitalize()
        alt = _BRACKETS.sub("", f"{figure}: {self._title}" if self._title else figure)[:300].strip()
        self._findings.note(
            gettext("a picture has no alternative text there and is called by its problem; describe it")
        )
        self.images.setdefault(called, ImageDoc(called, alt, clean.content_type, clean.data))
        return f"![{alt}](images/{called})"

    def _check(self, markdown: str) -> None:
        faults = FaultList()
        TextChecker({f"images/{name}" for name in self.images}, faults).check(markdown, file="", line=1)
        if faults.faults:
            raise Unfit(faults.faults[0].reason)


_DIGITS_APART = re.compile(r"([^\W\d])(\d)")


def _parted(text: str) -> list[tuple[bool, str]]:
    """Return a text's pieces and which are formulas; line by line where a formula does not end."""
    parts = text.split("$$")
    if len(parts) % 2:
        return _alternating(parts)
    pieces: list[tuple[bool, str]] = []
    for number, line in enumerate(_LINES.split(text)):
        pieces += [(False, "\n")] if number else []
        pieces += _alternating(line.split("$$"))
    return pieces


def _alternating(parts: list[str]) -> list[tuple[bool, str]]:
    return [(bool(number % 2) and bool(part.strip()), part) for number, part in enumerate(parts) if part]
