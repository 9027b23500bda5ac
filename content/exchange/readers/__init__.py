"""Readers of courses in other systems' formats: a source in, a document of the course and a report out.

One module a format. Each tells whether a source looks like its own and reads it; what fits is taken, what
does not is named with place and reason. No database: `content.exchange.bounded_reading` has them run apart.
"""

from content.exchange.readers.documents import COUNTED, Reading, Skipped
from content.exchange.readers.formats import FORMATS, read_source
from content.exchange.readers.sources import Source, open_path, open_upload

__all__ = [
    "COUNTED",
    "FORMATS",
    "Reading",
    "Skipped",
    "Source",
    "open_path",
    "open_upload",
    "read_source",
]
