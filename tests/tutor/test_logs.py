"""The log tells what broke and where, under a number that the person saw, and nothing of that person."""

import io
import json
import logging
import re
import smtplib

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from emotion import tasks as emotion_tasks
from tests.people import agree, make_user
from tutor import tasks
from tutor.celery import app
from tutor.models import User
from tutor.ops import logs
from tutor.services import consents
from tutor.services.consents import ask_guardian
from tutor.services.teaching import sessions
from tutor.views import pages

PERSONAL = ("zuleikha", "okonkwo", "quagga", "10.9.8.7", "wrote-this", "secret-code", "z.o@school.example")


@pytest.fixture
def log():
    """What the settings' own handler writes, at debug level, as production formats it."""
    root = logging.getLogger()
    (handler,) = [one for one in root.handlers if any(isinstance(f, logs.Discreet) for f in one.filters)]
    written = io.StringIO()
    before = handler.setStream(written), handler.formatter, root.level
    handler.setFormatter(logs.JsonLines())
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before[0])
    handler.setFormatter(before[1])
    root.setLevel(before[2])


@pytest.fixture
def zuleikha(db):
    return make_user("zuleikha", first_name="Zuleikha", last_name="Okonkwo", email="z.o@school.example")


@pytest.fixture
def patient(zuleikha) -> Client:
    """Her browser; its errors become pages, as in production."""
    client = Client(raise_request_exception=False, REMOTE_ADDR="10.9.8.7")
    client.force_login(zuleikha)
    return client


def break_home(monkeypatch) -> None:
    def fail(*args):
        name = "zuleikha okonkwo"
        raise ValueError(f"cannot serve {name}, who wrote-this")

    monkeypatch.setattr(pages.selectors, "courses_for", fail)


def test_an_error_page_shows_a_number_that_the_log_has(patient, log, monkeypatch):
    break_home(monkeypatch)
    reply = patient.get(reverse("tutor:courses"))
    assert reply.status_code == 500
    number = re.search(r'class="reference">(\w{4}-\w{4})<', reply.content.decode())[1]
    (line,) = [line for line in log() if line["level"] == "ERROR"]
    assert (line["reference"], line["route"], line["method"]) == (number, "learn/", "GET")
    assert line["exception"][0] == "builtins.ValueError"
    assert any("pages.py" in place and "list_courses" in place for place in line["exception"])


def test_each_request_has_its_own_number(patient, log, monkeypatch):
    break_home(monkeypatch)
    for _ in range(2):
        patient.get(reverse("tutor:courses"))
    assert len({line["reference"] for line in log() if line["level"] == "ERROR"}) == 2


def live(client: Client, lesson, monkeypatch) -> None:
    """Do what makes servers write: sign-ins that fail, lost addresses, forged posts, errors, answers."""
    client.get("/join/secret-code/")
    client.get("/teach/quagga/")
    client.get("/learn/quagga/zuleikha/")
    client.post(reverse("login"), {"username": "zuleikha", "password": "secret-code"})
    client.post(reverse("tutor:consent"), {"purpose": "camera", "decision": "give"})
    client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    forger = Client(enforce_csrf_checks=True, REMOTE_ADDR="10.9.8.7")
    forger.post(reverse("login"), {"username": "zuleikha"}, headers={"referer": "http://quagga.example/"})
    client.get("/", headers={"host": "quagga"})
    break_home(monkeypatch)
    client.get(reverse("tutor:courses"))


def test_requests_leave_nothing_of_a_person_in_the_log(patient, lesson, log, monkeypatch):
    live(patient, lesson, monkeypatch)
    lines = log()
    assert {line.get("status_code") for line in lines} >= {404, 403, 400, 500}
    text = json.dumps(lines).lower()
    assert [trace for trace in PERSONAL if trace in text] == []


def test_who_is_refused_leaves_a_line_with_the_address_and_no_trace(patient, log):
    patient.get(reverse("tutor:classes"))
    (line,) = [line for line in log() if line.get("status_code") == 403]
    assert line["message"] == "403 GET teach/"
    assert "exception" not in line


def test_a_form_that_is_not_filled_in_is_no_news(patient, lesson, log):
    from tutor.services.sittings import open_sitting

    sitting = open_sitting(student=User.objects.get(username="zuleikha"), lesson=lesson)
    question = lesson.steps.get(slug="ask").questions.get()
    reply = patient.post(reverse("tutor:answer", args=[sitting.pk, question.pk]), {"number": "4"})
    assert reply.status_code == 422
    assert [line for line in log() if line["level"] != "DEBUG"] == []


def test_an_address_that_is_none_is_named_without_a_word_of_a_person(patient, log):
    patient.get("/teach/zuleikha/reports/quagga/")
    (line,) = [line for line in log() if line.get("status_code") == 404]
    assert line["route"] == "unknown address teach/…/reports/…"


