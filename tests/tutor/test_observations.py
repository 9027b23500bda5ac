"""What is gathered for the signals: of this student and step, and no more than was asked for."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from content.models import Question, Skill, Step
from content.signals.step import build_timeline
from emotion.estimate import ClipEstimate
from tests.people import make_user
from tests.tutor.estimates import keep_readings
from tutor.models import Mastery, SelfReport, Sitting, StepVisit
from tutor.queries.observations import (
    Asked,
    add_earlier_clips,
    class_taps,
    events_at_step,
    events_at_steps,
    lowest_mastery,
    usual_face,
    usual_seconds,
)
from tutor.services.readings import record_reading


@pytest.fixture
def skills(lesson, sitting):
    """Two skills of the present step: one named by the step, one by its question."""
    here = Step.objects.get(slug="ask")
    of_step, of_question = (
        Skill.objects.create(course=lesson.course, slug=slug, title=slug) for slug in ("step", "question")
    )
    here.skills.add(of_step)
    Question.objects.get(step=here).skills.add(of_question)
    sitting.step = here
    sitting.save()
    return of_step, of_question


def know(student, skill, p_known):
    Mastery.objects.create(student=student, skill=skill, p_known=p_known)


def test_the_least_known_skill_of_the_step_counts(sitting, amira, skills):
    know(amira, skills[0], 0.6)
    know(amira, skills[1], 0.4)
    assert lowest_mastery(sitting) == 0.4


def test_mastery_is_unknown_before_any_answer(sitting, skills):
    assert lowest_mastery(sitting) is None


def test_neither_other_students_nor_other_skills_count(sitting, amira, ben, skills, lesson):
    know(ben, skills[0], 0.1)
    know(amira, Skill.objects.create(course=lesson.course, slug="elsewhere", title="Elsewhere"), 0.2)
    know(amira, skills[1], 0.7)
    assert lowest_mastery(sitting) == 0.7


def let_others_stay(sitting, *stays_s):
    now = timezone.now()
    for number, stay in enumerate(stays_s):
        other = Sitting.objects.create(student=make_user(f"s{number}"), lesson=sitting.lesson)
        StepVisit.objects.create(
            sitting=other, step=sitting.step, entered_at=now - timedelta(seconds=stay), finished_at=now
        )


def test_the_usual_time_is_the_median_of_five_others(sitting):
    let_others_stay(sitting, 10, 20, 30, 300, 400)
    assert usual_seconds(sitting) == pytest.approx(30)


def test_the_usual_time_of_four_others_is_unknown_and_ones_own_does_not_count(sitting):
    let_others_stay(sitting, 10, 20, 30, 300)
    StepVisit.objects.filter(sitting=sitting).update(finished_at=timezone.now())
    assert usual_seconds(sitting) is None


def see(sitting, at, confused=0.3):
    states = {"engaged": 0.9, "bored": 0.2, "confused": confused, "frustrated": 0.1}
    estimate = ClipEstimate(known=True, reason=None, faces_share=1.0, states=states, emotions={}, model="m")
    record_reading(sitting=sitting, estimate=estimate, at=at)


def test_the_usual_face_is_learned_from_the_first_minute_even_at_an_earlier_step(sitting):
    start = sitting.started_at = timezone.now() - timedelta(minutes=10)
    for seconds in range(0, 120, 4):
        see(sitting, start + timedelta(seconds=seconds), confused=0.3 if seconds <= 60 else 0.9)
    usual = usual_face(sitting)
    assert usual.since == pytest.approx(start.timestamp() + 60)
    assert usual.baseline.clips == 16


def test_the_usual_face_is_not_asked_for_again_while_its_minute_lasts(sitting, django_assert_num_queries):
    start = sitting.started_at = timezone.now() - timedelta(minutes=10)
    sitting.visits.update(entered_at=start)
    for seconds in range(0, 60, 4):
        see(sitting, start + timedelta(seconds=seconds))
    asked = {"span_s": 600, "asked": ("camera.confused_more",)}
    for seconds, queries in ((50, 7), (55, 6)):
        with django_assert_num_queries(queries):
            assert events_at_step(sitting, now=start + timedelta(seconds=seconds), **asked).rest_since is None
    sitting.started_at = start - timedelta(seconds=1)
    known = events_at_step(sitting, now=start + timedelta(seconds=60), **asked)
    assert known.rest_since == pytest.approx(start.timestamp() + 60)


def test_without_a_camera_there_is_no_usual_face(sitting):
    assert usual_face(sitting) is None


def test_only_what_is_asked_for_is_looked_up(sitting, amira, skills, django_assert_num_queries):
    know(amira, skills[0], 0.6)
    now = timezone.now()
    with django_assert_num_queries(6):
        assert events_at_step(sitting, now=now, span_s=60, asked=()).mastery is None
    with django_assert_num_queries(7):
        assert events_at_step(sitting, now=now, span_s=60, asked=("mastery.lowest",)).mastery == 0.6


def test_a_class_is_read_in_two_queries_each_learner_apart(sitting, ben, django_assert_num_queries):
    other = Sitting.objects.create(student=ben, lesson=sitting.lesson, step=sitting.step)
    now = timezone.now()
    see(sitting, now - timedelta(seconds=3))
    see(other, now - timedelta(seconds=40))
    SelfReport.objects.create(
        sitting=other, step=sitting.step, feeling="lost", submission_id="0" * 32, created_at=now
    )
    with django_assert_num_queries(1):
        amiras, bens = class_taps([sitting.pk, other.pk], now=now, span_s=20)
    assert (amiras, bens) == ([], [(now.timestamp(), "lost")])


@pytest.mark.parametrize(
    "asked",
    [
        ["camera.confused", "camera.engaged_more", "camera.coverage"],
        ["camera.confused_share", "camera.bored"],
        ["camera.confused_seconds", "camera.frustrated_seconds"],
    ],
)
def test_the_clips_that_count_now_say_of_now_what_all_clips_say(sitting, asked):
    now = timezone.now()
    sitting.started_at = now - timedelta(seconds=170)
    sitting.save()
    sitting.visits.update(entered_at=sitting.started_at)
    chance = Random(11)
    for second in range(2, 170, 2):
        # Confused for the last hundred seconds, near the threshold at which that ends.
        confused = chance.uniform(0.4, 0.7) if second > 4 else 0.9
        keep_readings(
            sitting, confused=confused if second <= 108 else 0.1, at=[now - timedelta(seconds=second)]
        )
    wanted = {sitting.pk: Asked(100.0, asked)}
    whole, brief = (
        events_at_steps([sitting], now=now, asked=wanted, for_now=for_now)[sitting.pk]
        for for_now in (False, True)
    )
    said, said_briefly = (
        build_timeline(events, now=now.timestamp(), span_s=0)[-1].values for events in (whole, brief)
    )
    assert [said_briefly.get(name) for name in asked] == [said[name] for name in asked]
    again = add_earlier_clips([sitting], {sitting.pk: brief}, now=now, asked=wanted)
    assert again == {sitting.pk: whole}
    is_all_needed = asked[0].endswith("_seconds")
    assert (len(brief.readings) == len(whole.readings)) is is_all_needed
