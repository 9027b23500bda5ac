"""Where a course comes from: a folder, a zip, a tar or a single file, as its files by their paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from content.coursefiles.archives import MAX_BYTES, MAX_FILES, files_in_folder, files_in_zip
from content.coursefiles.faults import BadCourseFiles, Fault
from content.coursefiles.tars import files_in_tar, is_tar
from content.language import gettext

_ZIP = b"PK\x03\x04"
# Of an archive that whoever runs the site brings: OATutor's whole repository has 187 MB in 47,642 files.
_MOST_FILES_HERE = 100_000
_MOST_BYTES_HERE = 400_000_000


@dataclass(frozen=True)
class Source:
    """Files by their path, and what the whole is called; `ignored` names those that belong to no course."""

    name: str
    files: Mapping[str, bytes]
    ignored: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name without its endings: "bank" of "bank.gift.txt"."""
        return PurePosixPath(self.name).name.partition(".")[0]

    def with_ending(self, *endings: str) -> dict[str, bytes]:
        """Return the files whose name ends so, by their path."""
        return {
            path: self.files[path] for path in sorted(self.files) if path.lower().endswith(tuple(endings))
        }


def open_upload(
    name: str, data: bytes, *, most_files: int | None = None, most_bytes: int | None = None
) -> Source:
    """Return a file that somebody sent, or what is in it if it is a zip or a tar.

    Without `most_files` and `most_bytes`, an archive has the limits of its kind.

    Raises:
        BadCourseFiles: no readable zip or tar, too large, or a backup of Moodle.
    """
    if name.lower().endswith(".mbz"):
        reason = gettext(
            "this is the backup of a Moodle course; in Moodle, export the question bank as Moodle XML, "
            "and bring that"
        )
        raise BadCourseFiles([Fault(name, 1, reason)])
    if data.startswith(_ZIP) or name.lower().endswith(".zip"):
        most = (most_files or MAX_FILES, most_bytes or MAX_BYTES)
        files = files_in_zip(data, name=name, most_files=most[0], most_bytes=most[1])
        return Source(name, files, files.ignored)
    if is_tar(data) or name.lower().endswith((".tar.gz", ".tgz", ".tar")):
        files = files_in_tar(data, name=name, most_files=most_files, most_bytes=most_bytes)
        return Source(name, files, files.ignored)
    if len(data) > MAX_BYTES:
        raise BadCourseFiles([Fault(name, 1, gettext("this is too large for a course"))])
    return Source(name, {PurePosixPath(name).name: data})


def open_path(path: Path) -> Source:
    """Return a file, an archive or a folder of this machine; raises as `open_upload` does, or if absent."""
    if path.is_file():
        data = path.read_bytes()
        return open_upload(path.name, data, most_files=_MOST_FILES_HERE, most_bytes=_MOST_BYTES_HERE)
    files = files_in_folder(path)
    return Source(path.resolve().name, files, files.ignored)


def text_of(path: str, data: bytes) -> str:
    """Return a file's text, its lines parted by line feeds alone.

    Raises:
        BadCourseFiles: it is not UTF-8, or holds what is no text.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadCourseFiles([Fault(path, line, gettext("this is not UTF-8 text"))]) from None
    if "\0" in text:
        line = text.partition("\0")[0].count("\n") + 1
        raise BadCourseFiles([Fault(path, line, gettext("there is a character here that is no text"))])
    return text
