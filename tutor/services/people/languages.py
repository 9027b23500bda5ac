"""The language that somebody reads."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation

from tutor.models import User


def keep_language(person: User, code: str, *, is_chosen: bool) -> None:
    """Keep a person's language, if it is one of the site's."""
    if code in dict(settings.LANGUAGES) and (person.language, person.has_chosen_language) != (
        code,
        is_chosen,
    ):
        person.language, person.has_chosen_language = code, is_chosen
        person.save(update_fields=["language", "has_chosen_language"])


def language_of_site(asked: str) -> str:
    """Return the language of the site that is next to one asked for, "de" for "de_AT"; "" for none."""
    try:
        return translation.get_supported_language_variant(asked.replace("_", "-").lower())
    except LookupError:
        return ""


def page_language(person: User, cookies: Mapping[str, str]) -> str:
    """Return the language of a person's open page, by what its browser sends along."""
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = dict(settings.LANGUAGES)
    return next((code for code in (chosen, person.language) if code in known), settings.LANGUAGE_CODE)


def speaking_to(person: User) -> AbstractContextManager[None]:
    """Speak a person's language within a block: what is written there is for them to read."""
    return translation.override(person.language or settings.LANGUAGE_CODE)
