"""Misconceptions where teachers and authors look: the session's report, the course's, the live page."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from content.models import Misconception
from content.questions import answers_showing
from tests.pdf_text import pdf_text
from tests.people import make_user
from tutor.models import Enrolment, Sitting
from tutor.queries.class_facts import find_calls, read_facts
from tutor.services.answers import record_answer
from tutor.services.personal_data import gather
from tutor.services.sittings import open_sitting
from tutor.services.teaching.sessions import end_session, start_session


@pytest.fixture
def flips(lesson, question):
    question.spec = {"answer": "4", "wrong": [{"value": "2", "misconception": "flips"}]}
    question.save()
    return Misconception.objects.create(course=lesson.course, slug="flips", title="Flips the fraction")


def answer(sitting, question, number):
    record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": [number]})


@pytest.fixture
def held(classroom, lesson, question, flips):
    """A session in which two of three students show it."""
    sittings = []
    for number in range(3):
        student = make_user(f"pupil-{number}", first_name=f"Pupil{number}")
        Enrolment.objects.create(classroom=classroom, student=student)
        sittings.append(open_sitting(student=student, lesson=lesson))
    answer(open_sitting(student=make_user("of-no-class"), lesson=lesson), question, "2")
    answer(sittings[2], question, "2")  # before the session
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    for sitting, typed in zip(sittings, ("2", "2", "4"), strict=True):
        answer(sitting, question, typed)
    end_session(session=session)
    session.refresh_from_db()
    return session


def address(session, form=""):
    return reverse("tutor:session_report", args=[session.classroom_id, session.pk]) + form


def test_the_session_report_names_it_with_where_and_how(client, tariq, held):
    client.force_login(tariq)
    page = client.get(address(held)).content.decode()
    assert "Flips the fraction" in page
    assert "2 of 3 students; 2 answers; Your turn (2 of 3); shown by answering 2" in page
    assert not any(f"Pupil{number}" in page for number in range(3))


@pytest.mark.slow
def test_its_files_have_it_too(client, tariq, held):
    client.force_login(tariq)
    rows = list(csv.reader(io.StringIO(client.get(address(held, "csv/")).content.decode("utf-8-sig"))))
    assert ["Flips the fraction", "2", "3"] in [row[:3] for row in rows]
    book = load_workbook(io.BytesIO(client.get(address(held, "xlsx/")).content))
    assert [cell.value for cell in book["Misconceptions"][2]][:3] == ["Flips the fraction", 2, 3]
    assert "Flips the fraction" in pdf_text(client.get(address(held, "pdf/")).content)


@pytest.mark.slow
def test_a_lesson_that_names_none_has_no_such_section(client, tariq, hold_session):
    session = hold_session(students=5, lost=0)
    client.force_login(tariq)
    assert "Misconceptions" not in client.get(address(session)).content.decode()
    held_before = {name: part for name, part in session.report.items() if name != "misconceptions"}
    type(session).objects.filter(pk=session.pk).update(report=held_before)
    assert client.get(address(session)).status_code == 200


@pytest.mark.parametrize(("students", "is_told"), [(5, True), (4, False)])
def test_authors_read_of_whole_groups_alone(client, noor, lesson, question, flips, students, is_told):
    for number in range(students):
        answer(open_sitting(student=make_user(f"s{number}"), lesson=lesson), question, "2")
    client.force_login(noor)
    page = client.get(reverse("tutor:course_report", args=[lesson.course_id])).content.decode()
    assert ("5 of 5 students; A half: Your turn (5 of 5); shown by answering 2" in page) is is_told
    assert ("Flips the fraction" in page) is is_told


def test_the_live_page_says_what_three_wrong_answers_have_in_common(classroom, sitting, question, flips):
    sitting.step = question.step
    sitting.save()
    for _ in range(3):
        answer(sitting, question, "2")
    present = list(Sitting.objects.select_related("lesson", "student"))
    facts = read_facts(present, classroom=classroom, joined={}, now=timezone.now())
    calls = find_calls(present, facts, numbers={})
    assert calls[0].reasons[0].words == "wrong 3 times: “Flips the fraction”"


def test_a_right_answer_ends_it_there(classroom, sitting, question, flips):
    sitting.step = question.step
    sitting.save()
    for typed in ("2", "4", "3", "3", "3"):
        answer(sitting, question, typed)
    present = list(Sitting.objects.select_related("lesson", "student"))
    facts = read_facts(present, classroom=classroom, joined={}, now=timezone.now())
    calls = find_calls(present, facts, numbers={})
    assert calls[0].reasons[0].words == "wrong 3 times"


def test_students_find_it_among_what_is_held(sitting, amira, question, flips):
    answer(sitting, question, "2")
    assert gather(amira)["answers"][0]["misconceptions"] == ["flips"]


def test_the_answers_that_show_it_are_those_the_author_wrote():
    spec = {"choices": [{"text": "a", "correct": True}, {"text": "b", "misconception": "x"}, {"text": "c"}]}
    assert answers_showing(spec, "x") == ("b",)
    assert answers_showing({"wrong": [{"value": 2, "misconception": "x"}]}, "x") == ("2",)
    assert answers_showing({"wrong": [{"value": 0, "misconception": "x"}]}, "x") == ("0",)
    assert answers_showing({"wrong": [{"value": "", "misconception": "x"}]}, "x") == ()
    assert answers_showing(spec, "y") == ()
