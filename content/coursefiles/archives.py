"""A course's files out of a folder or a zip."""

import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content.coursefiles.faults import BadCourseFiles, Fault
from content.language import gettext

# OATutor's largest course has 7,400 files.
MAX_FILES = 20_000
MAX_BYTES = 50_000_000
MOST_IN_FOLDER = 200_000
"""The most files below a folder of this machine; they are read one by one."""
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


class FolderFiles(Mapping[str, bytes]):
    """The files below a folder by their path in it, each read when it is asked for.

    `ignored` names what belongs to no course, a folder of such files once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names, ignored = _names_in(folder)
        self._known = frozenset(self._names)
        self.ignored = tuple(ignored)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._known:
            raise KeyError(name)
        path = self._folder / name
        try:
            if path.stat().st_size > MAX_BYTES:
                raise BadCourseFiles([Fault(name, 1, gettext("this is too large for a course"))])
            return path.read_bytes()
        except OSError as error:
            reason = gettext("this file cannot be read: %(error)s") % {"error": error.strerror}
            raise BadCourseFiles([Fault(name, 1, reason)]) from None

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def files_in_folder(folder: Path) -> FolderFiles:
    """Return the files below a folder by their path in it.

    Raises:
        BadCourseFiles: there is no such folder, or more files in it than any course has.
    """
    if not folder.is_dir():
        raise BadCourseFiles([Fault(str(folder), 1, gettext("there is no such folder"))])
    return FolderFiles(folder)


def _names_in(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the files below a folder, and of files and folders that are left out."""
    names: list[str] = []
    ignored: list[str] = []
    for root, folders, files in os.walk(folder):
        inside = Path(root).relative_to(folder)
        ignored += [f"{(inside / name).as_posix()}/" for name in folders if is_ignored(name)]
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        for name in files:
            (ignored if is_ignored(name) else names).append((inside / name).as_posix())
        if len(names) > MOST_IN_FOLDER:
            reason = gettext("there are more than %(most)s files in it") % {"most": MOST_IN_FOLDER}
            raise BadCourseFiles([Fault(str(folder), 1, reason)])
    return sorted(names), sorted(ignored)


def files_in_zip(
    data: bytes, *, name: str = "course.zip", most_files: int = MAX_FILES, most_bytes: int = MAX_BYTES
) -> CourseFiles:
    """Return the files of a zip, without the folder around them all if there is one.

    Back slashes, which some programs write, part folders like slashes.

    Raises:
        BadCourseFiles: no zip, too many files or bytes, a path that leaves the folder or stands twice.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries, ignored = _course_entries(archive)
            if len(entries) > most_files or sum(one.file_size for one in entries.values()) > most_bytes:
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
    # A file that stands by itself is no folder around others.
    if "course.yaml" in files or len(wrappers) != 1 or wrappers & files.keys():
        return files
    return {path.partition("/")[2]: data for path, data in files.items()}
