"""By which services people may come is read at the start, and what makes no sense is refused by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tutor.services.people.newcomers import role_for
from tutor.settings.providers import Provider, read_providers

SCHOOL = {
    "OIDC": "my-school",
    "OIDC_MY_SCHOOL_ISSUER": "https://login.school.example/realms/all/",
    "OIDC_MY_SCHOOL_CLIENT_ID": "attune",
    "OIDC_MY_SCHOOL_SECRET": "only-for-tests",
}


def read(monkeypatch, variables: dict[str, str]) -> list[Provider]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read_providers()


def test_nothing_is_on_unless_it_is_asked_for(monkeypatch):
    assert read(monkeypatch, {"OIDC": ""}) == []


def test_a_provider_is_read_with_careful_defaults(monkeypatch):
    (provider,) = read(monkeypatch, SCHOOL)
    assert (provider.key, provider.name) == ("my-school", "My School")
    assert provider.address == "https://login.school.example/realms/all"
    assert (provider.trusts_email, provider.takes_new, provider.domains) == (False, True, ())
    assert "only-for-tests" not in repr(provider)


WRONG = {
    "no issuer": ({"OIDC_MY_SCHOOL_ISSUER": ""}, "OIDC_MY_SCHOOL_ISSUER must be set"),
    "no secret": ({"OIDC_MY_SCHOOL_SECRET": ""}, "OIDC_MY_SCHOOL_SECRET must be set"),
    "plain http": ({"OIDC_MY_SCHOOL_ISSUER": "http://login.school.example"}, "must be an address like https"),
    "no address": ({"OIDC_MY_SCHOOL_ISSUER": "school"}, "must be an address like https"),
    "a name with a space": ({"OIDC": "my school"}, "OIDC lists names like"),
    "any Microsoft account": (
        {"OIDC_MY_SCHOOL_ISSUER": "https://login.microsoftonline.com/common/v2.0"},
        "your own tenant",
    ),
    "any Google account": (
        {"OIDC_MY_SCHOOL_ISSUER": "https://accounts.google.com"},
        "OIDC_MY_SCHOOL_DOMAINS",
    ),
    "roles from nowhere": ({"OIDC_MY_SCHOOL_TEACHERS": "staff"}, "OIDC_MY_SCHOOL_ROLE_CLAIM"),
    "a switch that is none": ({"OIDC_MY_SCHOOL_TRUST_EMAIL": "yes"}, "OIDC_MY_SCHOOL_TRUST_EMAIL must be"),
    "one name twice": ({"OIDC": "my-school,my-school"}, "one name twice"),
    "no metadata": ({"SAML": "district"}, "SAML_DISTRICT_METADATA must be set"),
    "a file that is not there": (
        {"SAML": "district", "SAML_DISTRICT_METADATA": "/no/such/file.xml"},
        "SAML_DISTRICT_METADATA must be",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_makes_no_sense_is_refused_by_name(monkeypatch, fault):
    variables, words = WRONG[fault]
    with pytest.raises(ImproperlyConfigured, match=words):
        read(monkeypatch, SCHOOL | variables)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("staff", "teacher"),
        (["pupils", "editors"], "author"),
        (["Staff"], "student"),
        (None, "student"),
        ({}, "student"),
    ],
)
def test_a_group_gives_a_role_only_as_it_is_written(said, role):
    roles = {"teacher": ("staff",), "author": ("editors",)}
    provider = Provider(kind="oidc", key="s", name="S", address="", role_claim="groups", roles=roles)
    assert role_for(provider, {"groups": said}) == role
