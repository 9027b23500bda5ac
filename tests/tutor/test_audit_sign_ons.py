"""What is noted of signing in: staff's sessions, second factors, passwords and linked accounts."""

import pytest
from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tutor.models import AuditEntry, User


@pytest.fixture
def request_of():
    def ask(user):
        request = RequestFactory().post("/")
        request.user, request.session = user, {}
        return request

    return ask


def noted() -> list[tuple[object, ...]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "actor__username", "whose__username"))


def test_staff_who_sign_in_are_noted_and_students_are_not(client, tariq, amira):
    for name in ("amira", "tariq"):
        client.post("/accounts/login/", {"username": name, "password": "pass-for-tests"})
        client.post("/accounts/logout/")
    assert noted() == [("signed_in", "tariq", "tariq")]
    assert AuditEntry.objects.get().what == ""


def test_a_second_factor_is_noted_with_who_took_it_away(tariq, request_of):
    admin = User.objects.create_superuser("admin")
    authenticator_added.send(type(tariq), request=request_of(tariq), user=tariq, authenticator=None)
    authenticator_removed.send(type(tariq), request=request_of(admin), user=tariq, authenticator=None)
    assert noted() == [("mfa.added", "tariq", "tariq"), ("mfa.reset", "admin", "tariq")]


def test_recovery_codes_are_no_factor_of_their_own(tariq, request_of):
    codes = Authenticator(user=tariq, type=Authenticator.Type.RECOVERY_CODES, data={})
    for signal in (authenticator_added, authenticator_removed):
        signal.send(type(tariq), request=request_of(tariq), user=tariq, authenticator=codes)
    assert noted() == []


def test_a_forgotten_password_is_noted_as_its_owners(amira, request_of):
    password_reset.send(type(amira), request=request_of(AnonymousUser()), user=amira)
    assert noted() == [("password.forgotten", "amira", "amira")]
