"""Every word on the main pages goes through the catalogue: they are read where each text is in brackets."""

import calendar
import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language_info, trans_real

from content.coursefiles import BadCourseFiles, read_course
from tests.tutor.class_pages import REPORTS, TEACHER
from tools.untranslated.templates import READ_ATTRIBUTES
from tutor.models import Adaptation, User
from tutor.queries.class_facts import IN_GROUPS, count_feelings
from tutor.queries.open_questions import OpenQuestion
from tutor.simulation import demo

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


def people_of_the_demo():
    return [word for account in demo.ACCOUNTS for word in (account.name, account.username)]


STUDENT = ["courses", "consent", "you", "privacy", "erase_mine", "join"]


def test_a_page_with_a_word_outside_of_the_catalogue_is_noticed():
    reader = Words({"Amira"})
    reader.feed("<p title='⟦x⟧ z'>⟦Hello ⟦you⟧⟧ Amira, there</p><script>no</script>")
    assert reader.found == ["z", "there"]


@pytest.mark.parametrize("name", STUDENT)
def test_a_students_page_is_all_in_another_language(client, amira, sitting, brackets, name):
    client.force_login(amira)
    # A lesson without a drawing of its own has the first letter of its title as its picture.
    assert unmarked(client.get(reverse(f"tutor:{name}")), ["A"]) == []


def test_a_step_of_a_lesson_is_all_in_another_language(client, amira, sitting, brackets):
    client.force_login(amira)
    for number in range(1, sitting.lesson.steps.count() + 1):
        assert unmarked(client.get(reverse("tutor:step", args=[sitting.pk, number]))) == []


@pytest.mark.parametrize("name", TEACHER)
def test_a_teachers_page_is_all_in_another_language(client, tariq, classroom, lesson, brackets, name):
    client.force_login(tariq)
    page = client.get(reverse(f"tutor:{name}", args=[classroom.pk]))
    assert (
        unmarked(
            page, [classroom.name, classroom.join_code[:4], classroom.join_code[4:], classroom.join_code]
        )
        == []
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_all_in_another_language(client, tariq, classroom, reports_of, brackets, name):
    args, asked = reports_of(name)
    client.force_login(tariq)
    page = client.get(reverse(f"tutor:{name}", args=[classroom.pk, *args]), asked)
    assert page.context["document"].sections[0].rows
    assert unmarked(page, [classroom.name]) == []


@pytest.mark.slow
def test_the_report_of_a_course_is_all_in_another_language(client, noor, helped, brackets):
    client.force_login(noor)
    page = client.get(reverse("tutor:course_report", args=[helped.course_id]))
    assert [bool(section.rows) for section in page.context["document"].sections] == [True, True, False]
    assert unmarked(page) == []


@pytest.mark.parametrize("name", ["home", "login", "privacy"])
def test_a_strangers_page_is_all_in_another_language(client, db, brackets, name):
    address = reverse(name if name == "login" else f"tutor:{name}")
    assert unmarked(client.get(address), people_of_the_demo()) == []


def test_a_page_says_what_is_wrong_with_a_question_in_another_language(client, noor, lesson, brackets):
    question = lesson.steps.get(slug="ask").questions.get()
    type(question).objects.filter(pk=question.pk).update(spec={"answer": "none"})
    client.force_login(noor)
    page = client.get(reverse("admin:content_preview_step", args=[question.step_id]))
    assert "must be a number such as 12" in page.content.decode()
    assert unmarked(page) == []


BROKEN = {
    "course.yaml": b"slug: A b\ntitle: [1]\ncolour: red\nskills: [{slug: x, p_slip: 2}]\nlessons: [one]",
    "one/lesson.yaml": b"slug: one\n",
    "one/01-a.md": b"---\ntitle: A\nkind: odd\n---\n$\\frac{1$ ![](images/none.png)\n::: odd\n:::\nlate",
    "one/02-b.md": b"---\ntitle: B\n---\n::: question single q\nprompt: P\nchoices: [a]\n:::\n::: easier\n",
    "one/b.md": b"",
    "stray/lesson.yaml": b"slug: stray",
    "images/a.svg": b"<svg>",
    "rules.yaml": b"rules: [{name: R, conditions: [{signal: odd, at_least: 1}]}, {slug: s, show: [odd]}]",
}


def test_complaints_about_course_files_are_in_another_language(brackets):
    with pytest.raises(BadCourseFiles) as told:
        read_course(BROKEN)
    reasons = [fault.reason for fault in told.value.faults]
    assert len(reasons) > 15
    assert [reason for reason in reasons if outside_of_brackets(reason)[0]] == []


@pytest.mark.parametrize("name", ["content_rule_lab", "content_course_import"])
def test_an_authors_page_is_all_in_another_language(client, noor, lesson, brackets, name):
    client.force_login(noor)
    assert unmarked(client.get(reverse(f"admin:{name}")), ["N"]) == []


def test_what_is_put_together_from_a_title_or_a_count_is_in_the_readers_language(brackets):
    assert OpenQuestion(key=1, step=1, number=1, title="Half", place=2).name == "⟦Half, question 2⟧"
    told = count_feelings(dict.fromkeys(range(30), IN_GROUPS[0]), min_group=5)
    assert told[-1][0] == "⟦Withheld⟧"
