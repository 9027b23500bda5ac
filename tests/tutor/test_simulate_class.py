"""simulate_class refuses what makes no sense, and its figures are what they say."""

import pytest
from django.core.management import CommandError, call_command

from tutor.demo import create_simulated_students
from tutor.models import Classroom, User
from tutor.simulation.measures import percentiles


@pytest.mark.parametrize("options", [{"students": 0}, {"seconds": 0.0}, {"fps": -1.0}, {"fps": 60.0}])
def test_a_class_that_makes_no_sense_is_refused(db, options):
    with pytest.raises(CommandError, match="--students"):
        call_command("simulate_class", **options)


def test_a_camera_file_that_is_no_video_is_named(db, lesson, tmp_path):
    path = tmp_path / "notes.gif"
    path.write_text("no video")
    with pytest.raises(CommandError, match=r"notes\.gif"):
        call_command("simulate_class", camera=path)


def test_without_a_course_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load a course"):
        call_command("simulate_class")


def test_simulated_students_are_made_once(db):
    create_simulated_students(3)
    create_simulated_students(5)
    assert User.objects.count() == 5
    assert Classroom.objects.get().enrolments.count() == 5


def test_percentiles_are_nearest_ranks():
    assert percentiles(list(range(101)), (50, 95)) == {"p50": 50, "p95": 95}
    assert percentiles([], (50,)) == {"p50": None}
