"""Yours: a student sees, downloads and erases what is held; nobody else's goes with it."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from channels.db import database_sync_to_async
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import CASCADE
from django.urls import reverse
from django.utils import timezone

from content.models import Question, Rule, Skill
from content.policy.comparison import Arm, Standing, Terms, choose
from content.policy.tuning.finding import choose_setting
from emotion.estimate import ClipEstimate
from tests.lti.rows import account_of, score_of
from tests.people import agree
from tests.tutor.sockets import connected
from tutor.live.sockets import CLOSE_FORBIDDEN
from tutor.models import (
    AccountMerge,
    AccountNotice,
    AccountState,
    Adaptation,
    AffectLesson,
    AffectMember,
    Answer,
    ClassSession,
    HelpChoice,
    Mastery,
    PastEnrolment,
    PictureSecret,
    PreTest,
    PreTestAnswer,
    RaisedHand,
    Reading,
    RosterChange,
    RosterPerson,
    RosterRun,
    RuleTrial,
    SignInCard,
    Sitting,
    SkippedStep,
    Statement,
    TeacherInvitation,
    User,
)
from tutor.services import personal_data
from tutor.services.answers import leave_question, record_answer, record_self_report, take_next_hint
from tutor.services.audit.acts import note_act
from tutor.services.hint_answers import record_hint_answer
from tutor.services.readings import record_reading
from tutor.services.rosters.runs import file_source
from tutor.services.sittings import open_sitting
from tutor.services.teaching.group_prompts import seat_latecomer, start_prompt
from tutor.services.teaching.helping import note_help
from tutor.services.teaching.posts import add_post
from tutor.services.teaching.sessions import start_session

pytestmark = pytest.mark.slow

ESTIMATE = ClipEstimate(
    known=True,
    reason=None,
    faces_share=1.0,
    states={"engaged": 0.3, "bored": 0.1, "confused": 0.8, "frustrated": 0.1},
    emotions={"neutral": 1.0},
    model="test",
)


def live_through(student, lesson, classroom) -> Sitting:
    """Leave one of everything behind."""
    sitting = open_sitting(student=student, lesson=lesson)
    question = Question.objects.get()
    agree(student, "camera")
    note_act(actor=classroom.teachers.get(), action="password.reset", whose=student)
    # Of when the student was a teacher here.
    TeacherInvitation.objects.create(
        classroom=classroom, invited=student, invited_by=classroom.teachers.get()
    )
    PastEnrolment.objects.create(
        classroom=classroom, student=student, joined_at=timezone.now(), reason="teacher"
    )
    run = RosterRun.objects.create(source=file_source(), state="done")
    RosterPerson.objects.create(source=run.source, key=f"id:{student.pk}", person=student)
    RosterChange.objects.create(run=run, kind="person_new", person=student)
    record_answer(
        sitting=sitting, question=question, submission_id=uuid4(), response={"number": [f"90210{student.pk}"]}
    )
    take_next_hint(sitting=sitting, question=question, rung=0, submission_id=uuid4())
    question.hints = [{"text": "Share it.", "question": {"kind": "number", "answer": "2"}}]
    record_hint_answer(
        sitting=sitting, question=question, number=1, submission_id=uuid4(), response={"number": ["2"]}
    )
    leave_question(sitting=sitting, question=question, left=True, submission_id=uuid4())
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    record_reading(sitting=sitting, estimate=ESTIMATE, at=timezone.now())
    Adaptation.objects.create(
        sitting=sitting, step=sitting.step, rule_key="1", rule_name="Lost", kind="hint", sentence="Because."
    )
    arms = [Standing(Arm("1", "a")), Standing(Arm("2", "b"))]
    HelpChoice.objects.create(
        sitting=sitting,
        step=sitting.step,
        record=choose(arms, seed="s", terms=Terms()).as_record(),
        from_camera=False,
    )
    rule = Rule.objects.create(slug=f"r{student.pk}", name="A rule", effects=["hint"])
    RuleTrial.of(
        choose_setting("s"), sitting=sitting, step=sitting.step, rule=rule, round=1, from_camera=False
    ).save()
    skill, _ = Skill.objects.get_or_create(course=lesson.course, slug="halving", title="Halving")
    Mastery.objects.create(student=student, skill=skill, p_known=0.5)
    pretest = PreTest.objects.create(student=student, course=lesson.course)
    PreTestAnswer.objects.create(
        pretest=pretest, question=question, submission_id=uuid4(), response={}, is_correct=False
    )
    SkippedStep.objects.create(student=student, step=lesson.steps.last())
    RaisedHand.objects.create(sitting=sitting)
    if not classroom.sessions.exists():
        start_session(classroom=classroom, lesson=lesson, pacing="self")
    session = classroom.sessions.get()
    session.seats.get_or_create(sitting=sitting)
    if not session.prompts.exists():
        start_prompt(
            session=session, teacher=classroom.teachers.get(), words="Why?", step=None, minutes=5, groups=[]
        )
    seat_latecomer(sitting=sitting, session=session)
    add_post(sitting=sitting, submission_id=uuid4(), words=f"Because of 90210{student.pk}")
    helper = classroom.teachers.get()
    helped = {"classroom": classroom, "student": student, "helper": helper, "step": None}
    note_help(**helped, reasons=["asked"], submission_id=uuid4())
    RaisedHand.objects.get_or_create(sitting=sitting)
    AccountNotice.objects.create(person=student, kind="made")
    AccountState.objects.create(person=student)
    SignInCard.objects.create(student=student, digest=f"x{student.pk}", expires_at=timezone.now())
    PictureSecret.objects.create(student=student, digest="x")
    EmailAddress.objects.create(user=student, email=f"{student.username}@home.example")
    SocialAccount.objects.create(user=student, provider="school", uid=f"90210{student.pk}")
    Authenticator.objects.create(user=student, type="totp", data={"secret": "x"})
    closed = User.objects.create_user(f"{student.username}-2")
    AccountMerge.objects.create(kept=student, closed=closed)
    score_of(account_of(student), lesson, classroom)
    Statement.objects.create(student=student, kind="completed", about=lesson.pk, lesson=lesson)
    lesson_told, _ = AffectLesson.objects.get_or_create(began=1, next_slot=2, last_here=1)
    AffectMember.objects.create(lesson=lesson_told, student=student)
    return sitting


@pytest.fixture
def lived(amira, ben, lesson, classroom) -> Sitting:
    """Amira's sitting; Ben has lived through the same."""
    live_through(ben, lesson, classroom)
    return live_through(amira, lesson, classroom)


