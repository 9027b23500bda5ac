"""What staff change is noted with the old values and the new ones; secrets and everybody else's are not."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from content.models import Rule
from tutor.models import AuditEntry, Enrolment, User
from tutor.services.audit.acting import acting_for
from tutor.services.audit.changes import MASK


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin", password="pass-for-tests")


@pytest.fixture
def acting(admin):
    """Let the administrator be who asks."""
    request = RequestFactory().post("/")
    request.user = admin
    with acting_for(request):
        yield admin


def noted() -> list[tuple[object, ...]]:
    fields = ("action", "what", "whose__username", "classroom__name", "changes")
    return list(AuditEntry.objects.order_by("pk").values_list(*fields))


def test_a_changed_account_is_noted_with_both_values(amira, acting):
    amira.role, amira.first_name = "teacher", "Amira"
    amira.save()
    changed = ("changed", f"tutor.User {amira.pk}", "amira", None, {"role": ["student", "teacher"]})
    assert noted() == [changed]
    assert AuditEntry.objects.get().actor == acting


def test_a_password_is_noted_and_not_told(amira, acting):
    amira.set_password("another-one-of-these")
    amira.save(update_fields=["password"])
    assert noted()[0][-1] == {"password": [MASK, MASK]}
    assert User.objects.get(pk=amira.pk).password not in str(noted())


def test_what_is_saved_unchanged_or_beside_these_fields_is_not_noted(
    amira, django_assert_num_queries, acting
):
    amira.save()
    with django_assert_num_queries(1):
        amira.save(update_fields=["last_login"])
    assert noted() == []


def test_students_and_tasks_leave_nothing_here_and_pay_nothing(
    amira, ben, classroom, django_assert_num_queries
):
    request = RequestFactory().post("/")
    request.user = amira
    with acting_for(request), django_assert_num_queries(1):
        ben.save(update_fields=["first_name"])
    with django_assert_num_queries(1):
        classroom.save(update_fields=["name"])
    assert noted() == []


def test_a_place_in_a_class_is_noted_when_it_begins_and_ends(classroom, amira, acting):
    place = Enrolment.objects.get(student=amira)
    Enrolment.objects.filter(pk=place.pk).delete()
    Enrolment.objects.create(classroom=classroom, student=amira)
    assert [entry[0] for entry in noted()] == ["deleted", "added"]
    assert {entry[2:4] for entry in noted()} == {("amira", "Year 6")}


@pytest.mark.parametrize("from_the_other_side", [False, True], ids=["class", "teacher"])
def test_teachers_of_a_class_are_noted_as_added_and_taken_away(
    classroom, tariq, noor, from_the_other_side, acting
):
    if from_the_other_side:
        noor.classrooms.add(classroom)
        noor.classrooms.clear()
    else:
        classroom.teachers.add(noor)
        classroom.teachers.remove(noor)
    assert [entry[-1] for entry in noted()] == [
        {"teachers": [None, [noor.pk]]},
        {"teachers": [[noor.pk], None]},
    ]
    assert {entry[3] for entry in noted()} == {"Year 6"}


def test_who_is_cleared_is_named_and_nobody_else(classroom, tariq, noor, acting):
    classroom.teachers.clear()
    assert noted()[0][-1] == {"teachers": [[tariq.pk], None]}


def test_a_rule_is_noted(lesson, acting):
    rule = Rule.objects.create(course=lesson.course, slug="lost", name="Lost", effects=["hint"])
    rule.enabled = False
    rule.save()
    assert [entry[:2] for entry in noted()] == [
        ("added", f"content.Rule {rule.pk}"),
        ("changed", f"content.Rule {rule.pk}"),
    ]
    assert noted()[1][-1] == {"enabled": [True, False]}


def test_a_deleted_account_leaves_none_of_its_values(amira, acting):
    key = amira.pk
    amira.first_name = "Amira-Before"
    amira.save()
    amira.delete()
    last = AuditEntry.objects.filter(what=f"tutor.User {key}").first()
    assert (last.action, last.changes, last.whose_id) == ("deleted", None, key)


def test_the_admin_page_is_where_an_administrator_acts(client, admin, amira):
    client.force_login(admin)
    form = {
        "username": "amira",
        "role": "teacher",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "08:00:00",
    }
    reply = client.post(reverse("admin:tutor_user_change", args=[amira.pk]), form)
    assert reply.status_code == 302
    changes = AuditEntry.objects.filter(action="changed")
    assert changes[0].changes["role"] == ["student", "teacher"]
    assert changes[0].actor == admin
