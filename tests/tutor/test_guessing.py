"""Passwords and join codes cannot be found by trying, and a sign-in makes a new session."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tutor.models import User
from tutor.throttling import BY_ADDRESS, BY_NAME, BY_NAME_AND_ADDRESS, JOIN_CODES


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
        throttle.note_miss(*guesser)
    sign_in(client)
    assert not is_signed_in(client)


def test_one_address_shuts_a_name_out_for_itself_alone(client, noor):
    for _ in range(BY_NAME.limit):
        sign_in(client, "noor", "wrong", page="admin:login")
    sign_in(client, "noor", page="admin:login", address="10.0.0.2")
    assert is_signed_in(client)


def test_guesses_at_many_names_leave_a_shut_one_shut(client, amira):
    for _ in range(BY_NAME_AND_ADDRESS.limit):
        sign_in(client, password="wrong")
    for number in range(1000):
        BY_NAME.note_miss(f"somebody-{number}")
    sign_in(client)
    assert not is_signed_in(client)


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
