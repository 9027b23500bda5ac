"""OATutor's content as courses: course plans become courses, problems steps, their steps questions.

Source of the format: github.com/CAHLR/OATutor-Content, and github.com/CAHLR/OATutor, whose pages show it.
"""

from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.oatutor.courses import Gathering
from content.exchange.readers.oatutor.tree import is_of_oatutor
from content.exchange.readers.sources import Source


def looks_like_it(source: Source) -> bool:
    """Return whether there is a step of a problem, or course plans."""
    return any(is_of_oatutor(path) for path in source.files)


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the courses of all problems; all but the first are `further` ones.

    Raises:
        BadCourseFiles: there is no problem in it, or a file about all of them cannot be read.
    """
    return Gathering(source, wanted).reading()
