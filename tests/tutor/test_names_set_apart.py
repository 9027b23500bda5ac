"""A name that runs the other way leaves the words around it where they are."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Engine
from django.urls import reverse
from django.utils.translation import override

from content.language import set_apart, with_names
from content.models import Course, Lesson, Step
from tests.tutor.class_pages import TEACHER
from tutor.models import Classroom, User

FSI, PDI = "\u2068", "\u2069"
ENGINE = Engine(libraries={"i18n": "tutor.templatetags.quick_i18n"})
NAMES = {"en": "ليلى صف", "ar": "Zaynab Plum"}
# A name that is all that one of these holds has no words around it.
ALONE = ("title", "option", "h1", "h2", "h3", "h4", "th", "td", "dd", "dt", "legend", "label", "p", "li")
VOID = ("meta", "link", "input", "img", "br", "hr", "path", "use", "rect", "source")
READ = ("title", "aria-label", "alt", "placeholder", "label")


class Loose(HTMLParser):
    """Gathers where a name stands among other words and is not set apart."""

    def __init__(self, name):
        super().__init__()
        self.name, self.found, self.seen, self.within = name, [], 0, []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.within.append((tag, dict(attrs)))
        for key, value in attrs:
            if key in READ and value:
                self.look(value, alone=True)

    def handle_endtag(self, tag):
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, attrs = self.within[-1] if self.within else ("", {})
        if tag in ("script", "style", "textarea") or tag == "bdi" or "dir" in attrs:
            self.seen += self.name in data
            return
        self.look(data, alone=tag in ALONE)

    def look(self, text, *, alone):
        self.seen += self.name in text
        if alone and text.strip() == self.name:
            return
        for place in re.finditer(re.escape(self.name), text):
            if text[place.start() - 1 : place.start()] != FSI:
                self.found.append(text.strip())


def rendered(source, **values):
    return ENGINE.from_string("{% load i18n %}" + source).render(Context(values))


def test_only_what_runs_the_other_way_is_marked():
    assert set_apart("Amira", leftwards=False) == "Amira"
    assert set_apart("Amira", leftwards=True) == f"{FSI}Amira{PDI}"
    assert set_apart("ليلى", leftwards=False) == f"{FSI}ليلى{PDI}"
    assert set_apart("ليلى", leftwards=True) == "ليلى"
    assert set_apart("12", leftwards=True) == "12"


def test_a_sentence_sets_its_names_apart_once():
    told = with_names("%(name)s is in %(n)d", {"name": "ليلى", "n": 3})
    assert told == f"{FSI}ليلى{PDI} is in 3"
    assert with_names("%(told)s.", {"told": told}).count(FSI) == 1


def test_a_template_sets_the_names_of_a_sentence_apart_but_not_what_programs_read():
    sentence = (
        '{% blocktranslate with a=name b=name %}<a href="{{ b }}">Hello {{ a }}</a>{% endblocktranslate %}'
    )
    assert rendered(sentence, name="ليلى") == f'<a href="ليلى">Hello {FSI}ليلى{PDI}</a>'
    assert rendered(sentence, name="Amira") == '<a href="Amira">Hello Amira</a>'
    with override("ar"):
        assert f"{FSI}Amira{PDI}" in rendered(sentence, name="Amira")


def test_what_is_set_apart_is_escaped_as_before():
    assert (
        rendered("{% blocktranslate %}To {{ a }}{% endblocktranslate %}", a="<ليلى>")
        == f"To {FSI}&lt;ليلى&gt;{PDI}"
    )


def test_a_number_chooses_the_plural_as_before():
    counted = "{% blocktranslate count n=n %}{{ n }} one{% plural %}{{ n }} more{% endblocktranslate %}"
    assert [rendered(counted, n=n) for n in (1, 2)] == ["1 one", "2 more"]


@pytest.fixture(params=NAMES)
def named(request, classroom, lesson, settings):
    """Give everybody and everything a name that runs the other way than the language."""
    language, name = request.param, NAMES[request.param]
    User.objects.update(first_name=name, last_name="")
    Classroom.objects.update(name=name)
    for model in (Course, Lesson, Step):
        model.objects.update(title=name)
    return language, name


def loose_in(client, language, address):
    page = client.get(address, headers={"accept-language": language})
    assert page.status_code == 200
    parser = Loose(NAMES[language])
    parser.feed(page.content.decode())
    assert parser.seen
    return parser.found


@pytest.mark.parametrize("name", TEACHER)
def test_on_a_teachers_page(client, tariq, classroom, named, name):
    client.force_login(tariq)
    assert loose_in(client, named[0], reverse(f"tutor:{name}", args=[classroom.pk])) == []


def test_on_the_page_of_all_classes(client, tariq, named):
    client.force_login(tariq)
    assert loose_in(client, named[0], reverse("tutor:classes")) == []


@pytest.mark.parametrize("name", ["courses", "consent", "you"])
def test_on_a_students_page(client, amira, named, name):
    client.force_login(amira)
    assert loose_in(client, named[0], reverse(f"tutor:{name}")) == []


def test_in_a_lesson(client, amira, sitting, named):
    client.force_login(amira)
    assert loose_in(client, named[0], reverse("tutor:step", args=[sitting.pk, 1])) == []


def test_in_a_report(client, tariq, hold_session, named):
    session = hold_session(students=5, lost=3)
    client.force_login(tariq)
    address = reverse("tutor:session_report", args=[session.classroom_id, session.pk])
    assert loose_in(client, named[0], address) == []
