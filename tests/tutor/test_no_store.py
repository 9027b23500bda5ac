"""A browser keeps no page of somebody signed in, so that nothing is behind "Back" after signing out."""

import pytest
from django.db import transaction
from django.test import Client

from tests.tutor.permission_matrix import PEOPLE, ROWS
from tests.tutor.permission_world import address

# Public keys, which a platform may keep for a while, and pictures of lessons.
KEYS, PICTURE = "tutor:lti_jwks", "content:image"


def cache_rules(row, target: str, session: str) -> str:
    client = Client()
    client.cookies["sessionid"] = session
    with transaction.atomic():
        reply = (client.post if row.method == "POST" else client.get)(target, row.data)
        transaction.set_rollback(True)
    return str(reply.get("Cache-Control", ""))


@pytest.mark.slow
def test_no_page_of_a_person_who_is_signed_in_is_kept(world, sessions):
    kept = []
    for key, row in ROWS.items():
        answered = [session for letter, session in zip(row.outcome, sessions, strict=True) if letter == "Y"]
        # The last is nobody only where nobody else is answered.
        session = answered[-1] if answered else sessions[PEOPLE.index("noor")]
        if "no-store" not in cache_rules(row, address(key, row, world), session):
            kept.append(key)
    assert sorted(kept) == [PICTURE, KEYS]


def test_public_pages_may_be_kept(client, db):
    for page in ("/", "/privacy/", "/healthz"):
        assert "Cache-Control" not in client.get(page)


def test_the_reply_that_signs_in_is_not_kept(client, amira):
    reply = client.post("/accounts/login/", {"username": "amira", "password": "pass-for-tests"})
    assert "no-store" in reply["Cache-Control"]
