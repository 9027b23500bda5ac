"""Pictures that are inserted while an author writes: cleaned, named, and ready to stand in the text."""

import re
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from content.authoring.versions import record_first_version, record_version
from content.exchange.bounded_reading import read_picture
from content.language import gettext, ngettext
from content.models import Course, Image
from content.texts.images import CleanImage, InvalidImage, ending_of
from content.texts.slugs import FreeSlugs

_LONGEST_ALT = 500
# Within ![...] these would end the description.
_SPECIAL = re.compile(r"([\[\]\\])")


def add_picture(course: Course, *, file_name: str, data: bytes, alt: str, by: Any) -> Image:
    """Store a picture under a name that is free in the course; the same picture again is the one there is.

    Raises:
        InvalidImage: it cannot serve as a picture, or nothing says what it shows.
        ReadingStopped: reading it did not end within the limits.
    """
    alt = " ".join(alt.split())
    if not alt:
        raise InvalidImage(gettext("say what the picture shows, for those who cannot see it"))
    if len(alt) > _LONGEST_ALT:
        raise InvalidImage(
            ngettext(
                "the description has more than %(most)s character",
                "the description has more than %(most)s characters",
                _LONGEST_ALT,
            )
            % {"most": _LONGEST_ALT}
        )
    stem = slugify(file_name.rpartition(".")[0])[:60] or "picture"
    ending = ending_of(data)
    # Before the transaction: nobody else could write to SQLite as long as the child reads.
    clean = read_picture(f"{stem}.{ending}", data)
    return _store(course, clean, stem=stem, ending=ending, alt=alt, by=by)


@transaction.atomic
def _store(course: Course, clean: CleanImage, *, stem: str, ending: str, alt: str, by: Any) -> Image:
    same = course.images.filter(data=clean.data).first()
    if same is not None:
        return same
    taken = [name.rpartition(".")[0] for name in course.images.values_list("name", flat=True)]
    record_first_version(course)
    picture = Image.objects.create(
        course=course,
        name=f"{FreeSlugs(taken).take(stem)}.{ending}",
        alt=alt,
        content_type=clean.content_type,
        data=clean.data,
    )
    record_version(course, by=by, note=gettext("Added the picture “%(picture)s”") % {"picture": picture})
    return picture


def markdown_of(picture: Image, alt: str) -> str:
    """Return what a text says to show a picture."""
    described = _SPECIAL.sub(r"\\\1", " ".join(alt.split()) or picture.alt)
    return f"![{described}]({picture.reference})"
