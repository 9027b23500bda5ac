"""Numbers that programs read stay as programs read them, in whichever language the page is."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse

from tests.tutor.class_pages import REPORTS, TEACHER
from tools.untranslated.templates import READ_ATTRIBUTES
from tutor.models import Classroom

# What people read or hear; everything else in a tag is for a program.
WORDS = READ_ATTRIBUTES | {"lang", "dir", "content", "data-inline-formset", "data-row-label"}
# The switch of languages marks its own in the classes; no number stands there. unfold names models in words.
NOT_COMPARED = WORDS | {"class", "selected", "data-model-ref"}
# Made anew for each page, and when a form was opened.
TOKENS = re.compile(r"[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=[0-9a-f]{16}\.)[0-9]{10}")


class Attributes(HTMLParser):
    """Gathers what programs read in the tags of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self.found += [
            (tag, name, TOKENS.sub("", value or ""))
            for name, value in attrs
            if name not in NOT_COMPARED and not name.startswith("aria-")
        ]


def read_by_programs(client, address, data, language):
    page = client.get(address, data, headers={"accept-language": language})
    assert page.status_code == 200
    # The words for scripts are a file more.
    return [each for each in Attributes(page).found if "words/" not in each[2]]


def assert_same_for_programs(client, address, data=None):
    english = read_by_programs(client, address, data, "en")
    for language in dict(settings.LANGUAGES):
        other = read_by_programs(client, address, data, language)
        assert [pair for pair in zip(english, other, strict=False) if pair[0] != pair[1]] == []
        assert len(english) == len(other)


@pytest.mark.parametrize("name", ["courses", "consent", "you", "privacy", "join"])
def test_a_students_page(client, amira, sitting, name):
    client.force_login(amira)
    assert_same_for_programs(client, reverse(f"tutor:{name}"))


def test_a_step_of_a_lesson(client, amira, sitting):
    client.force_login(amira)
    for number in range(1, sitting.lesson.steps.count() + 1):
        assert_same_for_programs(client, reverse("tutor:step", args=[sitting.pk, number]))


@pytest.mark.parametrize("name", TEACHER)
def test_a_teachers_page(client, tariq, classroom, lesson, name):
    client.force_login(tariq)
    assert_same_for_programs(client, reverse(f"tutor:{name}", args=[classroom.pk]))


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_report(client, tariq, classroom, reports_of, name):
    args, asked = reports_of(name)
    client.force_login(tariq)
    assert_same_for_programs(client, reverse(f"tutor:{name}", args=[classroom.pk, *args]), asked)


def test_the_report_of_a_course(client, noor, helped):
    client.force_login(noor)
    assert_same_for_programs(client, reverse("tutor:course_report", args=[helped.course_id]))


@pytest.mark.parametrize(
    ("name", "of"), [("content_rule_lab", ""), ("content_course_import", ""), ("content_step_change", "step")]
)
def test_an_authors_page(client, noor, lesson, name, of):
    args = [lesson.steps.first().pk] if of else []
    client.force_login(noor)
    assert_same_for_programs(client, reverse(f"admin:{name}", args=args))


class Texts(HTMLParser):
    """Gathers what people read on a page, without what others wrote: lessons, names, codes."""

    def __init__(self, page):
        super().__init__()
        self.found, self.outside = [], []
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        classes = dict(attrs).get("class") or ""
        is_foreign = tag in ("script", "style", "code", "math", "title", "h1") or "code" in classes
        if is_foreign or (self.outside and tag not in VOID):
            self.outside.append(tag)

    def handle_endtag(self, tag):
        if self.outside and self.outside[-1] == tag:
            self.outside.pop()

    def handle_data(self, data):
        if not self.outside and re.search("[0-9]", data):
            self.found.append(data.strip())


VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect", "use"}
# Names of people and classes of the tests, and of standards; addresses.
NAMES = re.compile(r"https?://\S+|Year \d|Pupil\d+|\d[a-c]\b|Attune \d|LTI 1\.3|[A-Z]{2,5} \d|pupil\d+")


def digits_of_europe(client, address, data=None):
    page = client.get(address, data, headers={"accept-language": "ar"})
    return [text for text in Texts(page).found if re.search("[0-9]", NAMES.sub("", text))]


@pytest.mark.parametrize("name", ["courses", "you", "privacy", "join"])
def test_a_students_page_in_arabic_has_its_digits(client, amira, sitting, name):
    client.force_login(amira)
    assert digits_of_europe(client, reverse(f"tutor:{name}")) == []


@pytest.mark.parametrize(("language", "comma"), [("ar", "، "), ("zh-hans", "、"), ("de", ", ")])
def test_names_beside_each_other_have_the_languages_comma(client, amira, classroom, language, comma):
    Classroom.objects.create(name="Chess").enrolments.create(student=amira)
    client.force_login(amira)
    page = client.get(reverse("tutor:courses"), headers={"accept-language": language}).content.decode()
    names = re.search(r"<bdi>[^<]*</bdi>([^<]*)<bdi>", page)
    assert names[1] == comma


@pytest.mark.parametrize("name", TEACHER)
def test_a_teachers_page_in_arabic_has_its_digits(client, tariq, classroom, lesson, name):
    client.force_login(tariq)
    assert digits_of_europe(client, reverse(f"tutor:{name}", args=[classroom.pk])) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_in_arabic_has_its_digits(client, tariq, classroom, reports_of, name):
    args, asked = reports_of(name)
    client.force_login(tariq)
    assert digits_of_europe(client, reverse(f"tutor:{name}", args=[classroom.pk, *args]), asked) == []
