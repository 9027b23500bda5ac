"""Attacks by clicks that a teacher has. In each, one student looks lost or does not: nothing read may differ.

Chance is the same in both worlds, so that what is left to differ is the student.
"""

import re
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from tests.people import make_user
from tests.privacy import world
from tests.tutor.class_pages import begin_of
from tutor.models import Adaptation, Classroom, Consent, Sitting
from tutor.services import adaptations, affect
from tutor.services.teaching import sessions

pytestmark = pytest.mark.slow

OTHERS = [f"s{number}" for number in range(12)]
WORLDS = ("confused", "engaged")


@pytest.fixture(autouse=True)
def same_chance(monkeypatch):
    """Draw the same in both worlds."""
    monkeypatch.setattr(affect, "SystemRandom", lambda: Random(7))


@pytest.fixture
def teacher(client, tariq) -> Client:
    client.force_login(tariq)
    return client


@pytest.fixture
def now():
    """Return a moment at which a slot has just been read, so that no slot begins while a test runs."""
    moment = timezone.now()
    return moment - timedelta(seconds=(moment.timestamp() - 6) % 20)


@pytest.fixture
def lesson_of_twelve(classroom, lesson, now):
    """Seat twelve students, half of them lost, and the one whom all this is about, for 100 seconds."""

    def make(state: str) -> dict[str, Sitting]:
        since = now - timedelta(seconds=100)
        sittings = world.seat(classroom, lesson, [*OTHERS, "target"], since=since)
        states = {name: WORLDS[number % 2] for number, name in enumerate(OTHERS)}
        world.show_faces(sittings, {**states, "target": state}, first=since, last=now)
        return sittings

    return make


def end_and_begin(classroom, lesson) -> None:
    for session in classroom.sessions.filter(ended_at=None):
        sessions.end_session(session=session)
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")


def test_1_another_session_without_one_student_tells_nothing_anew(
    teacher, classroom, lesson, lesson_of_twelve
):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    session.started_at -= timedelta(seconds=100)
    session.save()
    sittings = lesson_of_twelve("confused")
    before = world.look(teacher, classroom)
    assert before["series"]
    Sitting.objects.filter(pk=sittings["target"].pk).update(seen_at=timezone.now() - timedelta(minutes=30))
    end_and_begin(classroom, lesson)
    classroom.sessions.filter(ended_at=None).update(started_at=timezone.now() - timedelta(seconds=100))
    after = world.look(teacher, classroom)["series"]
    told_of = {label: index for index, label in enumerate(before["series"]["labels"])}
    again = [label for label in after["labels"] if label in told_of]
    assert again
    for name in ("engaged", "confused"):
        assert [after[name][after["labels"].index(label)] for label in again] == [
            before["series"][name][told_of[label]] for label in again
        ]


def test_2_two_classes_that_share_all_but_one_are_told_of_as_one(
    teacher, tariq, classroom, lesson, lesson_of_twelve, now
):
    twin = Classroom.objects.create(name="All but one")
    twin.teachers.add(tariq)
    sittings = lesson_of_twelve("confused")
    for name in OTHERS:
        world.enrol(twin, sittings[name].student, since=now - timedelta(seconds=100))
    pages = [world.look(teacher, one)["series"] for one in (classroom, twin)]
    assert pages[0]
    # The twin reads what is told of the common cohort from now on, and nothing of a cohort of its own.
    assert pages[1] is None


def camera_rule():
    rule = Rule.objects.create(slug="face", name="Looks lost", scope="learner", effects=["visual"], hold_s=0)
    Condition.objects.create(rule=rule, signal="camera.confused", enter=0.6, leave=0.4)
    return rule


def test_3_help_that_only_a_camera_brings_is_not_counted(teacher, classroom, lesson, now):
    camera_rule()
    since = now - timedelta(seconds=100)
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sittings = world.seat(classroom, lesson, [f"s{number}" for number in range(5)], since=since)
    world.show_faces(sittings, dict.fromkeys(sittings, "confused"), first=since, last=now)
    for sitting in sittings.values():
        sessions.take_seat(sitting=sitting)
        adaptations.consider(sitting_id=sitting.pk, now=now)
    assert Adaptation.objects.filter(kind="visual").count() == 5
    assert not world.look(teacher, classroom)["help_given"]
    sessions.end_session(session=session)
    session.refresh_from_db()
    assert session.report["helps"] == []
    assert not any("Visual aid" in text for text in world.read_files(teacher, classroom))


def test_3_help_for_everyone_does_not_say_how_many_had_it_from_a_camera(teacher, classroom, lesson, now):
    camera_rule()
    told = []
    for number, state in enumerate(WORLDS):
        since = now - timedelta(seconds=100)
        room = Classroom.objects.create(name=f"Room {number}")
        room.teachers.set(classroom.teachers.all())
        sittings = world.seat(room, lesson, [f"r{number}-{one}" for one in range(6)], since=since)
        world.show_faces(sittings, dict.fromkeys(sittings, state), first=since, last=now)
        for sitting in sittings.values():
            adaptations.consider(sitting_id=sitting.pk, now=now)
        url = reverse("tutor:act", args=[room.pk])
        page = world.clean(teacher.post(url, {"action": "visual"}, follow=True).content.decode())
        told.append(re.findall(r"shown to \d+ students?", page))
    assert told[0] == told[1] == ["shown to 6 students"]


