"""History, copies and invitations."""

import pytest

from content.authoring.copying import duplicate_course
from content.authoring.invitations import CannotInvite, answer, invite, open_invitations, remove_co_author
from content.authoring.versions import changes_of, files_of, record_version, restore_version
from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Course, StoredFile
from tests.content.coursefolder import LESSON, course_files
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(noor):
    return save_course(read_course(course_files()), owner=noor)


@pytest.fixture
def omar(db):
    return make_user("omar", role="author", is_staff=True)


def rename_lesson(course, title):
    lesson = course.lessons.get()
    lesson.title = title
    lesson.save()


def test_a_version_tells_who_changed_what(course, noor):
    record_version(course, by=noor, note="First")
    rename_lesson(course, "A new half")
    version = record_version(course, by=noor, note="Renamed the lesson")
    assert (version.made_by, version.note) == (noor, "Renamed the lesson")
    change = changes_of(version)[0]
    assert (change.path, change.what) == ("01-a-half/lesson.yaml", "changed")
    assert change.diff == ((" ", "slug: a-half"), ("-", "title: A half"), ("+", "title: A new half"))


def test_nothing_changed_is_no_version(course, noor):
    assert record_version(course, by=noor, note="First")
    assert record_version(course, by=noor, note="Again") is None


@pytest.mark.process
def test_going_back_restores_the_course_and_can_itself_be_undone(course, noor):
    first = record_version(course, by=noor, note="First")
    step = course.lessons.get().steps.get(slug="turn")
    rename_lesson(course, "Spoiled")
    step.archive()
    restore_version(first, by=noor)
    assert course.lessons.get().title == "A half"
    assert course.lessons.get().steps.get(slug="turn").pk == step.pk
    before = course.versions.get(note="Before going back")
    assert b"Spoiled" in files_of(before)["01-a-half/lesson.yaml"]


def test_versions_share_the_files_they_have_in_common(course, noor):
    record_version(course, by=noor, note="First")
    before = StoredFile.objects.count()
    rename_lesson(course, "A new half")
    record_version(course, by=noor, note="Second")
    assert StoredFile.objects.count() == before + 1


def test_a_copy_is_a_draft_of_ones_own(course, omar):
    course.is_published = True
    course.save()
    copy = duplicate_course(course, owner=omar)
    assert (copy.title, copy.slug, copy.owner, copy.is_published) == (
        "Halves (copy)",
        "halves-copy",
        omar,
        False,
    )
    assert copy.lessons.get().steps.count() == 2
    assert duplicate_course(course, owner=omar).slug == "halves-copy-2"
    assert course.lessons.get().title == LESSON.split("title: ")[1].strip()


@pytest.mark.slow
def test_an_invited_author_writes_along_once_they_accept(course, noor, omar):
    invitation = invite(course, username="omar", by=noor)
    assert not Course.objects.editable_by(omar).exists()
    assert list(open_invitations(omar)) == [invitation]
    answer(invitation, accept=True)
    assert course in Course.objects.editable_by(omar)
    assert not open_invitations(omar).exists()
    remove_co_author(course, user_id=omar.pk)
    assert not Course.objects.editable_by(omar).exists()


def test_who_declines_does_not_write_along_and_cannot_change_their_mind_alone(course, noor, omar):
    invitation = invite(course, username="omar", by=noor)
    answer(invitation, accept=False)
    answer(invitation, accept=True)
    assert not Course.objects.editable_by(omar).exists()


def test_asking_twice_is_asking_once(course, noor, omar):
    assert invite(course, username="omar", by=noor) == invite(course, username="omar", by=noor)


@pytest.mark.parametrize("username", ["nobody", "amira", "noor"])
def test_only_another_author_can_be_invited(course, noor, amira, username):
    with pytest.raises(CannotInvite):
        invite(course, username=username, by=noor)
