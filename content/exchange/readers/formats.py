"""The formats that can be read, and which of them a source is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from content import figures
from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.sources import Source
from content.language import gettext, gettext_noop


class Reader(Protocol):
    """The module of a format."""

    def looks_like_it(self, source: Source) -> bool:
        """Say whether a source is in this format."""

    def read(self, source: Source, wanted: Wanted) -> Reading:
        """Read a source.

        Raises:
            BadCourseFiles: it cannot be read.
        """


@dataclass(frozen=True)
class Format:
    """One format; its module is imported by the process that reads, and not where it is only named.

    Attributes:
        name: the short one, which no language translates.
    """

    name: str
    title: str
    module: str

    def reader(self) -> Reader:
        """Return the module that reads it."""
        return cast("Reader", import_module(f"content.exchange.readers.{self.module}"))


# In the order in which a source is tried: GIFT is any text, and so comes last.
FORMATS: Mapping[str, Format] = {
    "attune": Format("Attune", gettext_noop("Attune: Markdown and YAML, as Export gives it"), "attune"),
    "olx": Format("Open edX (OLX)", gettext_noop("OLX: a course or library as Open edX exports it"), "olx"),
    # Packages of Canvas have a <quiz> of their own, which is none of Moodle's: they are asked for first.
    "qti": Format(
        "QTI", gettext_noop("QTI and Common Cartridge: items, tests and packages, also of Canvas"), "qti"
    ),
    "moodle": Format("Moodle XML", gettext_noop("Moodle XML: questions as Moodle exports them"), "moodle"),
    "oatutor": Format("OATutor", gettext_noop("OATutor: its content repository, or a part of it"), "oatutor"),
    "gift": Format("GIFT", gettext_noop("GIFT: questions as text, as Moodle exports them"), "gift"),
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
            "known": figures.in_a_row(FORMATS),
        }
        raise BadCourseFiles([Fault(source.name, 1, reason)])
    reading = FORMATS[name].reader().read(source, wanted)
    return reading.with_licence(wanted.licence) if wanted.licence else reading


def _guess(source: Source) -> str:
    for name, known in FORMATS.items():
        if known.reader().looks_like_it(source):
            return name
    reason = gettext("this looks like no format that can be read: %(known)s") % {
        "known": figures.in_a_row(known.name for known in FORMATS.values())
    }
    raise BadCourseFiles([Fault(source.name, 1, reason)])
