"""Pages where each text of the catalogue is in brackets: what stands outside of them is in no catalogue."""

import calendar
import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import models
from django.utils.translation import get_language_info, trans_real

from tools.untranslated.templates import READ_ATTRIBUTES
from tutor.models import Adaptation, User

# What is no language, and stands on pages all the same.
NO_LANGUAGE = {"Attune", "QR", "JSON", "E", "B", "C", "F", "PDF", "CSV", "XLSX", "testserver", "esc"}
# Each language is called by its own name, and by its code in the admin.
NO_LANGUAGE |= {word for language in settings.LANGUAGES for word in language}
NO_LANGUAGE |= {get_language_info(code)["name_local"] for code, _ in settings.LANGUAGES}
# Names of months come from the data of all languages, and from no catalogue.
NO_LANGUAGE |= {*calendar.month_name[1:], *calendar.month_abbr[1:]}


class Brackets(NullTranslations):
    """A language in which every text is itself, in brackets."""

    def to_language(self):
        return "en-gb"

    def gettext(self, message):
        return f"⟦{message.split(trans_real.CONTEXT_SEPARATOR)[-1]}⟧" if message else ""

    def ngettext(self, msgid1, msgid2, n):
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def brackets():
    """Read everything in that language until the test is over, as if it were English."""
    english = trans_real._translations.pop("en-gb", None)
    trans_real._translations["en-gb"] = Brackets()
    trans_real.activate("en-gb")
    yield
    del trans_real._translations["en-gb"]
    if english is not None:
        trans_real._translations["en-gb"] = english


def outside_of_brackets(text, depth=0):
    outside = ""
    for char in text:
        depth -= char == "⟧"
        outside += char if not depth and char not in "⟦⟧" else " "
        depth += char == "⟦"
    return outside.strip(), depth


class Words(HTMLParser):
    """Gathers what a page says outside of brackets."""

    def __init__(self, known):
        super().__init__()
        self.known, self.depth, self.inside, self.found = known, 0, [], []

    def handle_starttag(self, tag, attrs):
        # The icon font's letters are names of pictures.
        if tag in ("script", "style") or "material-symbols" in (dict(attrs).get("class") or ""):
            self.inside.append(tag)
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self.look_at(value or "", 0)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.depth = self.look_at(data, self.depth)

    def look_at(self, text, depth):
        outside, depth = outside_of_brackets(text, depth)
        if not any(map(str.isalpha, outside)):
            return depth
        for words in sorted(self.known, key=len, reverse=True):
            outside = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", outside)
        self.found += [word for word in outside.split() if any(map(str.isalpha, word))]
        return depth


def said_by_people():
    """Return every text in the database: names, and what authors wrote."""
    texts = set()
    for model in (User, *User._meta.apps.get_app_config("content").get_models(), Adaptation):
        names = [
            field.name
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for row in getattr(model, "all_objects", model.objects).values_list(*names):
            texts |= {value for value in row if isinstance(value, str) and value}
    texts |= {person.display_name for person in User.objects.all()}
    return texts


def unmarked(page, more=()):
    reader = Words({*said_by_people(), *more, *NO_LANGUAGE})
    reader.feed(page.content.decode())
    return reader.found