def test_what_the_product_logs_of_a_request_names_its_address(patient, log, monkeypatch):
    def warn(*args):
        logging.getLogger("tutor").warning("the broker is away")
        return []

    monkeypatch.setattr(pages.selectors, "courses_for", warn)
    patient.get(reverse("tutor:courses"))
    logging.getLogger("tutor").warning("later")
    told = {line["message"]: line.get("route") for line in log()}
    assert told["the broker is away"] == "learn/"
    assert told["later"] is None


def test_a_planted_name_is_found(zuleikha, log):
    logging.getLogger("tutor.planted").info("%s is here", zuleikha.display_name)
    assert "zuleikha" in json.dumps(log()).lower()


def test_a_failed_task_is_told_by_its_name_and_place(zuleikha, log):
    @app.task(name="tests.fails")
    def fails(name: str) -> None:
        raise ValueError(f"{name} wrote-this")

    fails.apply(args=("zuleikha",))
    app.tasks.unregister("tests.fails")
    (line,) = [line for line in log() if line["level"] == "ERROR"]
    assert (line["task"], line["exception"][0]) == ("tests.fails", "builtins.ValueError")
    assert [trace for trace in PERSONAL if trace in json.dumps(line).lower()] == []


def test_a_machines_failure_is_told_in_full(log):
    try:
        raise ConnectionRefusedError("redis at 6379 is away")
    except OSError:
        logging.getLogger("tutor").exception("no broker")
    assert "redis at 6379 is away" in json.dumps(log())


def test_a_refused_letter_names_nobody(zuleikha, log, monkeypatch):
    def refuse(*args):
        raise smtplib.SMTPRecipientsRefused({"z.o@school.example": (550, b"no such quagga")})

    zuleikha.guardian_email = "z.o@school.example"
    zuleikha.save()
    yes = agree(zuleikha, "camera")
    monkeypatch.setattr("tutor.services.consents.send_mail", refuse)
    ask_guardian.apply(args=(yes.pk, "https://school.example"))
    try:
        refuse()
    except OSError as error:
        logging.getLogger("tutor").warning("not sent: %s", error, exc_info=True)
    lines = log()
    assert any("smtplib.SMTPRecipientsRefused" in line.get("exception", []) for line in lines)
    assert [trace for trace in PERSONAL if trace in json.dumps(lines).lower()] == []


@pytest.mark.slow
def test_a_pdf_leaves_nothing_of_a_name_whose_letters_no_font_has(client, tariq, classroom, lesson, log):
    classroom.name = "六年级"
    classroom.save()
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sessions.end_session(session=session)
    client.force_login(tariq)
    report = reverse("tutor:session_report", args=[classroom.pk, session.pk])
    assert client.get(f"{report}pdf/").status_code == 200
    assert [letter for letter in "六年级" if letter in json.dumps(log(), ensure_ascii=False)] == []


def test_the_causes_of_an_error_are_told_first(log):
    try:
        try:
            raise KeyError("quagga")
        except KeyError as error:
            raise RuntimeError("zuleikha") from error
    except RuntimeError:
        logging.getLogger("tutor").exception("broken")
    kinds = [line for line in log()[0]["exception"] if not line.startswith(" ")]
    assert kinds == ["builtins.KeyError", "builtins.RuntimeError"]


def test_no_error_is_mailed_even_where_admins_have_addresses(patient, settings, monkeypatch):
    settings.ADMINS = [("Ada", "ada@school.example")]
    break_home(monkeypatch)
    assert patient.get(reverse("tutor:courses")).status_code == 500
    assert mail.outbox == []


def test_celery_brings_no_handler_of_its_own():
    before = list(logging.getLogger().handlers), list(logging.getLogger("celery.task").handlers)
    app.log.setup(loglevel="DEBUG")
    assert (logging.getLogger().handlers, logging.getLogger("celery.task").handlers) == before


def test_what_the_product_does_for_a_student_leaves_nothing_of_them(zuleikha, lesson, log):
    from tests.tutor.estimates import ESTIMATE
    from tutor.services.sittings import open_sitting

    agree(zuleikha, "camera")
    sitting = open_sitting(student=zuleikha, lesson=lesson)
    import time

    tasks.observe.apply(args=(ESTIMATE.to_message(), sitting.pk, time.time()))
    tasks.consider.apply(args=(sitting.pk,))
    emotion_tasks.analyse_clip.apply(args=([b"quagga"] * 8,))
    consents.withdraw(student=zuleikha, purpose="camera")
    assert sitting.readings.count() == 1
    text = json.dumps(log()).lower()
    assert [trace for trace in (*PERSONAL, "confused", "neutral") if trace in text] == []
