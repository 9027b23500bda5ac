"""What the texts of any format share: their pictures, and what they lose when they become Markdown."""

import re
from abc import ABC, abstractmethod
from hashlib import sha256
from pathlib import PurePosixPath

from django.utils.text import slugify

from content.coursefiles.documents import ImageDoc
from content.exchange.readers.gathering import Gathered
from content.language import gettext
from content.texts.images import InvalidImage, ending_of, read_image

MOST_PICTURES = 1000
"""The most pictures that one source brings in."""
_BRACKETS = re.compile(r"[\[\]\\]")


class PartTexts(ABC):
    """Texts of one part of a source, a question or a page; its pictures come along once the part is taken."""

    def __init__(self, gathered: Gathered, *, where: str) -> None:
        self._gathered, self.where = gathered, where
        self._images: dict[str, ImageDoc] = {}
        self._lost: list[str] = []

    @property
    @abstractmethod
    def _missing(self) -> str:
        """The sentence on a picture, `%(name)r`, that does not come with the source."""

    @property
    @abstractmethod
    def _without(self) -> str:
        """The sentence on what the part is taken without, `%(reason)s`."""

    @abstractmethod
    def _find(self, address: str) -> tuple[str, bytes | None]:
        """Return the name of a picture's file, empty if it has none, and its bytes if it comes along."""

    def _ending(self, name: str, data: bytes) -> str:
        """Return the ending of a picture's name here: its bytes say what it is, whatever it is called."""
        return ending_of(data)

    def _words(self, stem: str) -> str:
        """Return what a file's name says, empty if nothing."""
        return " ".join(stem.replace("_", " ").replace("-", " ").split())

    def note(self, text: str) -> None:
        """Note what was changed."""
        self._gathered.note(text)

    def lose(self, *reasons: str) -> None:
        """Note that something is left out of what is taken."""
        self._lost += reasons

    def leave_out(self, *things: str) -> None:
        """Note what has no place in Markdown."""
        self.lose(*(gettext("%(what)s is left out") % {"what": what} for what in things))

    def references(self) -> set[str]:
        """Return the names by which the texts show their pictures."""
        return {f"images/{name}" for name in self._images}

    def keep(self) -> None:
        """Bring the pictures of a part that is taken into the course, and report what it lacks."""
        self._gathered.images.update(self._images)
        for reason in dict.fromkeys(self._lost):
            self._gathered.skip(self.where, self._without % {"reason": reason})

    def _picture(self, address: str, alt: str) -> str:
        """Return a picture's Markdown, or its alternative text where it cannot come along."""
        name, data = self._find(address)
        if data is None:
            self.lose(self._missing % {"name": name or address[:80]})
            return _BRACKETS.sub("", alt)
        try:
            return self._shown(name, data, alt)
        except InvalidImage as error:
            unusable = gettext("the picture %(name)r cannot be used (%(error)s)")
            self.lose(unusable % {"name": name, "error": error})
            return _BRACKETS.sub("", alt)

    def _shown(self, name: str, data: bytes, alt: str) -> str:
        """Return the Markdown of a picture; raises InvalidImage where it cannot be used."""
        if len(self._gathered.images) + len(self._images) >= MOST_PICTURES:
            raise InvalidImage(gettext("there are more than %(most)s pictures") % {"most": MOST_PICTURES})
        stem, ending = PurePosixPath(name).stem, self._ending(name, data)
        called = f"{slugify(stem)[:40] or 'picture'}-{sha256(data).hexdigest()[:8]}.{ending}"
        # Many parts may show one picture: to read it again would bring the same.
        read = self._gathered.images.get(called) or read_image(f"picture.{ending}", data)
        words = _BRACKETS.sub("", " ".join(alt.split()))
        if not words:
            words = self._words(stem) or "picture"
            self.note(gettext("a picture without alternative text is called by its file's name; describe it"))
        self._images.setdefault(called, ImageDoc(called, words, read.content_type, read.data))
        return f"![{words}](images/{called})"
