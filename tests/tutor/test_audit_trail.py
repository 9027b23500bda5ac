"""A day of a school, told from the log: to the administrator, and to the student whose day it was."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutor.rosters.lists import SMALL, bring
from tutor.models import AuditEntry, User
from tutor.services.audit import trail


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("admin", password="pass-for-tests", first_name="Ada")


def signed_in(user: User) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": user.username, "password": "pass-for-tests"})
    return client


def spend_day_of_teacher(tariq: User, amira: User, classroom) -> None:
    browser = signed_in(tariq)
    for page in ("classroom", "people", "help_first", "reports", "boards"):
        assert browser.get(reverse(f"tutor:{page}", args=[classroom.pk])).status_code == 200
    browser.post(reverse("tutor:give_password", args=[classroom.pk, amira.pk]))
    browser.post(reverse("tutor:print_cards", args=[classroom.pk]))


def spend_day_of_administrator(admin: User, amira: User) -> Client:
    browser = signed_in(admin)
    bring(SMALL, admin)
    account = reverse("admin:tutor_user_change", args=[amira.pk])
    browser.get(account)
    form = {"username": "amira", "first_name": "Amira", "role": "student", "is_of_age": "on"}
    form |= {"is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "08:00:00"}
    assert browser.post(account, form).status_code == 302
    return browser


@pytest.mark.slow
def test_a_day_of_a_school_is_told_to_administrator_and_student(admin, tariq, amira, classroom):
    spend_day_of_teacher(tariq, amira, classroom)
    browser = spend_day_of_administrator(admin, amira)
    acts = set(AuditEntry.objects.values_list("actor__username", "action"))
    assert {(name, "signed_in") for name in ("tariq", "admin")} <= acts
    assert {("tariq", "password.reset"), ("tariq", "cards.printed")} <= acts
    assert {("admin", "roster.imported"), ("admin", "changed")} <= acts

    page = browser.get(reverse("tutor:audit"), {"person": "amira"}).content.decode()
    for words in ("opened the class’s list of people", "set a new password", "is_of_age", "<ins>True</ins>"):
        assert words in page
    file = b"".join(browser.get(reverse("tutor:audit_export")).streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(file)))) >= 12

    told = {(line["who"], line["what"]) for line in trail.tell(amira)}
    assert {
        ("tariq", "opened the class’s page (Year 6)"),
        ("tariq", "opened the list of whom in the class to help first (Year 6)"),
        ("tariq", "set a new password"),
        ("Ada", "opened the account’s page"),
        ("Ada", "changed your account"),
    } <= told
    assert "pbkdf2" not in file
