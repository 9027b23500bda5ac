"""The formats that can be read, and which of them a source is in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.readers import attune, gift, moodle, oatutor, olx, qti
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.sources import Source
from content.language import gettext


@dataclass(frozen=True)
class Format:
    """One format: how to tell a source of it, and how to read one."""

    title: str
    looks_like_it: Callable[[Source], bool]
    read: Callable[[Source, Wanted], Reading]


# In the order in which a source is tried: GIFT is any text, and so comes last.
FORMATS: Mapping[str, Format] = {
    "attune": Format(attune.TITLE, attune.looks_like_it, attune.read),
    "olx": Format(olx.TITLE, olx.looks_like_it, olx.read),
    # Packages of Canvas have a <quiz> of their own, which is none of Moodle's: they are asked for first.
    "qti": Format(qti.TITLE, qti.looks_like_it, qti.read),
    "moodle": Format(moodle.TITLE, moodle.looks_like_it, moodle.read),
    "oatutor": Format(oatutor.TITLE, oatutor.looks_like_it, oatutor.read),
    "gift": Format(gift.TITLE, gift.looks_like_it, gift.read),
}


def read_source(source: Source, wanted: Wanted, *, format_name: str = "") -> Reading:
    """Read a source in the named format, or in the one that it looks like.

    Raises:
        BadCourseFiles: it looks like none, or cannot be read in that format.
    """
    name = format_name or _guess(source)
    if name not in FORMATS:
        reason = gettext("there is no format %(name)r; known are %(known)s") % {
            "name": name,
            "known": _known(),
        }
        raise BadCourseFiles([Fault(source.name, 1, reason)])
    reading = FORMATS[name].read(source, wanted)
    return reading.with_licence(wanted.licence) if wanted.licence else reading


def _guess(source: Source) -> str:
    for name, known in FORMATS.items():
        if known.looks_like_it(source):
            return name
    reason = gettext("this looks like no format that can be read: %(known)s") % {"known": _known()}
    raise BadCourseFiles([Fault(source.name, 1, reason)])


def _known() -> str:
    return ", ".join(FORMATS)
