"""Whatever staff open about students leaves one entry; students, refusals and outages leave none."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.tutor.sockets import open_socket
from tutor.models import AuditEntry, User
from tutor.ops.metrics import AUDIT_LOST
from tutor.services.audit import openings


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin", password="pass-for-tests", first_name="Ada")


def noted() -> list[tuple[object, ...]]:
    fields = ("actor__username", "what", "whose__username", "classroom__name", "count")
    return list(AuditEntry.objects.filter(action="opened").order_by("pk").values_list(*fields))


def test_a_teacher_opens_the_list_of_a_class(client, tariq, classroom):
    client.force_login(tariq)
    client.get(reverse("tutor:people", args=[classroom.pk]))
    assert noted() == [("tariq", "tutor:people", None, "Year 6", 1)]


def test_a_file_is_noted_by_its_route_and_without_its_query(client, tariq, classroom):
    client.force_login(tariq)
    term = {"first": "2000-01-01", "last": "2100-01-01"}
    assert client.get(f"/teach/{classroom.pk}/reports/term/csv/", term).status_code == 422
    assert noted() == []
    openings.note_opened(
        actor=tariq,
        address="teach/<key:classroom_id>/reports/term/csv/",
        parts={"classroom_id": classroom.pk},
    )
    assert noted()[0][1] == "teach/<key:classroom_id>/reports/term/csv/"


@pytest.mark.slow
def test_an_administrator_opens_an_account(client, admin, amira):
    client.force_login(admin)
    client.get(reverse("admin:tutor_user_change", args=[amira.pk]))
    client.get(reverse("admin:tutor_user_changelist"))
    assert noted() == [
        ("admin", "admin:tutor_user_change", "amira", None, 1),
        ("admin", "admin:tutor_user_changelist", None, None, 1),
    ]


def test_ones_own_account_is_nobody_elses_business(client, admin):
    client.force_login(admin)
    client.get(reverse("admin:tutor_user_change", args=[admin.pk]))
    assert noted() == []


def test_a_search_for_lessons_finds_no_people(client, admin):
    client.force_login(admin)
    query = {"app_label": "tutor", "model_name": "classroom", "field_name": "teachers", "term": "a"}
    client.get(reverse("admin:autocomplete"), query)
    lessons = {"app_label": "content", "model_name": "step", "field_name": "lesson", "term": "a"}
    assert client.get(reverse("admin:autocomplete"), lessons).status_code == 200
    assert [entry[1] for entry in noted()] == ["admin:autocomplete"]


def test_a_search_for_people_is_noted_from_whichever_field_it_is_asked(client, admin, amira):
    client.force_login(admin)
    query = {"app_label": "content", "model_name": "course", "field_name": "owner", "term": "ami"}
    assert b"amira" in client.get(reverse("admin:autocomplete"), query).content
    assert [entry[1] for entry in noted()] == ["admin:autocomplete"]


def test_a_search_on_the_page_of_people_is_noted_and_the_page_alone_is_not(client, admin, amira):
    client.force_login(admin)
    client.get(reverse("tutor:people_home"), {"q": " "})
    assert noted() == []
    assert b"amira" in client.get(reverse("tutor:people_home"), {"q": "ami"}).content
    assert [entry[1] for entry in noted()] == ["tutor:people_home"]


def test_the_same_page_within_minutes_is_counted(client, tariq, classroom, monkeypatch):
    client.force_login(tariq)
    start = timezone.now().replace(minute=1)
    monkeypatch.setattr(timezone, "now", lambda: start)
    for _ in range(3):
        client.get(reverse("tutor:classroom", args=[classroom.pk]))
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(minutes=10))
    client.get(reverse("tutor:classroom", args=[classroom.pk]))
    assert [entry[-1] for entry in noted()] == [3, 1]


def test_what_was_refused_opened_nothing(client, tariq, amira, classroom):
    for user, status in ((amira, 403), (tariq, 404)):
        client.force_login(user)
        other = classroom.pk if user == amira else classroom.pk + 1
        assert client.get(reverse("tutor:people", args=[other])).status_code == status
    assert noted() == []


def test_a_students_page_asks_the_log_nothing(client, amira, sitting):
    client.force_login(amira)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("tutor:step", args=[sitting.pk, 1]))
        client.get(reverse("tutor:you"))
    assert len(captured) > 5
    assert not any("INSERT" in query["sql"] and "auditentry" in query["sql"] for query in captured)


def test_a_staff_page_pays_one_query(client, tariq, classroom, monkeypatch):
    client.force_login(tariq)
    url = reverse("tutor:people", args=[classroom.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as with_log:
        client.get(url)
    monkeypatch.setattr(openings, "_insert_or_count", lambda entry: None)
    with CaptureQueriesContext(connection) as without_log:
        client.get(url)
    assert len(with_log) == len(without_log) + 1


def test_a_page_comes_without_the_log_and_the_loss_is_told(client, tariq, classroom, monkeypatch, caplog):
    def fail(entry):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(openings, "_insert_or_count", fail)
    client.force_login(tariq)
    lost = AUDIT_LOST._value.get()
    assert client.get(reverse("tutor:people", args=[classroom.pk])).status_code == 200
    assert AUDIT_LOST._value.get() == lost + 1
    assert "audit log could not be written" in caplog.text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["", "boards/"])
async def test_a_live_page_is_noted_when_it_opens(tariq, classroom, page):
    socket = await open_socket(f"/ws/classrooms/{classroom.pk}/{page}", tariq)
    assert (await socket.connect())[0]
    await socket.receive_nothing(0.2)
    await socket.disconnect()
    assert await sync_to_async(noted)() == [
        ("tariq", f"ws/classrooms/<int:classroom_id>/{page}", None, "Year 6", 1)
    ]
