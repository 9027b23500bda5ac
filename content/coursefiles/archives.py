"""A course's files out of a folder or a zip."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content.coursefiles.faults import BadCourseFiles, Fault

MAX_FILES = 2000
MAX_BYTES = 50_000_000


def files_in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their path in it; hidden ones are left out.

    Raises:
        BadCourseFiles: there is no such folder.
    """
    if not folder.is_dir():
        raise BadCourseFiles([Fault(str(folder), 1, "there is no such folder")])
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def files_in_zip(data: bytes, *, name: str = "course.zip") -> dict[str, bytes]:
    """Return the files of a zip, without the folder around them all if there is one.

    Raises:
        BadCourseFiles: no zip, too many files or bytes, or a path that leaves the folder.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise BadCourseFiles([Fault(name, 1, "this is too large for a course")])
            files = {entry.filename: _read_entry(archive, entry) for entry in entries}
    except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadCourseFiles([Fault(name, 1, f"this is no readable zip: {error}")]) from None
    for path in files:
        if path.startswith("/") or ".." in path.split("/") or "\\" in path:
            raise BadCourseFiles([Fault(path, 1, "this path leaves the course's folder")])
    return _without_wrapper(files)


def _read_entry(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Return an entry's bytes, unpacking no more than it says it holds.

    `ZipFile.read` unpacks all there is before it looks at the size, and bzip2 and LZMA cannot be stopped
    half-way: a few hundred bytes would fill the memory.
    """
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile("an unusual compression")
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _without_wrapper(files: Mapping[str, bytes]) -> dict[str, bytes]:
    kept = {path: data for path, data in files.items() if not path.startswith("__MACOSX/")}
    wrappers = {path.partition("/")[0] for path in kept}
    if "course.yaml" in kept or len(wrappers) != 1:
        return dict(kept)
    return {path.partition("/")[2]: data for path, data in kept.items()}
