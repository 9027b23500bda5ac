"""Ready or not, and the numbers for an operator."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from tutor.views import operations


def test_ready_when_all_parts_answer(client, db):
    reply = client.get("/readyz")
    assert (reply.status_code, set(reply.json().values())) == (200, {True})


@pytest.mark.parametrize("part", sorted(operations.CHECKS))
def test_a_part_that_is_away_is_named_and_nothing_else_is_told(client, db, monkeypatch, part):
    def fail():
        raise OperationalError("postgres://attune:secret@db.internal")

    monkeypatch.setitem(operations.CHECKS, part, fail)
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert [name for name, up in reply.json().items() if not up] == [part]
    assert b"secret" not in reply.content


def test_metrics_open_by_the_token(client, db, settings):
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 403
    reply = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    assert b'attune_queue_messages{queue="emotion"}' in reply.content


def test_without_a_token_nothing_counts_as_one(client, db, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_metrics_name_nobody(client, admin_client, amira, sitting):
    client.force_login(amira)
    client.get(reverse("tutor:courses"))
    assert b"amira" not in admin_client.get("/metrics").content.lower()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_only_the_admin_is_relaxed_and_never_to_inline_scripts(admin_client, path):
    directives = dict(
        part.strip().split(" ", 1)
        for part in admin_client.get(path, follow=True)["Content-Security-Policy"].split(";")
    )
    assert directives["script-src"] == "'self' 'unsafe-eval'"
    assert directives["default-src"] == "'self'"
    assert "unsafe" not in admin_client.get("/privacy/")["Content-Security-Policy"]
