"""A course's files out of a folder or a zip."""

import re
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext

MAX_FILES = 2000
MAX_BYTES = 50_000_000
# What file managers add by themselves; names in lower case.
_OF_THE_SYSTEM = {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"}
_DRIVE = re.compile(r"[A-Za-z]:")


class CourseFiles(dict[str, bytes]):
    """A course's files by their path; `ignored` names what stood among them and belongs to no course."""

    def __init__(self, files: Mapping[str, bytes], *, ignored: Iterable[str] = ()) -> None:
        super().__init__(files)
        self.ignored = tuple(ignored)


def is_ignored(path: str) -> bool:
    """Return whether a file is hidden or one that an operating system adds, such as `Thumbs.db`."""
    return any(part.startswith(".") or part.lower() in _OF_THE_SYSTEM for part in path.split("/"))


def leaves_its_folder(path: str) -> bool:
    """Return whether a path in an archive leads elsewhere than below the folder it is unpacked to."""
    return path.startswith("/") or ".." in path.split("/") or _DRIVE.match(path) is not None


def files_in_folder(folder: Path) -> CourseFiles:
    """Return the files below a folder by their path in it.

    Raises:
        BadCourseFiles: there is no such folder.
    """
    if not folder.is_dir():
        raise BadCourseFiles([Fault(str(folder), 1, gettext("there is no such folder"))])
    paths = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    files = {name: path.read_bytes() for name, path in paths.items() if not is_ignored(name)}
    return CourseFiles(files, ignored=[name for name in paths if is_ignored(name)])


def files_in_zip(data: bytes, *, name: str = "course.zip") -> CourseFiles:
    """Return the files of a zip, without the folder around them all if there is one.

    Back slashes, which some programs write, part folders like slashes.

    Raises:
        BadCourseFiles: no zip, too many files or bytes, a path that leaves the folder or stands twice.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries, ignored = _course_entries(archive)
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries.values()) > MAX_BYTES:
                raise BadCourseFiles([Fault(name, 1, gettext("this is too large for a course"))])
            files = {path: _read_entry(archive, entry) for path, entry in entries.items()}
    except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadCourseFiles(
            [Fault(name, 1, gettext("this is no readable zip: %(error)s") % {"error": error})]
        ) from None
    return CourseFiles(_without_wrapper(files), ignored=ignored)


def _course_entries(archive: ZipFile) -> tuple[dict[str, ZipInfo], list[str]]:
    """Return the entries that may belong to a course by their path, and the paths of those that do not."""
    entries: dict[str, ZipInfo] = {}
    ignored: list[str] = []
    for entry in archive.infolist():
        path = entry.filename.replace("\\", "/")
        if leaves_its_folder(path):
            raise BadCourseFiles([Fault(path, 1, gettext("this path leaves the course's folder"))])
        if path in entries:
            raise BadCourseFiles([Fault(path, 1, gettext("this file stands twice in the zip"))])
        if path.endswith("/"):
            continue
        if is_ignored(path):
            ignored.append(path)
        else:
            entries[path] = entry
    return entries, ignored


def _read_entry(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Return an entry's bytes, unpacking no more than it says it holds.

    `ZipFile.read` unpacks all there is before it looks at the size, and bzip2 and LZMA cannot be stopped
    half-way: a few hundred bytes would fill the memory.
    """
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(gettext("an unusual compression"))
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _without_wrapper(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    wrappers = {path.partition("/")[0] for path in files}
    if "course.yaml" in files or len(wrappers) != 1:
        return files
    return {path.partition("/")[2]: data for path, data in files.items()}
