"""Authors play recorded sittings: nameless, without faces, and never of a few."""

import re

import pytest
from django.urls import reverse

from content.lab.recordings import Stays
from content.models import Condition, Rule
from tests.people import make_user
from tests.tutor.learners import take_first_step
from tutor.queries.lab_recordings import recordings_of


@pytest.fixture
def full_class(lesson):
    for number in range(5):
        take_first_step(make_user(f"s{number}", first_name=f"Name{number}"), lesson)


@pytest.mark.slow
def test_of_students_there_are_counts_and_no_single_stay(client, noor, lesson, full_class):
    (stays,) = recordings_of(noor)
    assert isinstance(stays, Stays)
    assert not re.search(r"Name|20\d\d", stays.title)
    played = stays.load()
    assert played[0][-1].values["behaviour.seconds_on_step"] == pytest.approx(60, abs=1)
    assert not [name for one in played for snap in one for name in snap.values if name.startswith("camera.")]
    client.force_login(noor)
    rule = Rule.objects.create(slug="long", name="Stays long", scope="learner", effects=["hint"])
    Condition.objects.create(rule=rule, signal="behaviour.seconds_on_step", enter=30, leave=30)
    page = client.get(reverse("admin:content_rule_lab"), {"recording": stays.key}).content.decode()
    assert "at least 4 of 5 students" in page
    assert not re.search(r"visit-|a student, without", page)


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
