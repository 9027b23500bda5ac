"""Files of forgotten versions go, and no others."""

import pytest

from content.authoring import versions
from content.authoring.sweeping import sweep_files
from content.authoring.versions import files_of, record_version
from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Course, Step, StoredFile, Version
from content.tasks import sweep
from tests.content.coursefolder import course_files


@pytest.fixture
def course(noor):
    course = save_course(read_course(course_files()), owner=noor)
    record_version(course, by=noor, note="First")
    return course


def change(course: Course, noor, text: str) -> Version:
    Step.objects.filter(slug="what").update(body=text)
    return record_version(course, by=noor, note="Changed")


def test_files_that_only_forgotten_versions_had_are_swept(course, noor, monkeypatch):
    monkeypatch.setattr(versions, "KEPT", 2)
    for number in range(5):
        last = change(course, noor, f"Text {number}.")
    before = StoredFile.objects.count()
    assert course.versions.count() == 2
    assert sweep_files() == 4  # the first text, and texts 0 to 2
    assert StoredFile.objects.count() == before - 4
    assert b"Text 4." in b"".join(files_of(last).values())
    assert [files_of(version) for version in course.versions.all()]
    assert sweep_files() == 0


def test_a_deleted_courses_files_are_swept_and_anothers_stay(course, noor):
    other = Course.objects.create(slug="other", title="Other", owner=noor)
    kept = record_version(other, by=noor, note="First")
    Version.objects.filter(course=course).delete()
    sweep()
    assert set(StoredFile.objects.values_list("pk", flat=True)) == set(kept.files.values())


def test_a_swept_file_is_stored_anew_when_it_is_back(course, noor):
    change(course, noor, "Other.")
    first = course.versions.last()
    text = files_of(first)["01-a-half/01-what.md"]
    first.delete()
    sweep_files()
    Step.objects.filter(slug="what").update(body=text.decode().split("---\n")[2].split(":::")[0].strip())
    assert text in files_of(record_version(course, by=noor, note="Back")).values()


def test_the_schedule_sweeps(settings):
    assert "content.sweep_files" in {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}
