"""The administrator's page, and what students are told."""

import pytest
from django.urls import reverse

from tutor.models import Statement, User
from tutor.services.statements.sending import send_due
from tutor.views.people import statements as view

PAGE, AGAIN = reverse("tutor:statements"), reverse("tutor:statements_again")


@pytest.fixture
def admin(client, db):
    admin = User.objects.create_superuser("admin", password="pass-for-tests")
    client.force_login(admin)
    return client


def read(client) -> str:
    return client.get(PAGE).content.decode()


def test_while_it_is_off_the_page_says_how_to_begin(admin):
    page = read(admin)
    assert "Nothing is sent" in page
    assert "XAPI_ENDPOINT" in page
    assert "Send again" not in page
    assert PAGE not in admin.get(reverse("tutor:privacy")).content.decode()


def test_with_nothing_learned_yet_it_says_so(admin, switched_on):
    page = read(admin)
    assert "Nothing to tell yet" in page
    assert "under pseudonyms" in page
    assert PAGE in admin.get(reverse("tutor:privacy")).content.decode()


def test_what_was_sent_waits_and_was_refused_and_why(admin, lrs, put_down, amira):
    rows = put_down(4)
    lrs.refuses = str(rows[0].statement_id)
    send_due()
    page = read(admin)
    assert "1 statement was refused" in page
    assert "no such verb" in page
    assert "Send again" in page
    assert "mira" not in page


def test_an_outage_says_what_to_look_at(admin, lrs, put_down):
    put_down(1)
    lrs.replies = [(401, {}, {})]
    send_due()
    assert "XAPI_SECRET" in read(admin)
    assert "Next try" in read(admin)


def test_words_of_an_lrs_stay_words(admin, lrs, put_down):
    put_down(1)
    lrs.replies = [(400, {"detail": "<script>alert(1)</script>"}, {})]
    send_due()
    assert "<script>alert" not in read(admin)


def test_send_again(admin, lrs, put_down, monkeypatch):
    monkeypatch.setattr(view, "send_soon", send_due)
    put_down(1)
    lrs.replies = [(400, {}, {})]
    send_due()
    page = admin.post(AGAIN, follow=True).content.decode()
    assert "1 statement is being sent again" in page
    assert Statement.objects.get().sent_at is not None
    assert admin.get(AGAIN).status_code == 302


def test_send_again_while_it_is_off(admin, put_down):
    put_down(1)
    assert "no LRS is named" in admin.post(AGAIN, follow=True).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_sees_it(client, tariq, method):
    client.force_login(tariq)
    assert getattr(client, method)(PAGE if method == "get" else AGAIN).status_code == 403


def test_students_read_that_it_goes_out(client, amira, put_down):
    put_down(2)
    client.force_login(amira)
    assert "record of learning" in client.get(reverse("tutor:you")).content.decode()
