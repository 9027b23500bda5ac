"""Courses packed as tars: unpacked within limits, and nothing in them leads elsewhere."""

import gzip
import tarfile
from io import BytesIO
from zipfile import ZipFile

import pytest

from content.coursefiles import BadCourseFiles, tars
from content.coursefiles.tars import files_in_tar, is_tar
from content.exchange.readers import open_path, open_upload, sources


def tar_of(*entries, mode="w:gz"):
    """Return a tar of files, each a path and its bytes, and of entries of other types."""
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                archive.addfile(entry)
                continue
            path, data = entry
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, BytesIO(data))
    return buffer.getvalue()


def special(path, kind, target=""):
    info = tarfile.TarInfo(path)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_files_come_by_their_paths_and_hidden_ones_are_named(mode):
    folder = special("course", tarfile.DIRTYPE)
    data = tar_of(folder, ("./course/course.xml", b"<course/>"), ("course/._course.xml", b"\0"), mode=mode)
    assert is_tar(data)
    files = files_in_tar(data)
    assert files == {"course/course.xml": b"<course/>"}
    assert files.ignored == ("course/._course.xml",)


def test_an_upload_is_known_by_its_bytes_whatever_it_is_called():
    assert open_upload("export.bin", tar_of(("a.txt", b"x"))).files == {"a.txt": b"x"}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (("../a.txt", b""), "leaves the course's folder"),
        (("/etc/passwd", b""), "leaves the course's folder"),
        (("course/../../a.txt", b""), "leaves the course's folder"),
        (special("a", tarfile.SYMTYPE, "/etc/passwd"), "a link or a device"),
        (special("a", tarfile.LNKTYPE, "b"), "a link or a device"),
        (special("a", tarfile.FIFOTYPE), "a link or a device"),
        (special("a", tarfile.CHRTYPE), "a link or a device"),
    ],
)
def test_what_leads_elsewhere_refuses_all_of_it(entry, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        files_in_tar(tar_of(("ok.txt", b"x"), entry))


def test_a_path_that_stands_twice_is_refused():
    with pytest.raises(BadCourseFiles, match="stands twice"):
        files_in_tar(tar_of(("a.txt", b"x"), ("./a.txt", b"y")))


def test_what_is_too_large_to_belong_to_a_course_is_left_out_and_named(monkeypatch):
    monkeypatch.setattr(tars, "LARGEST", 10)
    files = files_in_tar(tar_of(("film.mp4", b"x" * 11), ("a.txt", b"x" * 10)))
    assert (list(files), files.ignored) == (["a.txt"], ("film.mp4",))


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_BYTES", "_MOST_UNPACKED"])
def test_too_many_files_or_bytes_are_refused(monkeypatch, limit):
    monkeypatch.setattr(tars, limit, 1)
    with pytest.raises(BadCourseFiles, match="too large"):
        files_in_tar(tar_of(("a.txt", b"xx"), ("b.txt", b"x")))


def test_the_larger_limits_of_a_command_hold_for_tars_and_zips(tmp_path, monkeypatch):
    monkeypatch.setattr(tars, "MAX_FILES", 1)
    monkeypatch.setattr(sources, "MAX_FILES", 1)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "x")
    for name, data in (
        ("course.tar.gz", tar_of(("a.txt", b"x"), ("b.txt", b"x"))),
        ("course.zip", packed.getvalue()),
    ):
        with pytest.raises(BadCourseFiles):
            open_upload(name, data)
        (tmp_path / name).write_bytes(data)
        assert open_path(tmp_path / name).files == {"a.txt": b"x", "b.txt": b"x"}


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b",
        gzip.compress(b"no tar"),
        tar_of(("a.txt", b"x" * 5000))[:-40],
        tar_of(("a.txt", b"x" * 50_000), mode="w")[:9000],
        b"PK but a tar by its name",
    ],
    # Of its own: what gzip packs holds the second in which it was packed.
    ids=["a beginning", "no tar", "a broken gzip", "a broken tar", "a zip's first letters"],
)
def test_what_is_no_tar_or_broken_off_is_refused(data):
    with pytest.raises(BadCourseFiles, match=r"course\.tar\.gz:1: this is no readable tar"):
        open_upload("course.tar.gz", data)
