"""A second step at sign-in: asked for, not passed by, and lost without losing the account."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from tests.sign_on.codes import code_of, is_signed_in, recovery_codes, set_up_app, sign_in
from tutor.models import AuditEntry, User
from tutor.services.people.second_factor import SESSION_KEY
from tutor.views.accounts.adapters import SecondFactorAdapter


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def key(client, tariq):
    """The key of Tariq's app; his browser is signed out again."""
    sign_in(client)
    key = set_up_app(client)
    client.logout()
    # A code counts once, and this half minute's was used to set the app up.
    cache.clear()
    return key


def test_a_right_password_alone_begins_no_session(client, key):
    reply = sign_in(client, next="/teach/")
    assert reply.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get("/teach/").url == "/accounts/login/?next=/teach/"
    reply = client.post(reply.url, {"code": code_of(key)})
    assert reply.url == "/teach/"
    assert client.get("/teach/").status_code == 200


def test_a_session_after_the_second_step_lives_on(client, key):
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(key)})
    assert client.session["_auth_user_backend"] == "tutor.throttling.ThrottledBackend"
    assert client.session[SESSION_KEY] == "given"


def test_the_admins_address_asks_for_the_second_step_too(client, key):
    reply = client.post("/admin/login/", {"username": "tariq", "password": "pass-for-tests"})
    assert reply.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_a_code_counts_once(client, key):
    sign_in(client)
    code = code_of(key)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.logout()
    sign_in(client)
    assert "not right" in client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()
    assert not is_signed_in(client)


@pytest.mark.slow
def test_too_many_wrong_codes_have_to_wait(client, key):
    sign_in(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    reply = client.post(reverse("mfa_authenticate"), {"code": code_of(key)})
    assert "wait five minutes" in reply.content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once(client, tariq):
    sign_in(client)
    set_up_app(client)
    first = recovery_codes(client)[0]
    for is_in in (True, False):
        client.logout()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": first})
        assert is_signed_in(client) == is_in


def test_students_without_one_sign_in_as_ever(client, amira):
    assert sign_in(client, "amira").url == "/"
    assert is_signed_in(client)


def test_keys_are_not_kept_as_they_are(key, tariq):
    kept = Authenticator.objects.get(user=tariq, type="totp").data["secret"]
    assert key not in kept
    adapter = SecondFactorAdapter()
    assert adapter.decrypt(kept) == key
    with override_settings(SECRET_KEY="another"):
        assert adapter.decrypt(kept) != key
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["only-for-tests"]):
        assert adapter.decrypt(kept) == key


def test_what_protects_an_account_asks_for_the_password_again_later(client, tariq, monkeypatch):
    sign_in(client)
    later = __import__("time").time() + timedelta(minutes=6).total_seconds()
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    reply = client.get(reverse("mfa_activate_totp"))
    assert reply.url.startswith(reverse("account_reauthenticate"))
    assert "not your password" in client.post(reply.url, {"password": "wrong"}).content.decode()
    assert client.post(reply.url, {"password": "pass-for-tests"}).url == reverse("mfa_activate_totp")


@override_settings(SECOND_FACTOR="off")
def test_switched_off_there_is_none_of_it(client, key):
    assert sign_in(client).url == "/"
    assert client.get(reverse("mfa_index")).status_code == 404


