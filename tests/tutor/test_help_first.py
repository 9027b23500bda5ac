"""Whom to help first: the list, one press, who sees it, and what came after."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Image, Misconception
from tests.people import make_user
from tests.presses import HTMX
from tests.tutor.estimates import keep_readings
from tutor.models import (
    Answer,
    AuditEntry,
    Enrolment,
    HelpGiven,
    Sitting,
    StepVisit,
)
from tutor.services.answers import record_answer, record_self_report
from tutor.services.personal_data import erase
from tutor.services.sittings import enter_step, open_sitting
from tutor.services.teaching.sessions import set_hand, start_session


def be_wrong(sitting: Sitting, question, times: int = 3) -> None:
    enter_step(sitting=sitting, step=question.step)
    for _ in range(times):
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["7"]})


@pytest.fixture
def stuck(sitting, classroom, question) -> Sitting:
    """Amira, wrong three times."""
    Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=3))
    be_wrong(sitting, question)
    return sitting


@pytest.fixture
def tariqs(client, tariq):
    client.force_login(tariq)
    return client


def see(client, classroom):
    return client.get(reverse("tutor:help_first", args=[classroom.pk]))


def names(reply) -> list[str]:
    return [opening.entry.name for opening in reply.context["now_list"]]


def press(client, classroom, student, **more):
    data = {"student": getattr(student, "pk", student), "reasons": ["wrong"], "submission_id": uuid4()} | more
    return client.post(reverse("tutor:helped", args=[classroom.pk]), data, headers=HTMX)


def test_the_list_says_who_why_and_what_to_do(tariqs, classroom, stuck, lesson):
    reply = see(tariqs, classroom)
    (opening,) = reply.context["now_list"]
    assert (opening.entry.name, opening.entry.sentence) == ("Amira", "Wrong 3 times at “Your turn”.")
    assert (opening.step_title, "Think." in opening.step_html) == ("Your turn", True)


def test_what_the_course_says_of_a_misconception_comes_with_its_picture(tariqs, classroom, sitting, question):
    course = question.step.lesson.course
    Image.objects.create(course=course, name="cake.svg", alt="Cake", content_type="image/svg+xml", data=b"x")
    told = "Look: ![A cake](images/cake.svg)"
    Misconception.objects.create(course=course, slug="flips", title="Flips", feedback=told)
    question.spec = {"answer": "4", "wrong": [{"value": "7", "misconception": "flips"}]}
    question.save()
    be_wrong(sitting, question)
    (opening,) = see(tariqs, classroom).context["now_list"]
    assert f'<img src="{course.image_urls()["images/cake.svg"]}"' in opening.advice_html


def test_a_press_takes_off_the_list_lowers_the_hand_and_is_noted(tariqs, tariq, amira, classroom, stuck):
    start_session(classroom=classroom, lesson=stuck.lesson, pacing="self")
    set_hand(sitting=stuck, raised=True)
    press(tariqs, classroom, amira, reasons=["asked", "wrong"], step=stuck.step_id)
    kept = HelpGiven.objects.get()
    assert (kept.helper, kept.student, kept.step_id) == (tariq, amira, stuck.step_id)
    assert kept.reasons == ["asked", "wrong"]
    assert names(see(tariqs, classroom)) == []
    assert not hasattr(Sitting.objects.get(pk=stuck.pk), "hand")
    entry = AuditEntry.objects.get(action="help.given")
    assert (entry.actor_id, entry.whose_id, entry.classroom_id) == (tariq.pk, amira.pk, classroom.pk)


def test_the_same_press_twice_is_one_and_another_students_id_is_refused(tariqs, amira, ben, classroom, stuck):
    sent = uuid4()
    assert [press(tariqs, classroom, amira, submission_id=sent).status_code for _ in "12"] == [204, 204]
    assert HelpGiven.objects.count() == 1
    assert press(tariqs, classroom, ben, submission_id=sent).status_code == 404


@pytest.mark.slow
def test_a_colleague_sees_who_is_there_and_can_undo_in_time(client, amira, classroom, stuck, tariq):
    tessa = make_user("tessa", role="teacher", first_name="Tessa")
    classroom.teachers.add(tessa)
    client.force_login(tessa)
    press(client, classroom, amira)
    client.force_login(tariq)
    page = see(client, classroom).content.decode()
    assert "Amira: Tessa is there" in page
    kept = HelpGiven.objects.get()
    url = reverse("tutor:undo_help", args=[classroom.pk, kept.pk])
    assert [client.post(url, headers=HTMX).status_code for _ in "12"] == [204, 204]
    assert names(see(client, classroom)) == ["Amira"]


def test_after_a_while_a_note_stays(tariqs, amira, classroom, stuck):
    press(tariqs, classroom, amira)
    HelpGiven.objects.update(at=timezone.now() - timedelta(minutes=3))
    url = reverse("tutor:undo_help", args=[classroom.pk, HelpGiven.objects.get().pk])
    assert tariqs.post(url, headers=HTMX).status_code == 422
    assert HelpGiven.objects.standing().exists()


@pytest.mark.parametrize(
    "sent",
    [{"reasons": ["bored"]}, {"submission_id": "x"}, {"step": "0"}],
    ids=["reason", "id", "step"],
)
def test_what_the_list_never_says_is_refused(tariqs, amira, classroom, stuck, sent):
    assert press(tariqs, classroom, amira, **sent).status_code == 422
    assert press(tariqs, classroom, "x").status_code == 422
    assert not HelpGiven.objects.exists()


def test_nobody_is_helped_who_is_not_in_the_class(tariqs, classroom, stuck):
    assert press(tariqs, classroom, make_user("clara")).status_code == 404


@pytest.mark.slow
def test_no_reading_changes_the_list(tariqs, classroom, fill_class, question):
    """Neither who is on it, nor the order, nor a word."""
    sittings = fill_class(lost=0, fine=6)
    for times, sitting in enumerate(sittings):
        be_wrong(sitting, question, times=times)
    record_self_report(sitting=sittings[0], feeling="lost", submission_id=uuid4())
    before = [opening.entry for opening in see(tariqs, classroom).context["now_list"]]
    assert len(before) == 5
    now = timezone.now()
    for number, sitting in enumerate(sittings):
        moments = [now - timedelta(seconds=back) for back in range(0, 80, 2)]
        keep_readings(sitting, confused=0.99 if number % 2 else 0.01, at=moments)
    cache.clear()
    assert [opening.entry for opening in see(tariqs, classroom).context["now_list"]] == before


def test_bored_is_no_reason(tariqs, classroom, sitting):
    record_self_report(sitting=sitting, feeling="bored", submission_id=uuid4())
    assert names(see(tariqs, classroom)) == []


def test_while_the_class_is_paused_nobody_is_idle(tariqs, classroom, sitting):
    long_ago = timezone.now() - timedelta(minutes=8)
    StepVisit.objects.update(entered_at=long_ago)
    Sitting.objects.update(touched_at=long_ago)
    codes = [opening.entry.codes for opening in see(tariqs, classroom).context["now_list"]]
    assert codes == [["stay", "idle"]]
    session = start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    classroom.sessions.filter(pk=session.pk).update(state="paused", started_at=long_ago)
    assert names(see(tariqs, classroom)) == []


def test_the_class_page_shows_the_first_of_the_list_for_one_query(tariqs, amira, classroom, stuck):
    url = reverse("tutor:classroom", args=[classroom.pk])
    tariqs.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = tariqs.get(url).content.decode()
    assert "Wrong 3 times at “Your turn”." in page
    assert sum("helpgiven" in entry["sql"] for entry in queries.captured_queries) == 1


@pytest.mark.slow
def test_the_list_asks_the_same_number_of_queries_for_a_larger_class(tariqs, classroom, fill_class, question):
    counts = []
    for first in (0, 6):
        for sitting in fill_class(lost=0, fine=6, first=first)[:3]:
            be_wrong(sitting, question)
        see(tariqs, classroom)
        looks = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                see(tariqs, classroom)
            looks.append(len(queries))
        counts.append(min(looks))
    assert counts[0] == counts[1] <= 32


def leave(sitting: Sitting, *, days: int = 2) -> None:
    """Let a sitting have been left some days ago."""
    then = timezone.now() - timedelta(days=days)
    Sitting.objects.filter(pk=sitting.pk).update(seen_at=then)
    Answer.objects.filter(sitting=sitting).update(created_at=then)


@pytest.fixture
def homework(classroom, lesson, fill_class):
    """Three of five have done two steps, Amira none, Ben is away."""
    done = fill_class(lost=0, fine=3)
    for sitting in done:
        for step in lesson.steps.all()[:2]:
            StepVisit.objects.update_or_create(
                sitting=sitting, step=step, defaults={"finished_at": timezone.now()}
            )
        leave(sitting)
    Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=5))
    return done


def week(reply) -> dict[str, str]:
    return {opening.entry.name: opening.entry.sentence for opening in reply.context["week_list"]}


@pytest.mark.slow
def test_between_lessons_who_fell_behind_or_was_left_stuck_is_named(
    tariqs, amira, classroom, homework, lesson, question
):
    be_wrong(homework[0], question)
    leave(homework[0])
    told = week(see(tariqs, classroom))
    behind = "Not begun: “A half”; half of the class has done 2 of 3 steps."
    assert told == {"Student0": "Wrong 3 times at “Your turn”.", "Amira": behind, "Ben": behind}
    press(tariqs, classroom, amira, reasons=["behind"])
    assert "Amira" not in week(see(tariqs, classroom))


@pytest.mark.slow
def test_what_was_before_the_week_or_before_joining_is_not_told(tariqs, amira, classroom, homework, question):
    sitting = open_sitting(student=amira, lesson=homework[0].lesson)
    be_wrong(sitting, question)
    leave(sitting, days=6)
    assert "Wrong" not in week(see(tariqs, classroom))["Amira"]
    Enrolment.objects.filter(student=amira).update(joined_at=timezone.now())
    assert "Amira" not in week(see(tariqs, classroom))


def test_an_empty_class_is_told_how_to_begin(tariqs, classroom):
    Enrolment.objects.all().delete()
    page = see(tariqs, classroom).content.decode()
    assert reverse("tutor:people", args=[classroom.pk]) in page
    assert "Nobody has fallen behind" in page


def test_erasing_takes_the_notes(tariqs, amira, classroom, stuck):
    press(tariqs, classroom, amira)
    erase(person=amira, with_account=False)
    assert not HelpGiven.objects.exists()


def report(client, classroom, form: str = ""):
    return client.get(reverse("tutor:help_report", args=[classroom.pk]) + (f"{form}/" if form else ""))


def test_before_any_help_the_report_says_how_to_begin(tariqs, classroom):
    document = report(tariqs, classroom).context["document"]
    assert document.sentence.startswith("No help was noted yet.")


@pytest.mark.slow
def test_the_report_compares_and_withholds_small_groups(tariqs, tariq, classroom, fill_class, question):
    sittings = fill_class(lost=0, fine=14)
    long_ago = timezone.now() - timedelta(hours=3)
    for number, sitting in enumerate(sittings):
        be_wrong(sitting, question)
        Answer.objects.filter(sitting=sitting).update(created_at=long_ago)
        if number < 8:
            HelpGiven.objects.create(
                **{"helper": tariq, "student": sitting.student, "classroom": classroom},
                **{"reasons": ["wrong"] if number else ["asked"], "submission_id": uuid4()},
                at=long_ago + timedelta(minutes=2),
            )
            record_answer(
                sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["4"]}
            )
            Answer.objects.filter(sitting=sitting, is_correct=True).update(
                created_at=long_ago + timedelta(minutes=4)
            )
    document = report(tariqs, classroom).context["document"]
    assert document.sentence == "After your help more students got out than without it."
    assert document.leads[0][1].startswith("8 of 8")
    assert "0 of 6" in document.leads[0][1]
    shares = {row.label: row.share for row in document.sections[1].rows}
    assert shares == {"Hand up": None, "Wrong again": None}
    assert report(tariqs, classroom, "csv").content.count(b"too few")
    for form in ("xlsx", "pdf"):
        assert report(tariqs, classroom, form).status_code == 200
