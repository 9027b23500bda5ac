"""Two accounts become one: nothing is lost, nothing is left behind, and no table can be forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import Question, Skill
from tests.people import agree, make_user
from tutor.models import (
    AccountNotice,
    AccountState,
    Answer,
    AuditEntry,
    Consent,
    Enrolment,
    Mastery,
    PictureSecret,
    Sitting,
    User,
)
from tutor.services.answers import record_answer, take_next_hint
from tutor.services.people.merge_rules import STAYS
from tutor.services.people.merging import CannotMerge, merge_accounts, relations_of
from tutor.services.sittings import open_sitting


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin", password="pass-for-tests")


@pytest.fixture
def skill(lesson):
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving")
    Question.objects.get().skills.add(skill)
    return skill


def answer(student, lesson, number: str, *, days_ago: int) -> Sitting:
    sitting = open_sitting(student=student, lesson=lesson)
    made = record_answer(
        sitting=sitting, question=Question.objects.get(), submission_id=uuid4(), response={"number": [number]}
    )
    Answer.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return sitting


@pytest.fixture
def double(db, classroom, lesson, skill, amira):
    """Amira once more, under another name; both have begun the lesson."""
    double = make_user("amira2", first_name="Amira")
    Enrolment.objects.create(classroom=classroom, student=double)
    answer(double, lesson, "4", days_ago=4)
    answer(amira, lesson, "2", days_ago=2)
    take_next_hint(
        sitting=double.sittings.get(), question=Question.objects.get(), rung=0, submission_id=uuid4()
    )
    PictureSecret.objects.create(student=double, digest="x")
    return double


def test_no_table_that_points_at_people_is_left_behind(double, amira, admin):
    merge_accounts(kept=amira, closed=double, by=admin)
    looked_at = [label.related_model._meta.label for label in User._meta.related_objects]
    relations = {related._meta.label: field for related, field in relations_of(User)}
    assert {label for label in looked_at if label != "tutor.Classroom"} - {"content.Course"} <= set(relations)
    left = {
        label: related._base_manager.filter(**{field.name: double.pk}).count()
        for related, field in relations_of(User)
        for label in [related._meta.label]
        if label not in STAYS
    }
    assert len(left) > 15
    assert {label for label, count in left.items() if count} == set()


def test_a_lesson_begun_twice_is_joined(double, amira, admin):
    merge_accounts(kept=amira, closed=double, by=admin)
    sitting = amira.sittings.get()
    given = sitting.answers.order_by("created_at").values_list("response", flat=True)
    assert [one["number"] for one in given] == [["4"], ["2"]]
    assert sitting.hint_uses.count() == 1
    assert amira.enrolments.count() == 1


def test_mastery_is_what_all_answers_say_in_their_order(double, amira, admin, lesson, skill):
    alone = make_user("alone")
    sitting = answer(alone, lesson, "4", days_ago=4)
    Answer.objects.filter(sitting=sitting).update(created_at=timezone.now() - timedelta(days=4))
    answer(alone, lesson, "2", days_ago=2)
    merge_accounts(kept=amira, closed=double, by=admin)
    expected = Mastery.objects.get(student=alone, skill=skill).p_known
    assert Mastery.objects.get(student=amira, skill=skill).p_known == pytest.approx(expected)


def test_the_closed_account_points_at_the_other_and_lets_nobody_in(double, amira, admin):
    mine = Client()
    mine.force_login(double)
    merge_accounts(kept=amira, closed=double, by=admin)
    state = AccountState.objects.get(person=double)
    assert (state.merged_into, state.person.closed_at is not None) == (amira, True)
    assert not Client().login(username="amira2", password="pass-for-tests")
    assert mine.get(reverse("tutor:courses")).status_code == 302
    assert AuditEntry.objects.get(action="accounts.merged").whose_id == amira.pk
    assert AccountNotice.objects.get(person=amira).kind == "merged"


def test_a_yes_of_the_closed_account_is_asked_for_anew(double, amira, admin):
    agree(double, "camera")
    merge_accounts(kept=amira, closed=double, by=admin)
    assert not Consent.objects.standing("camera").filter(student=amira).exists()
    assert Consent.objects.filter(student=amira, purpose="camera", withdrawn_at__isnull=False).exists()


@pytest.mark.parametrize("other", ["same", "teacher", "staff", "closed"])
def test_only_two_open_accounts_of_students_become_one(amira, tariq, admin, other):
    closed = {
        "same": amira,
        "teacher": tariq,
        "staff": make_user("staff", is_staff=True),
        "closed": make_user("gone", is_active=False),
    }[other]
    with pytest.raises(CannotMerge):
        merge_accounts(kept=amira, closed=closed, by=admin)


@pytest.mark.slow
def test_the_administrator_looks_first(client, double, amira, admin):
    client.force_login(admin)
    names = {"kept": "amira", "closed": "amira2"}
    page = client.post(reverse("tutor:merge"), names).content.decode()
    assert "1 lesson was begun under both names" in page
    assert "guesses" not in page
    assert User.objects.get(username="amira2").is_active
    assert client.post(reverse("tutor:merge"), {**names, "sure": "on"}).status_code == 302
    assert not User.objects.get(username="amira2").is_active
    assert client.post(reverse("tutor:merge"), {**names, "sure": "on"}).status_code == 422


@pytest.mark.parametrize("which", ["kept", "closed"])
def test_what_stays_hidden_in_one_of_both_stays_hidden_in_the_account_of_both(double, amira, admin, which):
    given = amira if which == "kept" else double
    at = timezone.now() - timedelta(days=3)
    AccountState.objects.create(person=given, affect_hidden_before=at)
    merge_accounts(kept=amira, closed=double, by=admin)
    assert AccountState.objects.get(person=amira).affect_hidden_before > at + timedelta(days=2)