def held_of(person: User) -> dict[str, int]:
    return {holding.key: count for holding, count in personal_data.count_holdings(person)}


def test_whatever_hangs_on_a_student_is_told(lived, amira):
    told = {holding.model for holding in personal_data.HOLDINGS}
    # Django's own log of the admin is about what staff did there; a closed account leaves it.
    hanging = {
        relation.related_model
        for model in (User, Sitting)
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE
    } - {LogEntry, *apps.get_app_config("content").get_models()}
    assert hanging <= told
    assert all(count >= 1 for count in held_of(amira).values())


def test_the_page_says_what_there_is(client, amira, lived):
    client.force_login(amira)
    page = client.get(reverse("tutor:you")).content.decode()
    assert "Your answers" in page
    assert reverse("tutor:download_mine") in page
    assert reverse("tutor:erase_mine") in page


def download(client) -> dict[str, bytes]:
    reply = client.get(reverse("tutor:download_mine"))
    assert "attachment" in reply["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("password", "is_told"), [("pass-for-tests", True), (None, False)])
def test_a_password_is_told_of_where_there_is_one(client, amira, password, is_told):
    amira.set_password(password)
    amira.save()
    client.force_login(amira)
    page = client.get(reverse("tutor:you")).content.decode()
    assert ("scrambled form of your password" in page) is is_told


def test_a_download_holds_everything_twice_and_nothing_of_others(client, amira, ben, lived):
    client.force_login(amira)
    files = download(client)
    held = json.loads(files["everything.json"])
    assert {key: len(held[key]) for key in held_of(amira)} == held_of(amira)
    assert held["answers"][0]["response"] == {"number": [f"90210{amira.pk}"]}
    assert held["readings"][0]["confused"] == 0.8
    assert held["posts"][0]["words"] == f"Because of 90210{amira.pk}"
    for content in files.values():
        assert f"90210{amira.pk}" in content.decode()
        assert f"90210{ben.pk}" not in content.decode()
        assert "ben" not in content.decode().split()


def test_what_was_right_in_an_answer_to_a_hint_is_in_the_download(client, amira, lived):
    lived.hint_answers.update(parts={"gap-0": True})
    client.force_login(amira)
    (answer,) = json.loads(download(client)["everything.json"])["hint_answers"]
    assert answer["parts"] == {"gap-0": True}


@pytest.mark.parametrize("code", ["ar", "hi", "es", "pt-br", "de", "fr", "en-gb"])
def test_the_day_comes_before_its_month_in_the_download(client, amira, lived, code):
    User.objects.filter(pk=amira.pk).update(date_joined=datetime(2026, 11, 30, 12, tzinfo=UTC))
    client.force_login(amira)
    client.cookies["language"] = code
    page = download(client)["everything.html"].decode()
    assert re.search(r"<dd>30\.? (de )?\S+ (de )?2026\b", page)


def test_a_script_in_an_answer_stays_text_in_the_download(client, amira, lived):
    Answer.objects.filter(sitting=lived).update(response={"text": ["<script>alert(1)</script>"]})
    client.force_login(amira)
    assert b"<script>" not in download(client)["everything.html"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"account": "keep"},
        {"sure": "erase"},
        {"account": "x", "sure": "erase"},
        {"account": "keep", "sure": "on"},
    ],
)
def test_without_a_choice_and_the_word_nothing_goes(client, amira, lived, data):
    client.force_login(amira)
    assert client.post(reverse("tutor:erase_mine"), data).status_code == 422
    assert held_of(amira)["answers"] == 1


