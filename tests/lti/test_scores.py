"""Scores that go to an LMS: which, when, in which order, and what nobody hears of."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Lesson, Skill
from emotion.estimate import STATES
from tests.lti.grading import answer, launch, make_account, make_class, send, told
from tests.lti.platform import Platform
from tests.tutor.estimates import keep_readings
from tutor.models import LineItem, Mastery, ScoreLine
from tutor.services.lti import sending
from tutor.services.lti.scores import send_again
from tutor.services.lti.sending import sweep_scores
from tutor.services.sittings import finish_step

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


COLUMNS = "/contexts/maths-6/line_items"


def put_column(platform: Platform, name: str, **more: str) -> dict:
    """Let a column be there already."""
    column = {"id": f"{platform.url}{COLUMNS}/{name}", **more}
    platform.line_items[f"{COLUMNS}/{name}"] = column
    return column


@pytest.fixture
def place(platform: Platform, classroom, lesson, amira, sitting) -> SimpleNamespace:
    """Amira, who came to the lesson by a link of the LMS."""
    lti_class = make_class(platform, classroom)
    account = make_account(platform, amira)
    place = SimpleNamespace(lti_class=lti_class, lesson=lesson, account=account)
    launch(place, account)
    sitting.student = amira
    amira.refresh_from_db()
    place.sitting = sitting
    return place


def finish(sitting) -> None:
    for step in sitting.lesson.steps.all():
        finish_step(sitting=sitting, step=step)


def test_a_lesson_that_ends_is_told_in_a_column_of_its_own(platform, place):
    answer(place.sitting)
    finish(place.sitting)
    send(platform)
    [column] = platform.line_items.values()
    assert column["label"] == "A half"
    assert (column["resourceId"], column["tag"]) == (f"attune-lesson-{place.lesson.pk}", "attune-lesson")
    assert (column["scoreMaximum"], column["resourceLinkId"]) == (100, "link-1")
    [score] = told(platform)
    assert score.pop("timestamp").endswith("Z")
    assert score == {
        "userId": "amira",
        "scoreGiven": 100,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }


def test_within_a_lesson_the_score_is_pending(platform, place):
    answer(place.sitting, "3")
    send(platform)
    [score] = told(platform)
    assert (score["scoreGiven"], score["activityProgress"], score["gradingProgress"]) == (
        0,
        "InProgress",
        "Pending",
    )


def test_nothing_is_told_before_anything_was_learned(platform, place):
    place.sitting.delete()
    send(platform)
    assert platform.calls == []
    assert not ScoreLine.objects.filter(due_at__isnull=False).exists()


def test_what_was_learned_before_the_first_launch_is_told(platform, place):
    ScoreLine.objects.all().delete()
    answer(place.sitting)
    launch(place, place.account)
    send(platform)
    assert [score["scoreGiven"] for score in told(platform)] == [100]


def test_mastery_that_moves_in_practice_is_told(platform, place):
    answer(place.sitting, "3")
    answer(place.sitting, "4")
    send(platform)
    skill = Skill.objects.create(course=place.lesson.course, slug="halving", title="Halving")
    place.lesson.steps.get(slug="ask").skills.add(skill)
    Mastery.objects.create(student=place.account.user, skill=skill, p_known=0.97)
    answer(place.sitting)
    send(platform)
    assert [score["scoreGiven"] for score in told(platform)] == [50, 100]


def test_a_score_never_falls_by_practising(platform, place):
    skill = Skill.objects.create(course=place.lesson.course, slug="halving", title="Halving")
    place.lesson.steps.get(slug="ask").skills.add(skill)
    known = Mastery.objects.create(student=place.account.user, skill=skill, p_known=0.97)
    answer(place.sitting, "3")
    Mastery.objects.filter(pk=known.pk).update(p_known=0.97)
    send(platform)
    Mastery.objects.filter(pk=known.pk).update(p_known=0.2)
    answer(place.sitting, "3")
    finish_step(sitting=place.sitting, step=place.lesson.steps.first())
    send(platform)
    assert [score["scoreGiven"] for score in told(platform)] == [100]


def test_what_was_told_is_not_told_again(platform, place):
    answer(place.sitting)
    send(platform)
    answer(place.sitting)
    send(platform)
    assert len(told(platform)) == 1


def test_only_the_newest_of_several_changes_is_sent(platform, place):
    for number in ("1", "3", "4"):
        answer(place.sitting, number)
    finish(place.sitting)
    send(platform)
    assert [score["scoreGiven"] for score in told(platform)] == [50]


def test_times_grow_when_the_clock_is_set_back(platform, place, monkeypatch):
    answer(place.sitting)
    send(platform)
    earlier = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(sending.timezone, "now", lambda: earlier)
    finish(place.sitting)
    send(platform)
    first, second = (score["timestamp"] for score in told(platform))
    assert first < second


def test_two_scores_of_one_second_bear_different_times(platform, place):
    answer(place.sitting, "3")
    send(platform)
    answer(place.sitting, "4")
    send(platform)
    assert len({score["timestamp"] for score in told(platform)}) == 2


def test_a_score_that_is_on_its_way_is_not_sent_by_another_worker(platform, place):
    answer(place.sitting)
    line = ScoreLine.objects.get()
    ScoreLine.objects.update(due_at="2020-01-01T00:00Z")
    line.refresh_from_db()
    assert sending._claim(line)
    assert not sending._claim(ScoreLine(pk=line.pk, due_at=line.due_at))
    sending.send_due(platform.registration.pk)
    assert told(platform) == []


def test_a_change_that_comes_while_a_score_is_on_its_way_is_told_after_it(platform, place, monkeypatch):
    answer(place.sitting, "3")
    message = sending.score_message

    def change_meanwhile(*args):
        monkeypatch.setattr(sending, "score_message", message)
        answer(place.sitting, "4")
        return message(*args)

    monkeypatch.setattr(sending, "score_message", change_meanwhile)
    send(platform)
    assert ScoreLine.objects.get().due_at is not None
    send(platform)
    assert [score["scoreGiven"] for score in told(platform)] == [0, 50]


def test_a_crash_between_commit_and_queue_loses_nothing(platform, place, monkeypatch):
    monkeypatch.setattr(sending.send_scores, "apply_async", lambda *args, **options: None)
    answer(place.sitting)
    finish(place.sitting)
    queued = []
    monkeypatch.setattr(sending, "send_soon", queued.append)
    ScoreLine.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    sweep_scores()
    assert queued == [platform.registration.pk]


def test_a_queue_that_is_away_stops_no_lesson(
    platform, place, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*args, **options):
        raise ConnectionError

    monkeypatch.setattr(sending.send_scores, "apply_async", fail)
    answer(place.sitting)
    with django_capture_on_commit_callbacks(execute=True) as ran:
        finish(place.sitting)
    assert ran
    place.sitting.refresh_from_db()
    assert place.sitting.finished_at


def test_a_lesson_that_ends_is_queued_at_once_and_what_moves_in_it_is_not(
    place, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    monkeypatch.setattr("tutor.services.learned.send_soon", queued.append)
    with django_capture_on_commit_callbacks(execute=True):
        answer(place.sitting)
    assert queued == []
    with django_capture_on_commit_callbacks(execute=True):
        finish(place.sitting)
    assert queued == [place.lti_class.context.deployment.registration_id]


def test_whoever_came_by_no_lms_costs_nothing(lesson, sitting):
    with CaptureQueriesContext(connection) as captured:
        answer(sitting)
        finish(sitting)
    assert not [entry for entry in captured if "scoreline" in entry["sql"]]
    assert not ScoreLine.objects.exists()


def test_the_platforms_own_column_of_the_launch_is_used(platform, place):
    platform.line_items["/contexts/maths-6/line_items/own"] = {
        "id": f"{platform.url}/contexts/maths-6/line_items/own"
    }
    launch(place, place.account, url=f"{platform.url}/contexts/maths-6/line_items/own")
    answer(place.sitting)
    send(platform)
    assert list(platform.scores) == [f"{COLUMNS}/own"]
    assert len(platform.line_items) == 1


def test_a_column_of_another_lesson_is_not_used_though_the_launch_names_it(platform, place):
    other = put_column(platform, "9", resourceId="attune-lesson-999")
    launch(place, place.account, url=other["id"])
    answer(place.sitting)
    send(platform)
    assert f"{COLUMNS}/9" not in platform.scores
    assert len(told(platform)) == 1


def test_a_column_that_is_there_is_found_and_not_made_twice(platform, place):
    there = "/contexts/maths-6/line_items/7"
    platform.line_items[there] = {
        "id": platform.url + there,
        "resourceId": f"attune-lesson-{place.lesson.pk}",
    }
    answer(place.sitting)
    send(platform)
    assert list(platform.scores) == [there]


def test_a_course_link_without_a_column_has_one_for_each_lesson_that_was_begun(platform, place):
    ScoreLine.objects.all().delete()
    LineItem.objects.all().delete()
    Lesson.objects.create(course=place.lesson.course, slug="quarters", title="Quarters", position=2)
    launch(place, place.account, link="course", lesson=None)
    assert ScoreLine.objects.count() == 2
    answer(place.sitting)
    send(platform)
    assert [item["label"] for item in platform.line_items.values()] == ["A half"]


def test_a_course_link_with_a_column_counts_the_whole_course(platform, place):
    ScoreLine.objects.all().delete()
    Lesson.objects.create(course=place.lesson.course, slug="quarters", title="Quarters", position=2)
    own = put_column(platform, "c")
    launch(
        place,
        place.account,
        link="course",
        lesson=None,
        url=own["id"],
    )
    answer(place.sitting)
    finish(place.sitting)
    send(platform)
    [score] = told(platform)
    assert (score["scoreGiven"], score["activityProgress"]) == (50, "InProgress")


def test_a_teachers_launch_lets_the_students_of_the_class_be_told(platform, place, ben, tariq, lesson):
    make_account(platform, ben, lti_class=place.lti_class)
    launch(place, make_account(platform, tariq))
    ben.refresh_from_db()
    assert ben.scores_go_out
    assert sorted(ScoreLine.objects.values_list("account__user__username", flat=True)) == ["amira", "ben"]


def test_no_line_is_kept_where_the_launch_allows_no_scores(platform, place):
    ScoreLine.objects.all().delete()
    place.lti_class.scopes = []
    launch(place, place.account, link="another")
    assert not ScoreLine.objects.exists()


def test_what_is_to_be_sent_again_is(platform, place):
    answer(place.sitting)
    send(platform)
    send_again(ScoreLine.objects.all())
    send(platform)
    assert len(told(platform)) == 2


def test_a_platform_that_was_switched_off_is_told_nothing(platform, place):
    answer(place.sitting)
    platform.registration.is_active = False
    platform.registration.save()
    send(platform)
    assert platform.calls == []


def test_nothing_of_a_face_or_a_tap_leaves(platform, place):
    now = timezone.now()
    keep_readings(place.sitting, confused=0.8125, at=(now - timedelta(seconds=2 * i) for i in range(20)))
    place.sitting.self_reports.create(
        feeling="lost", step=place.sitting.step, submission_id="7d1dbf8e-0000-4000-8000-000000000000"
    )
    answer(place.sitting, "3")
    send(platform)
    answer(place.sitting)
    finish(place.sitting)
    send(platform)
    assert len(told(platform)) == 2
    for score in told(platform):
        assert set(score) == {
            "userId",
            "timestamp",
            "scoreGiven",
            "scoreMaximum",
            "activityProgress",
            "gradingProgress",
        }
    # What asks for a token is signed, so any letters may stand in it by chance; it is made before any score.
    everything = json.dumps([call for call in platform.calls if call[1] != "/token"]).lower()
    hints = [*STATES, "8125", "emotion", "camera", "reading", "lost", "tap", "comment"]
    assert [word for word in hints if word in everything] == []


def test_with_lti_off_nothing_is_swept(place, settings, monkeypatch):
    settings.LTI = False
    queued = []
    monkeypatch.setattr(sending, "send_soon", queued.append)
    answer(place.sitting)
    ScoreLine.objects.update(due_at=timezone.now())
    sweep_scores()
    assert queued == []


def test_merged_accounts_are_marked_anew(place):
    place.account.user.scores_go_out = False
    place.account.user.save()
    sending.heal_marks()
    place.account.user.refresh_from_db()
    assert place.account.user.scores_go_out
