"""Passwords and join codes cannot be found by trying, and a sign-in makes a new session."""

import pytest
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tutor.models import User
from tutor.throttling import devices
from tutor.throttling.guesses import BY_ADDRESS, BY_DEVICE, BY_NAME, BY_NAME_AND_ADDRESS, JOIN_CODES, Throttle


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, name="amira", password="pass-for-tests", page="login", address="10.0.0.1"):
    data = {"username": name, "password": password}
    return client.post(reverse(page), data, REMOTE_ADDR=address)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_is_refused_after_too_many_wrong_ones(client, amira):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    reply = sign_in(client)
    assert "wait" in reply.content.decode()
    assert not is_signed_in(client)


def test_one_try_less_is_no_harm(client, amira):
    for _ in range(BY_NAME_AND_ADDRESS.limit - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    assert is_signed_in(client)


def test_the_admins_own_page_counts_too(client, noor):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, "noor", "wrong", page="admin:login")
    sign_in(client, "noor", page="admin:login")
    assert not is_signed_in(client)


def test_another_address_and_another_student_are_not_locked_out(client, amira, ben):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    sign_in(client, "ben")
    assert is_signed_in(client)
    client.logout()
    sign_in(client, address="10.0.0.2")
    assert is_signed_in(client)


@pytest.mark.parametrize(("throttle", "guesser"), [(BY_NAME, ("Amira",)), (BY_ADDRESS, ("10.0.0.1",))])
def test_many_addresses_and_many_names_are_counted_as_well(client, amira, throttle, guesser):
    for _ in range(throttle.limit):
        throttle.note_failure(*guesser)
    sign_in(client)
    assert not is_signed_in(client)


@pytest.mark.slow
def test_one_address_shuts_a_name_out_for_itself_alone(client, noor):
    for _ in range(BY_NAME.limit):
        sign_in(client, "noor", "wrong", page="admin:login")
    sign_in(client, "noor", page="admin:login", address="10.0.0.2")
    assert is_signed_in(client)


def test_guesses_at_many_names_leave_a_shut_one_shut(client, amira):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    for number in range(1000):
        BY_NAME.note_failure(f"somebody-{number}")
    sign_in(client)
    assert not is_signed_in(client)


@pytest.fixture
def known(amira):
    """Amira's own browser, in which she has signed in before."""
    client = Client()
    sign_in(client)
    client.post(reverse("logout"))
    assert not is_signed_in(client)
    return client


@pytest.mark.slow
def test_a_known_device_is_let_in_whatever_others_try(client, known):
    for number in range(BY_NAME.limit):
        sign_in(client, password="wrong", address=f"10.0.0.{number % 6}")
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    for _ in range(BY_ADDRESS.limit):
        BY_ADDRESS.note_failure("10.0.0.1")
    sign_in(known)
    assert is_signed_in(known)
    sign_in(client)
    assert not is_signed_in(client)


@pytest.mark.slow
def test_twenty_slips_on_a_known_device_are_followed_by_a_short_wait(known):
    for _ in range(BY_DEVICE.limit - 1):
        sign_in(known, password="wrong")
    sign_in(known)
    assert is_signed_in(known)
    known.post(reverse("logout"))
    sign_in(known, password="wrong")
    sign_in(known)
    assert not is_signed_in(known)
    assert BY_DEVICE.pause_s == 5


def test_a_device_is_known_for_the_name_that_signed_in_there(known, ben):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(known, "ben", "wrong")
    sign_in(known, "ben")
    assert not is_signed_in(known)


@pytest.mark.parametrize("cookie", ["", "x", "eyJrZXkiOiJ4IiwibmFtZXMiOltdfQ:1:x"])
def test_a_cookie_that_is_not_ours_makes_no_device_known(client, amira, cookie):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    client.cookies[settings.DEVICE_COOKIE_NAME] = cookie
    sign_in(client)
    assert not is_signed_in(client)


