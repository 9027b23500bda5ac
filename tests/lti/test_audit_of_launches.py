"""Launches of staff, and accounts that their owners link, are in the log of who looked at whom."""

import pytest
from django.urls import reverse

from tutor.models import AuditEntry

pytestmark = pytest.mark.django_db
HALF = {"attune_course": "halves", "attune_lesson": "a-half"}


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.slow
def test_a_teachers_launch_is_noted_and_a_students_is_not(client, platform, lesson):
    platform.launch(client, "amira", custom=HALF)
    assert acts() == []
    client.logout()
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    assert "signed_in" in acts()


def test_an_account_that_its_owner_links_is_noted(client, platform, lesson, ben):
    platform.launch(client, custom=HALF)
    client.post("/lti/account/")
    client.post(reverse("login"), {"username": "ben", "password": "pass-for-tests"})
    client.post("/lti/account/confirm/")
    assert "lti.account_linked" in acts()
