"""Our keys: published before they sign, kept encrypted, retired when nothing they signed holds any more."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from lti_tool.models import Key

from tutor.services.lti import keys

pytestmark = pytest.mark.django_db


def age(key: Key, **back: int) -> None:
    Key.objects.filter(pk=key.pk).update(datetime_created=timezone.now() - timedelta(**back))


def published() -> int:
    return len(keys.published_keys()["keys"])


def test_the_first_key_is_made_when_it_is_asked_for_and_published(client):
    found = client.get("/lti/jwks/").json()["keys"]
    assert [(key["kty"], key["alg"], key["use"], "d" in key) for key in found] == [
        ("RSA", "RS256", "sig", False)
    ]


def test_private_keys_are_not_in_the_database_as_they_are():
    keys.signing_key()
    assert "PRIVATE KEY" not in Key.objects.get().private_key
    assert "PRIVATE KEY" in keys.signing_key().private


def test_a_new_key_signs_once_platforms_have_had_time_to_see_it(capsys):
    old = keys.signing_key()
    age(Key.objects.get(), days=300)
    call_command("rotate_lti_key")
    assert (published(), keys.signing_key()) == (2, old)
    new = Key.objects.latest()
    age(new, minutes=61)
    assert keys.signing_key().public == new.public_key
    assert published() == 2
    age(new, minutes=121)
    assert published() == 1
    assert Key.objects.get(is_active=False).private_key == ""


def test_another_secret_key_makes_a_new_key_and_an_old_one_is_still_read(settings):
    first = keys.signing_key()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert keys.signing_key() == first
    settings.SECRET_KEY_FALLBACKS = []
    assert keys.signing_key() != first
