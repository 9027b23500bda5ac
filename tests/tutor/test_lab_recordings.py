"""Authors play recorded sittings: nameless, without faces, and never of a few."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import make_user
from tutor.lab_recordings import recordings_of
from tutor.models import Reading, StepVisit
from tutor.services.sittings import open_sitting


def take_first_step(student, lesson) -> None:
    sitting = open_sitting(student=student, lesson=lesson)
    now = timezone.now()
    StepVisit.objects.filter(sitting=sitting).update(entered_at=now - timedelta(seconds=60), finished_at=now)
    levels = {"engaged": 0.2, "bored": 0.1, "confused": 0.9, "frustrated": 0.1}
    for back in range(0, 50, 2):
        at = now - timedelta(seconds=back)
        Reading.objects.create(sitting=sitting, at=at, known=True, faces_share=1, model="test", **levels)


@pytest.fixture
def full_class(lesson):
    for number in range(5):
        take_first_step(make_user(f"s{number}", first_name=f"Name{number}"), lesson)


def test_a_students_recording_has_no_face_and_no_name(noor, full_class):
    recordings = recordings_of(noor)
    assert len(recordings) == 5
    snapshots = recordings[0].load()
    assert snapshots[-1].values["behaviour.seconds_on_step"] == pytest.approx(60, abs=1)
    assert not [name for snapshot in snapshots for name in snapshot.values if name.startswith("camera.")]
    assert not [recording.title for recording in recordings if "Name" in recording.title]


def test_four_students_are_too_few(noor, lesson):
    for number in range(4):
        take_first_step(make_user(f"s{number}"), lesson)
    assert recordings_of(noor) == []


def test_an_authors_own_run_has_everything(noor, lesson):
    take_first_step(noor, lesson)
    (recording,) = recordings_of(noor)
    assert recording.load()[-1].values["camera.confused"] == pytest.approx(0.9)


def test_another_author_gets_nothing(full_class, db):
    assert recordings_of(make_user("olga", role="author", is_staff=True)) == []
