"""Zips as people's computers make them, and files that would overwrite newer work."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.archives import files_in_folder, files_in_zip
from content.models import Course, Import
from tests.content.coursefolder import LESSON, course_files

NOISE = (
    ".DS_Store",
    "01-a-half/Thumbs.db",
    "images/desktop.ini",
    "images/._pie.svg",
    "images/.DS_Store",
    "__MACOSX/images/._pie.svg",
    "__MACOSX/._course.yaml",
)


def zip_of(files, *, slash="/", folder=""):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(f"{folder}{path}".replace("/", slash), data)
    return buffer.getvalue()


def upload(data, name="halves.zip"):
    return {"file": SimpleUploadedFile(name, data)}


@pytest.mark.parametrize("folder", ["", "halves/"])
@pytest.mark.parametrize("slash", ["/", "\\"])
def test_what_file_managers_add_to_a_zip_is_left_out_and_named(folder, slash):
    noisy = {**course_files(), **dict.fromkeys(NOISE, b"\0\1")}
    files = files_in_zip(zip_of(noisy, slash=slash, folder=folder))
    assert files == course_files()
    assert {path.removeprefix(folder) for path in files.ignored} == set(NOISE)
    assert read_course(files) == read_course(course_files())


def test_a_folder_is_read_like_a_zip(tmp_path):
    for path, data in {**course_files(), **dict.fromkeys(NOISE, b"\0\1")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    files = files_in_folder(tmp_path)
    assert files == course_files()
    # A folder that is left out is named once, whatever is in it.
    assert set(files.ignored) == {"__MACOSX/" if path.startswith("__MACOSX") else path for path in NOISE}


def test_a_checkout_names_its_hidden_folder_once_and_reads_nothing_of_it(tmp_path):
    for path in (".git/config", ".git/objects/ab/cd", "a/.hidden/x.md", "a/b.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
    files = files_in_folder(tmp_path)
    assert (list(files), files.ignored) == (["a/b.md"], (".git/", "a/.hidden/"))


def test_a_file_that_goes_while_a_folder_is_read_is_refused(tmp_path):
    (tmp_path / "a.md").write_bytes(b"x")
    files = files_in_folder(tmp_path)
    (tmp_path / "a.md").unlink()
    with pytest.raises(BadCourseFiles, match=r"a\.md:1: this file cannot be read"):
        files["a.md"]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("..\\x.md",), "leaves the course"),
        (("\\x.md",), "leaves the course"),
        (("C:\\x.md",), "leaves the course"),
        (("../.DS_Store",), "leaves the course"),
        (("a/x.md", "a\\x.md"), "stands twice"),
    ],
)
def test_back_slashes_and_hidden_names_lead_nowhere_else(names, reason):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    with pytest.raises(BadCourseFiles, match=reason):
        files_in_zip(buffer.getvalue())


@pytest.fixture
def author(client, noor):
    client.force_login(noor)
    return client


@pytest.fixture
def import_page(db):
    return reverse("admin:content_course_import")


def retitle(title):
    lesson = Course.objects.get().lessons.get()
    lesson.title = title
    lesson.save()


def send(author, import_page, files):
    """Return the preview of a zip of files."""
    return author.post(import_page, upload(zip_of(files)), follow=True)


def bring_in(author, import_page, files):
    """Take a zip of files in, and say yes to what it would do."""
    address = send(author, import_page, files).redirect_chain[-1][0]
    return author.post(address, {"answer": "yes"}, follow=True)


@pytest.mark.process
def test_a_whole_course_is_shown_before_it_is_taken(author, import_page):
    shown = send(author, import_page, {**course_files(), ".DS_Store": b"x"}).content.decode()
    assert "left out, as it belongs to no course: .DS_Store" in shown
    assert "a-half/turn" in shown
    assert not Course.objects.exists()
    reply = bring_in(author, import_page, course_files())
    assert reply.redirect_chain[-1][0] == reverse(
        "admin:content_course_change", args=[Course.objects.get().pk]
    )
    assert Import.objects.get().data is None


@pytest.mark.process
def test_the_preview_names_what_changes_and_what_leaves_the_course(author, import_page):
    bring_in(author, import_page, course_files())
    newer = course_files(**{"01-a-half/lesson.yaml": LESSON.replace("A half", "Halves again")})
    del newer["01-a-half/02-turn.md"]
    shown = send(author, import_page, newer).content.decode()
    told = shown[shown.index("Would leave the course") :]
    assert "<li>a-half/turn</li>" in told
    assert "<li>a-half</li>" in told[told.index("Brought up to date") :]
    assert "overwrite newer work" not in shown


@pytest.mark.process
def test_files_over_newer_work_ask_first_and_say_what_goes(author, import_page):
    bring_in(author, import_page, course_files())
    retitle("My own words")
    asked = send(author, import_page, course_files())
    shown = asked.content.decode()
    assert "was worked on here since" in shown
    assert "- title: My own words" in shown
    address = asked.redirect_chain[-1][0]
    author.post(address, {"answer": "no"})
    assert Course.objects.get().lessons.get().title == "My own words"
    assert author.get(address).url == import_page


@pytest.mark.process
def test_after_a_yes_the_files_are_in_and_the_newer_work_is_in_the_history(author, import_page):
    bring_in(author, import_page, course_files())
    retitle("My own words")
    bring_in(author, import_page, course_files())
    course = Course.objects.get()
    assert course.lessons.get().title == "A half"
    assert [version.note for version in course.versions.all()] == [
        "Brought in as files",
        "Before the files came in",
        "Brought in as files",
    ]


@pytest.mark.process
def test_work_done_between_the_preview_and_the_yes_is_asked_about(author, import_page):
    bring_in(author, import_page, course_files())
    asked = send(author, import_page, course_files()).redirect_chain[-1][0]
    retitle("My own words")
    again = author.post(asked, {"answer": "yes"}, follow=True)
    assert Course.objects.get().lessons.get().title == "My own words"
    assert "Somebody worked on the course meanwhile" in again.content.decode()
    assert "- title: My own words" in again.content.decode()
    author.post(again.redirect_chain[-1][0], {"answer": "yes"})
    assert Course.objects.get().lessons.get().title == "A half"


@pytest.mark.process
def test_files_over_what_the_last_files_made_ask_nothing(author, import_page):
    bring_in(author, import_page, course_files())
    newer = course_files(**{"01-a-half/lesson.yaml": LESSON.replace("A half", "Halves again")})
    bring_in(author, import_page, newer)
    assert Course.objects.get().lessons.get().title == "Halves again"


@pytest.mark.process
def test_what_waits_of_a_whole_course_is_for_whoever_sent_it(author, client, import_page, ben):
    bring_in(author, import_page, course_files())
    retitle("My own words")
    address = send(author, import_page, course_files()).redirect_chain[-1][0]
    client.force_login(ben)
    assert client.post(address, {"answer": "yes"}).status_code == 302
    assert Course.objects.get().lessons.get().title == "My own words"


def test_the_command_refuses_to_overwrite_newer_work_unless_told_to(tmp_path, db):
    (tmp_path / "halves.zip").write_bytes(zip_of({**course_files(), "Thumbs.db": b"x"}))
    out = StringIO()
    call_command("import_course", str(tmp_path / "halves.zip"), stdout=out)
    assert "left out, as it belongs to no course: Thumbs.db" in out.getvalue()
    retitle("My own words")
    with pytest.raises(CommandError, match=r"01-a-half/lesson\.yaml: changed"):
        call_command("import_course", str(tmp_path / "halves.zip"), stdout=StringIO())
    assert Course.objects.get().lessons.get().title == "My own words"
    call_command("import_course", str(tmp_path / "halves.zip"), "--overwrite", stdout=StringIO())
    assert Course.objects.get().lessons.get().title == "A half"


@pytest.mark.parametrize(
    ("person", "target"), [("amira", "tutor:courses"), ("tariq", "tutor:classes"), ("noor", "")]
)
def test_the_admin_says_where_to_go_instead_of_asking_to_sign_in_again(client, request, person, target):
    client.force_login(request.getfixturevalue(person))
    shown = client.get("/admin/", follow=True).content.decode()
    assert 'name="password"' not in shown
    assert ("does not write lessons" in shown) == bool(target)
    if target:
        assert f'href="{reverse(target)}"' in shown