@pytest.mark.parametrize("refusing", [True, False])
def test_4_who_has_no_camera_and_who_said_no_look_the_same(teacher, classroom, lesson_of_twelve, refusing):
    sittings = lesson_of_twelve("engaged")
    if refusing:
        Consent.objects.filter(student=sittings["target"].student).delete()
    else:
        sittings["target"].readings.all().delete()
    series = world.look(teacher, classroom)["series"]
    assert set(series) == {"labels", "engaged", "bored", "confused", "frustrated", "withheld"}
    assert min(series["withheld"]) >= 1


@pytest.mark.parametrize("state", WORLDS)
def test_5_four_accounts_of_ones_own_are_too_few_in_words(teacher, classroom, lesson, now, settings, state):
    settings.CLASS_AFFECT_DETAIL = "words"
    since = now - timedelta(seconds=100)
    sittings = world.seat(classroom, lesson, ["me1", "me2", "me3", "me4", "target"], since=since)
    own = dict.fromkeys(["me1", "me2", "me3", "me4"], "confused")
    world.show_faces(sittings, {**own, "target": state}, first=since, last=now)
    told = world.look(teacher, classroom)
    assert told["series"] is None
    assert "too small" in told["looks"]


def test_6_short_sessions_and_removals_do_not_renew_who_counts(
    teacher, classroom, lesson, lesson_of_twelve, now
):
    sittings = lesson_of_twelve("confused")
    before = world.look(teacher, classroom)["series"]
    url = reverse("tutor:remove_student", args=[classroom.pk, sittings["target"].student_id])
    teacher.post(url)
    for _ in range(2):
        end_and_begin(classroom, lesson)
    classroom.sessions.filter(ended_at=None).update(started_at=now - timedelta(seconds=100))
    after = world.look(teacher, classroom)["series"]
    assert begin_of(after, before) == before


def test_6_a_class_cut_to_a_handful_is_not_spoken_of_that_day(
    teacher, classroom, lesson_of_twelve, monkeypatch
):
    sittings = lesson_of_twelve("confused")
    assert world.look(teacher, classroom)["series"]
    lesson_told = classroom.affect.get().lesson
    affect._close(lesson_told)
    lesson_told.next_slot -= 10
    lesson_told.save()
    for name in OTHERS[:8]:
        url = reverse("tutor:remove_student", args=[classroom.pk, sittings[name].student_id])
        teacher.post(url)
    assert world.look(teacher, classroom)["series"] is None


def test_7_the_lab_lists_no_single_stay(client, noor, lesson, lesson_of_twelve, now):
    for sitting in lesson_of_twelve("confused").values():
        sitting.visits.update(finished_at=now)
    client.force_login(noor)
    page = client.get(reverse("admin:content_rule_lab")).content.decode()
    assert "visit-" not in page
    assert f"{now:%d %b %Y}: a student" not in page
    assert "what students did there, counted" in page


def test_a_class_rule_reads_what_was_told_and_no_more(classroom, lesson, lesson_of_twelve, now, settings):
    """In words nothing was told, so that a rule about faces has nothing to act on."""
    settings.CLASS_AFFECT_DETAIL = "words"
    rule = Rule.objects.create(slug="most", name="Most", scope="class", effects=["group_prompt"])
    Condition.objects.create(rule=rule, signal="class.confused_share", enter=0.2, leave=0.1)
    lesson_of_twelve("confused")
    world.let_rules_look(classroom, lesson, now=now)
    assert not classroom.suggestions.exists()


def test_who_leaves_everything_behind_leaves_no_name_in_the_ledger(
    client, classroom, lesson_of_twelve, teacher
):
    from tutor.services.personal_data import erase

    sittings = lesson_of_twelve("confused")
    before = world.look(teacher, classroom)["series"]
    target = sittings["target"].student
    erase(person=target, with_account=False)
    assert not classroom.affect.get().lesson.members.filter(student=target).exists()
    after = world.look(teacher, classroom)["series"]
    assert begin_of(after, before) == before


def test_nothing_is_drawn_anew_when_the_cache_is_lost(teacher, classroom, lesson_of_twelve, monkeypatch):
    from django.core.cache import cache

    lesson_of_twelve("confused")
    before = world.look(teacher, classroom)["series"]
    kept = classroom.affect.get().lesson.ledger
    cache.clear()
    monkeypatch.setattr(affect, "SystemRandom", lambda: Random(99))
    assert begin_of(world.look(teacher, classroom)["series"], before) == before
    ledger = classroom.affect.get().lesson.ledger
    assert (ledger["figures"]["base"], ledger["figures"]["bounds"]) == (
        kept["figures"]["base"],
        kept["figures"]["bounds"],
    )


def test_another_teacher_is_no_other_ledger(classroom, lesson_of_twelve, teacher):
    other = make_user("olga", role="teacher")
    classroom.teachers.add(other)
    lesson_of_twelve("confused")
    client = Client()
    client.force_login(other)
    theirs = world.look(client, classroom)["series"]
    assert begin_of(world.look(teacher, classroom)["series"], theirs) == theirs
