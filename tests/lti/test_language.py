"""The language of a launch: what the LMS asks for, where the student has not chosen one."""

import pytest
from django.conf import settings

from tutor.models import User

pytestmark = pytest.mark.django_db
PRESENTATION = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation"


def launched(client, platform, locale):
    platform.launch(client, **{PRESENTATION: {"locale": locale}})
    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de_AT", "de"), ("pt-PT", "pt-br"), ("zh-CN", "zh-hans"), ("ar-EG", "ar")],
)
def test_a_new_account_speaks_what_the_platform_asks_for(client, platform, asked, spoken):
    person = launched(client, platform, asked)
    assert (person.language, person.has_chosen_language) == (spoken, False)
    assert client.get("/privacy/")["Content-Language"] == spoken


@pytest.mark.parametrize("asked", ["it", "x" * 500, 7, None, ""])
def test_a_language_that_is_not_ours_changes_nothing(client, platform, asked):
    assert launched(client, platform, asked).language in ("en", "en-gb")


def test_a_language_that_was_chosen_stays(client, platform):
    person = launched(client, platform, "de")
    person.language, person.has_chosen_language = "fr", True
    person.save()
    assert launched(client, platform, "es").language == "fr"


def test_the_next_launch_speaks_what_the_platform_asks_for_then(client, platform):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert launched(client, platform, "de").language == "de"
    assert launched(client, platform, "es").language == "es"
    assert client.get("/privacy/")["Content-Language"] == "es"
