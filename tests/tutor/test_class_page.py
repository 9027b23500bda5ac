"""The teacher's page: a class in aggregate, small groups withheld, rules for the majority."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from tests.people import make_user
from tests.tutor.class_pages import begin_of
from tutor.models import Adaptation, Enrolment, Reading, Sitting, StepVisit
from tutor.services.answers import record_answer, record_self_report
from tutor.services.sittings import enter_step, open_sitting
from tutor.services.teaching.classes import consider_class
from tutor.services.teaching.classrooms import archive_classroom
from tutor.services.teaching.sessions import set_hand
from tutor.tasks import consider_classes_of

pytestmark = pytest.mark.slow


def test_the_teacher_sees_the_class_in_aggregate(client, tariq, classroom, fill_class):
    fill_class(lost=4, fine=2)
    client.force_login(tariq)
    reply = client.get(reverse("tutor:classroom", args=[classroom.pk]))
    assert reply.context["headline"] == "6 learning; nobody has called for you"
    assert reply.context["looks"] == "Cameras guess that at least 3 of 6 look lost."
    assert max(count or 0 for count in reply.context["series"]["confused"]) == 3


def test_fewer_than_five_are_withheld(client, tariq, classroom, fill_class):
    fill_class(lost=4, fine=0)
    client.force_login(tariq)
    reply = client.get(reverse("tutor:classroom", args=[classroom.pk]))
    assert reply.context["series"] is None
    assert reply.context["looks"] == ""


def test_the_page_marks_who_asked_for_help_and_nobody_else(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=5, fine=1)
    record_self_report(sitting=sittings[5], feeling="lost", submission_id=uuid4())
    client.force_login(tariq)
    shown = client.get(reverse("tutor:classroom", args=[classroom.pk])).context
    assert [entry.name for entry in shown["help_entries"]] == ["Student5"]
    assert [(chip.name, chip.kind) for chip in shown["chips"]] == [(f"Student{n}", "") for n in range(5)]


def test_chips_say_name_and_place_and_never_what_a_camera_sees(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=6, fine=6)
    client.force_login(tariq)
    url = reverse("tutor:classroom", args=[classroom.pk])
    with_cameras = client.get(url).context["chips"]
    Reading.objects.all().delete()
    assert client.get(url).context["chips"] == with_cameras
    assert {chip.where for chip in with_cameras} == {"step 1"}
    StepVisit.objects.filter(sitting=sittings[0]).update(entered_at=timezone.now() - timedelta(minutes=3))
    Sitting.objects.filter(pk=sittings[1].pk).update(finished_at=timezone.now())
    where = {chip.name: chip.where for chip in client.get(url).context["chips"]}
    assert (where["Student0"], where["Student1"]) == ("step 1, 3 min", "finished")


def test_who_calls_beyond_the_first_three_has_the_first_chips(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=0, fine=6)
    for sitting in sittings[1:]:
        tap(sitting, "lost")
    client.force_login(tariq)
    chips = see(client, classroom)["chips"]
    assert [(chip.kind, chip.calls) for chip in chips] == [("lost", "says “I’m lost”")] * 2 + [("", "")]


def test_the_page_asks_the_same_number_of_queries_for_a_larger_class(
    client, tariq, classroom, lesson, fill_class
):
    client.force_login(tariq)
    url = reverse("tutor:classroom", args=[classroom.pk])
    counts = []
    for first in (0, 6):
        fill_class(lost=4, fine=2, first=first)
        client.get(url)
        looks = []
        # Once in 20 seconds a look tells of a new slot as well.
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            looks.append(len(queries))
        counts.append(min(looks))
    assert counts[0] == counts[1] <= 20


def test_who_is_taken_off_the_list_goes_on_counting_while_the_lesson_lasts(
    client, tariq, classroom, fill_class
):
    sittings = fill_class(lost=6, fine=1)
    client.force_login(tariq)
    url = reverse("tutor:classroom", args=[classroom.pk])
    before = client.get(url).context["series"]
    client.post(reverse("tutor:remove_student", args=[classroom.pk, sittings[6].student_id]))
    after = client.get(url).context["series"]
    assert begin_of(after, before) == before
    assert len(set(after["confused"][-2:])) == 1


def test_what_was_before_a_student_joined_is_not_counted(client, tariq, classroom, fill_class):
    fill_class(lost=6, fine=0)
    Enrolment.objects.filter(student__username="s0").update(joined_at=timezone.now())
    client.force_login(tariq)
    series = client.get(reverse("tutor:classroom", args=[classroom.pk])).context["series"]
    assert series["confused"][-1] == 4


@pytest.mark.parametrize("lost", [6, 7])
def test_one_who_leaves_the_lesson_is_given_away_by_no_refresh(client, tariq, classroom, fill_class, lost):
    """The seventh student is lost or is not, and leaves: the page says the same before and after."""
    now = timezone.now()
    sittings = fill_class(lost=lost, fine=9 - lost, now=now)
    client.force_login(tariq)
    url = reverse("tutor:classroom", args=[classroom.pk])
    before = client.get(url).context["series"]
    Sitting.objects.filter(pk=sittings[6].pk).update(seen_at=now - timedelta(seconds=61))
    assert len(before["confused"]) > 2
    assert begin_of(client.get(url).context["series"], before) == before


def test_what_was_told_of_a_moment_stays_told(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=6, fine=3)
    client.force_login(tariq)
    url = reverse("tutor:classroom", args=[classroom.pk])
    before = client.get(url).context["series"]
    Reading.objects.filter(sitting=sittings[0]).delete()
    assert begin_of(client.get(url).context["series"], before) == before


def test_who_is_stuck_is_named_by_facts_alone(client, tariq, classroom, fill_class, lesson):
    sittings = fill_class(lost=5, fine=1)
    question = lesson.steps.get(slug="ask").questions.get()
    for sitting in sittings[5:]:
        enter_step(sitting=sitting, step=question.step)
        for _ in range(3):
            record_answer(
                sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["7"]}
            )
    client.force_login(tariq)
    (call,) = client.get(reverse("tutor:classroom", args=[classroom.pk])).context["calls"]
    assert (call.name, call.step, [reason.words for reason in call.reasons]) == (
        "Student5",
        2,
        ["wrong 3 times"],
    )


def see(client, classroom) -> dict:
    return client.get(reverse("tutor:classroom", args=[classroom.pk])).context


def tap(sitting, feeling: str) -> None:
    record_self_report(sitting=sitting, feeling=feeling, submission_id=uuid4())


def test_the_headline_counts_all_who_say_they_are_lost_whatever_cameras_see(
    client, tariq, classroom, fill_class
):
    for sitting in fill_class(lost=0, fine=7):
        tap(sitting, "lost")
    client.force_login(tariq)
    assert see(client, classroom)["headline"] == "7 learning; 7 say they are lost on step 1"


def test_who_calls_in_several_ways_has_one_line_and_keeps_the_place(client, tariq, classroom, fill_class):
    first, second = fill_class(lost=0, fine=2)
    client.force_login(tariq)
    tap(first, "lost")
    set_hand(sitting=second, raised=True)
    before = [call.name for call in see(client, classroom)["calls"]]
    tap(second, "lost")
    set_hand(sitting=first, raised=True)
    calls = see(client, classroom)["calls"]
    assert before == [call.name for call in calls] == ["Student0", "Student1"]
    assert [reason.words for reason in calls[1].reasons] == ["hand up", "says “I’m lost”"]


def test_what_was_tapped_before_joining_the_class_is_not_the_teachers_to_see(
    client, tariq, classroom, fill_class
):
    (sitting,) = fill_class(lost=0, fine=1)
    tap(sitting, "lost")
    Enrolment.objects.update(joined_at=timezone.now())
    client.force_login(tariq)
    assert see(client, classroom)["calls"] == []
    tap(sitting, "lost")
    assert len(see(client, classroom)["calls"]) == 1


def test_the_page_promises_what_it_keeps(client, tariq, amira, classroom, sitting):
    client.force_login(amira)
    lesson_page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert 'aria-describedby="who-sees-lost"' in lesson_page
    assert "your teacher sees who is lost" in lesson_page
    tap(sitting, "lost")
    client.force_login(tariq)
    page = client.get(reverse("tutor:classroom", args=[classroom.pk])).content.decode()
    assert "Amira" in page
    assert "no tap can be told from another" not in page


@pytest.mark.parametrize(("taps", "shown"), [(4, None), (5, 4)])
def test_taps_are_counted_once_enough_have_tapped(client, tariq, classroom, fill_class, taps, shown):
    for sitting in fill_class(lost=0, fine=6)[:taps]:
        record_self_report(sitting=sitting, feeling="bored", submission_id=uuid4())
    client.force_login(tariq)
    feelings = client.get(reverse("tutor:classroom", args=[classroom.pk])).context["feelings"]
    assert (dict(feelings)["I'm bored"] if feelings else None) == shown


def test_one_more_tap_is_told_together_with_others(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=0, fine=9)
    client.force_login(tariq)
    url, told = reverse("tutor:classroom", args=[classroom.pk]), []
    for sitting, feeling in zip(sittings, ["bored"] * 5 + ["fine"], strict=False):
        record_self_report(sitting=sitting, feeling=feeling, submission_id=uuid4())
        told.append(client.get(url).context["feelings"])
    assert told[3] is None
    assert told[4] == told[5]


@pytest.mark.parametrize(("helped", "shown"), [(4, None), (5, 5)])
def test_help_that_came_to_few_is_left_out(client, tariq, classroom, fill_class, helped, shown):
    for sitting in fill_class(lost=0, fine=6)[:helped]:
        Adaptation.objects.create(
            sitting=sitting, step=sitting.step, kind="visual", rule_key="1", state="undone"
        )
    client.force_login(tariq)
    given = client.get(reverse("tutor:classroom", args=[classroom.pk])).context["help_given"]
    assert (given[0].students if given else None) == shown


def test_an_empty_class_says_what_to_do(client, tariq, classroom):
    client.force_login(tariq)
    page = client.get(reverse("tutor:classroom", args=[classroom.pk])).content.decode()
    assert "Nobody" in page


@pytest.mark.parametrize("name", ["amira", "noor"])
def test_who_does_not_teach_is_turned_away(client, request, classroom, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get(reverse("tutor:classroom", args=[classroom.pk])).status_code == 403
    assert client.get(reverse("tutor:classes")).status_code == 403


def test_another_teachers_class_is_not_found(client, classroom):
    client.force_login(make_user("olga", role="teacher"))
    assert client.get(reverse("tutor:classroom", args=[classroom.pk])).status_code == 404


def let_run_itself(classroom):
    classroom.runs_itself = True
    classroom.save()


def test_where_rules_run_by_themselves_a_confused_majority_gets_a_group_prompt(
    classroom, lesson, fill_class, class_rule
):
    now = timezone.now()
    let_run_itself(classroom)
    sittings = fill_class(lost=4, fine=2, now=now)
    made = consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert len(made) == len(sittings)
    assert {adaptation.kind for adaptation in made} == {"group_prompt"}


def test_a_class_that_was_put_away_leaves_its_students_alone(classroom, fill_class, class_rule):
    cache.clear()  # Another test's class of the same number may have been considered a moment ago.
    sittings = fill_class(lost=4, fine=2)
    let_run_itself(classroom)
    archive_classroom(classroom=classroom, archived=True)
    consider_classes_of([sittings[0].pk])
    assert not Adaptation.objects.exists()
    archive_classroom(classroom=classroom, archived=False)
    consider_classes_of([sittings[0].pk])
    assert Adaptation.objects.count() == 6


def test_a_confused_minority_gets_none(classroom, lesson, fill_class, class_rule):
    now = timezone.now()
    let_run_itself(classroom)
    fill_class(lost=2, fine=4, now=now)
    assert consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now) == []


def test_four_students_are_no_class(classroom, lesson, fill_class, class_rule):
    now = timezone.now()
    let_run_itself(classroom)
    fill_class(lost=4, fine=0, now=now)
    assert consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now) == []


def test_the_class_is_left_alone_within_the_cooldown(classroom, lesson, fill_class, class_rule):
    now = timezone.now()
    let_run_itself(classroom)
    fill_class(lost=6, fine=0, now=now)
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now + timedelta(seconds=5))
    assert Adaptation.objects.count() == 6


def test_without_any_camera_five_who_say_lost_bring_the_group_prompt(classroom, lesson):
    rule = Rule.objects.create(slug="taps", name="Many say lost", scope="class", effects=["group_prompt"])
    Condition.objects.create(rule=rule, signal="class.lost_taps", enter=5, leave=3)
    let_run_itself(classroom)
    for number in range(5):
        student = make_user(f"s{number}")
        Enrolment.objects.create(classroom=classroom, student=student)
        sitting = open_sitting(student=student, lesson=lesson)
        record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    assert len(consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=timezone.now())) == 5