def test_the_device_s_cookie_is_out_of_reach_of_scripts_and_names_nobody(known):
    cookie = known.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "amira" not in str(signing.loads(cookie.value, salt=devices.SALT))


def test_a_device_remembers_those_who_signed_in_last():
    device = devices.Device("x")
    for number in range(devices.MOST_NAMES + 1):
        device = device.with_name(f"s{number}")
    assert not device.knows("s0")
    assert device.knows("S1")


def test_strangers_are_slowed_down_and_not_shut_out(client, amira):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    # A minute goes by.
    cache.delete(f"{BY_NAME_AND_ADDRESS._key(('amira', '10.0.0.1'))}:wait")
    sign_in(client, password="wrong")
    sign_in(client)
    assert not is_signed_in(client)
    cache.delete(f"{BY_NAME_AND_ADDRESS._key(('amira', '10.0.0.1'))}:wait")
    sign_in(client)
    assert is_signed_in(client)


def test_of_two_guesses_at_once_one_is_looked_at():
    throttle = Throttle("at-once", 1)
    throttle.note_failure("amira")
    cache.delete(f"{throttle._key(('amira',))}:wait")
    assert [throttle.allow_attempt("amira") for _ in range(3)] == [True, False, False]


def test_sessions_of_before_still_name_the_backend(client, amira):
    client.force_login(amira, backend="tutor.throttling.ThrottledBackend")
    assert client.get(reverse("tutor:courses")).status_code == 200


def test_a_sign_in_changes_the_session_key(client, amira):
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


def test_join_codes_cannot_be_found_by_trying(client, amira, classroom):
    client.force_login(amira)
    for number in range(JOIN_CODES.limit):
        if number % 2:
            client.post(reverse("tutor:join"), {"code": f"NOSUCH{number}"})
        else:
            client.get(reverse("tutor:join_class", args=[f"NOSUCH{number}"]))
    assert client.post(reverse("tutor:join"), {"code": classroom.join_code}).status_code == 429
    assert client.get(reverse("tutor:join_class", args=[classroom.join_code])).status_code == 429


def add_user(admin_client, password: str):
    data = {"username": "zuleikha", "role": "student", "usable_password": "true"}
    data |= {"password1": password, "password2": password}
    return admin_client.post(reverse("admin:tutor_user_add"), data)


@pytest.mark.parametrize("password", ["short1x", "password", "8142763590", "zuleikha1"])
def test_a_password_that_is_easy_to_guess_is_refused(admin_client, password):
    reply = add_user(admin_client, password)
    assert list(reply.context["adminform"].form.errors) == ["password2"]
    assert not User.objects.filter(username="zuleikha").exists()


def test_a_good_password_is_taken(admin_client):
    assert add_user(admin_client, "three-kind-owls-read").status_code == 302
    assert User.objects.get(username="zuleikha").check_password("three-kind-owls-read")


@pytest.mark.parametrize("page", ["login", "admin:login"])
def test_whoever_knows_the_password_of_a_closed_account_is_told_that_it_is_closed(client, amira, page):
    User.objects.update(is_active=False)
    reply = sign_in(client, page=page)
    assert reply["Location"] == reverse("account_inactive")
    assert "This account is closed" in client.get(reply["Location"]).content.decode()
    assert not is_signed_in(client)


def test_a_wrong_password_tells_nothing_of_a_closed_account(client, amira):
    User.objects.update(is_active=False)
    reply = sign_in(client, password="wrong")
    assert reply.status_code == 200
    assert "do not belong together" in reply.content.decode()
    assert "closed" not in reply.content.decode()


def test_a_closed_account_is_told_of_to_nobody_who_has_to_wait(client, amira):
    User.objects.update(is_active=False)
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    assert "wait" in sign_in(client).content.decode()


def test_the_right_password_of_a_closed_account_counts_as_a_wrong_one(client, amira):
    User.objects.update(is_active=False)
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        assert sign_in(client).status_code == 302
    assert "wait" in sign_in(client).content.decode()
