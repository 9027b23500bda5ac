"""The format of this very system: Markdown and YAML, as a course is exported."""

from dataclasses import replace

from content.coursefiles import read_course
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.sources import Source


def looks_like_it(source: Source) -> bool:
    """Return whether a course begins here."""
    return "course.yaml" in source.files


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the course; what is wrong with it refuses all of it."""
    course = read_course(source.files, complete=wanted.complete, on_progress=wanted.on_progress)
    course = replace(course, slug=wanted.course or course.slug)
    return Reading("attune", course, is_whole=True, ignored=source.ignored)
