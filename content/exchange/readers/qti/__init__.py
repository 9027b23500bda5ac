"""QTI and Common Cartridge as a course: tests and modules become lessons, items and pages steps.

Source of the formats: IMS Global (1EdTech), "Question and Test Interoperability" 1.2, 2.1, 2.2 and 3.0,
"Content Packaging" 1.1 and "Common Cartridge" 1.0 to 1.3.
"""

from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.qti.packages import roots_of
from content.exchange.readers.qti.reading import read_package
from content.exchange.readers.sources import Source
from content.language import gettext as _


def looks_like_it(source: Source) -> bool:
    """Return whether there is a package's manifest, or a file of items."""
    return bool(roots_of(source))


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the items and pages of all packages and files.

    Raises:
        BadCourseFiles: there is none, or one is no sound XML.
    """
    if not roots_of(source):
        raise BadCourseFiles([Fault(source.name, 1, _("there is no item, test or package of QTI in it"))])
    return read_package(source, wanted)
