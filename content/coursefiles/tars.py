"""A course's files out of a tar, packed or not, as other systems export their courses."""

import tarfile
import zlib
from io import BytesIO
from lzma import LZMAError

from content.coursefiles.archives import CourseFiles, is_ignored, leaves_its_folder
from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext

MAX_FILES = 10_000
"""The most files of a tar: exports have two for each text."""
MAX_BYTES = 50_000_000
"""The most bytes of all files that are kept."""
LARGEST = 4_000_000
"""The most bytes of a file that is kept: larger ones are films and books, which no course here takes."""
_MOST_UNPACKED = 500_000_000
_GZIP = b"\x1f\x8b"
_USTAR = b"ustar"
# Where the header of a POSIX tar has its magic.
_AT = 257


def is_tar(data: bytes) -> bool:
    """Return whether the bytes begin as a tar does, or as one that gzip packed."""
    return data.startswith(_GZIP) or data[_AT : _AT + len(_USTAR)] == _USTAR


def files_in_tar(
    data: bytes,
    *,
    name: str = "course.tar.gz",
    most_files: int | None = None,
    most_bytes: int | None = None,
) -> CourseFiles:
    """Return the files of a tar by their path; what is too large to belong to a course is named as ignored.

    At most `most_files` files and `most_bytes` bytes, `MAX_FILES` and `MAX_BYTES` where they are not given.

    Raises:
        BadCourseFiles: no tar, too many files or bytes, a link, a device, a path that leaves the folder or
            stands twice.
    """
    try:
        # As a stream: unpacking ends where the limits do, whatever is still to come.
        with tarfile.open(fileobj=BytesIO(data), mode="r|gz" if data.startswith(_GZIP) else "r|") as archive:
            return _course_files(archive, name, most_files or MAX_FILES, most_bytes or MAX_BYTES)
    except (tarfile.TarError, zlib.error, LZMAError, EOFError, OSError, ValueError) as error:
        # It is a `ValueError`, too.
        if isinstance(error, BadCourseFiles):
            raise
        reason = gettext("this is no readable tar: %(error)s") % {"error": error}
        raise BadCourseFiles([Fault(name, 1, reason)]) from None


def _course_files(archive: tarfile.TarFile, name: str, most_files: int, most_bytes: int) -> CourseFiles:
    files: dict[str, bytes] = {}
    ignored: list[str] = []
    seen = kept = unpacked = 0
    for entry in archive:
        path = _path_of(entry)
        if not entry.isfile():
            continue
        seen += 1
        unpacked += entry.size
        is_kept = not is_ignored(path) and entry.size <= LARGEST
        kept += entry.size if is_kept else 0
        if seen > most_files or kept > most_bytes or unpacked > _MOST_UNPACKED:
            raise BadCourseFiles([Fault(name, 1, gettext("this is too large for a course"))])
        if path in files:
            raise BadCourseFiles([Fault(path, 1, gettext("this file stands twice in the tar"))])
        if is_kept:
            files[path] = _bytes_of(archive, entry)
        else:
            ignored.append(path)
    return CourseFiles(files, ignored=ignored)


def _path_of(entry: tarfile.TarInfo) -> str:
    """Return an entry's path in the course's folder.

    Raises:
        BadCourseFiles: it leaves the folder, or is neither a file nor a folder.
    """
    # As `tar -C folder .` writes it.
    path = entry.name.removeprefix("./")
    if leaves_its_folder(path):
        raise BadCourseFiles([Fault(entry.name, 1, gettext("this path leaves the course's folder"))])
    if not (entry.isfile() or entry.isdir()):
        reason = gettext("this is a link or a device; a course has only files and folders")
        raise BadCourseFiles([Fault(entry.name, 1, reason)])
    return path


def _bytes_of(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry)
    data = b"" if file is None else file.read(entry.size)
    if len(data) < entry.size:
        raise tarfile.ReadError(gettext("it ends too early"))
    return data