class TestStaffMust:
    """Teachers, authors and administrators go nowhere before a second step is set up."""

    @pytest.fixture(autouse=True)
    def switched_on(self, settings, monkeypatch):
        settings.SECOND_FACTOR = "staff-must"
        # The test's own transaction never ends, and what waits for the end of one is part of the request.
        monkeypatch.setattr("django.db.transaction.on_commit", lambda act: act())

    @pytest.mark.parametrize("who", ["tariq", "noor"])
    def test_staff_are_kept_at_its_set_up(self, client, request, who):
        request.getfixturevalue(who)
        sign_in(client, who)
        for page in ("/", "/teach/", "/you/", "/admin/", "/learn/"):
            assert client.get(page).url == reverse("mfa_index"), page
        assert "asks for a second step" in client.get(reverse("mfa_index")).content.decode()
        hx = client.get("/teach/", headers={"HX-Request": "true"})
        assert hx.headers["HX-Redirect"] == "/"

    def test_once_it_is_set_up_they_go_on(self, client, tariq):
        sign_in(client)
        set_up_app(client)
        assert client.get("/teach/").status_code == 200

    def test_a_session_from_before_the_switch_is_held_too(self, client, tariq):
        client.force_login(tariq)
        assert client.get("/teach/").url == reverse("mfa_index")

    def test_students_are_not_asked(self, client, amira):
        sign_in(client, "amira")
        assert client.get("/learn/").status_code == 200

    def test_a_student_who_becomes_a_teacher_is(self, client, amira):
        sign_in(client, "amira")
        amira.role = "teacher"
        amira.save()
        assert client.get("/teach/").url == reverse("mfa_index")

    def test_whoever_an_lms_vouches_for_is_not(self, client, tariq):
        client.force_login(tariq)
        session = client.session
        session["signed_in_by"] = "lti"
        session.save()
        assert client.get("/teach/").status_code == 200

    def test_taking_the_last_one_away_asks_anew(self, client, tariq):
        sign_in(client)
        set_up_app(client)
        client.post(reverse("mfa_deactivate_totp"))
        assert client.get("/teach/").url == reverse("mfa_index")


def test_nobody_sees_another_persons_codes(key, client, ben):
    other = Client()
    sign_in(other, "ben")
    assert other.get(reverse("mfa_view_recovery_codes")).status_code == 404
    assert other.get(reverse("mfa_download_recovery_codes")).status_code == 404


class TestTheWayBack:
    """Phone and codes lost: an administrator takes the second step off, and it is noted."""

    def test_an_administrator_takes_it_off(self, client, key, tariq, make_admin):
        admin = Client()
        admin.force_login(make_admin())
        data = {"action": "reset_second_factors", "_selected_action": [str(tariq.pk)]}
        admin.post(reverse("admin:tutor_user_changelist"), data)
        assert not Authenticator.objects.filter(user=tariq).exists()
        entry = AuditEntry.objects.get(action="mfa.reset")
        assert entry.whose_id == tariq.pk
        assert entry.actor_name
        sign_in(client)
        assert is_signed_in(client)

    def test_nobody_else_does(self, key, noor, tariq):
        author = Client()
        author.force_login(noor)
        data = {"action": "reset_second_factors", "_selected_action": [str(tariq.pk)]}
        assert author.post(reverse("admin:tutor_user_changelist"), data).status_code == 403
        assert Authenticator.objects.filter(user=tariq).exists()

    def test_the_last_administrator_does_it_at_the_machine(self, key, tariq):
        told = StringIO()
        call_command("reset_second_factor", "tariq", stdout=told)
        assert "are gone" in told.getvalue()
        assert AuditEntry.objects.get(action="mfa.reset").actor_id is None
        with pytest.raises(CommandError, match="no account"):
            call_command("reset_second_factor", "nobody")


@pytest.fixture
def make_admin(db):
    return lambda: User.objects.create_superuser("ada", password="pass-for-tests")


@pytest.mark.parametrize("by_command", [False, True], ids=["admin", "command"])
def test_sessions_end_with_the_factor_that_they_stand_on(
    client, tariq, amira, make_admin, django_capture_on_commit_callbacks, by_command
):
    Authenticator.objects.create(user=tariq, type="totp", data={"secret": "x"})
    client.force_login(tariq)
    pupil, admin = Client(), Client()
    pupil.force_login(amira)
    admin.force_login(make_admin())
    with django_capture_on_commit_callbacks(execute=True):
        if by_command:
            call_command("reset_second_factor", "tariq", stdout=StringIO())
        else:
            data = {"action": "reset_second_factors", "_selected_action": [str(tariq.pk)]}
            admin.post(reverse("admin:tutor_user_changelist"), data)
    assert not is_signed_in(client)
    assert is_signed_in(pupil)
    assert is_signed_in(admin)