def test_erasing_takes_the_learning_and_leaves_account_and_classmates(client, amira, ben, lived):
    before = held_of(ben)
    client.force_login(amira)
    client.post(reverse("tutor:erase_mine"), {"account": "keep", "sure": " Erase "})
    assert {key for key, count in held_of(amira).items() if count} == {
        holding.key for holding in personal_data.HOLDINGS if holding.stays_with_account
    }
    assert held_of(ben) == before
    assert client.get(reverse("tutor:courses")).status_code == 200


def test_closing_takes_the_account_and_signs_out(client, amira, ben, lived):
    client.force_login(amira)
    client.post(reverse("tutor:erase_mine"), {"account": "close", "sure": "erase"})
    assert not User.objects.filter(username="amira").exists()
    assert client.get(reverse("tutor:courses"))["Location"].startswith(reverse("login"))
    assert Reading.objects.count() == 1
    assert held_of(ben)["readings"] == 1


def test_what_others_depend_on_is_not_closed_by_its_account(client, noor):
    client.force_login(noor)
    client.post(reverse("tutor:erase_mine"), {"account": "close", "sure": "erase"})
    assert User.objects.filter(username="noor").exists()


def test_the_page_says_in_numbers_what_goes_and_what_it_says_goes(client, amira, lived):
    client.force_login(amira)
    goes = client.get(reverse("tutor:erase_mine")).context["goes"]
    before = {holding.key: count for holding, count in goes}
    held = held_of(amira)
    assert before == {key: held[key] for key in before}
    assert before["answers"] == before["readings"] == 1
    client.post(reverse("tutor:erase_mine"), {"account": "keep", "sure": "erase"})
    left = held_of(amira)
    assert not any(left[key] for key in before)
    assert client.get(reverse("tutor:erase_mine")).context["goes"] == []


def test_all_kinds_are_counted_in_one_query(amira, lived, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert personal_data.count_what_goes(amira)


def test_erasing_twice_is_erasing_once(amira, lived):
    personal_data.erase(person=amira, with_account=False)
    personal_data.erase(person=amira, with_account=False)
    assert held_of(amira)["answers"] == 0


def test_the_report_of_an_ended_session_stays_as_it_was(amira, lived, classroom):
    session = classroom.sessions.get()
    report = {"learners": 6, "answers": 12}
    ClassSession.objects.filter(pk=session.pk).update(state="ended", ended_at=timezone.now(), report=report)
    personal_data.erase(person=amira, with_account=True)
    session.refresh_from_db()
    assert session.report == report


def test_the_live_picture_begins_anew_so_that_no_difference_tells(amira, lived, classroom):
    personal_data.erase(person=amira, with_account=False)
    classroom.refresh_from_db()
    assert classroom.roster_cut_at > timezone.now() - timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_closes_when_everything_is_erased(amira, sitting):
    socket = await connected(amira, sitting)
    assert await socket.receive_nothing()
    await database_sync_to_async(personal_data.erase)(person=amira, with_account=False)
    assert (await socket.receive_output())["code"] == CLOSE_FORBIDDEN
    await socket.disconnect()
