"""A number in the text of a page is for people, a number in a tag for programs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import tag_re
from django.utils.translation import override

from tutor.templatetags.loading import Place, with_figures

FOLDER = Path(settings.BASE_DIR) / "templates"


def rendered(source, **context):
    with override("ar"):
        return engines["django"].from_string(with_figures("{% load i18n %}" + source)).render(context)


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<p id='at-{{ n }}'>{{ n }}</p>", "<p id='at-12'>١٢</p>"),
        ('<p title="a > b {{ n }}">{{ n }}', '<p title="a > b 12">١٢'),
        ("<p {% if n %}id={{ n }}{% endif %}>{{ n }}", "<p id=12>١٢"),
        ("<script>{{ n }}</script>{{ n }}", "<script>12</script>١٢"),
        ("<style>p { order: {{ n }} }</style>{{ n }}", "<style>p { order: 12 }</style>١٢"),
        ("<!-- <p {{ n }} -->{{ n }}", "<!-- <p 12 -->١٢"),
        ("{{ text }} & {{ n|add:1 }}", "12 &lt; 13 & ١٣"),
        ("{{ yes }} {{ nothing }}", "True None"),
        ("{% verbatim %}{{ n }}{% endverbatim %}", "{{ n }}"),
        (
            "{% blocktranslate count n=n %}{{ n }} one{% plural %}<a href='{{ text }}'>{{ n }} many</a>"
            "{% endblocktranslate %}",
            "<a href='12 &lt; 13'>١٢ many</a>",
        ),
    ],
)
def test_a_number_is_written_for_whoever_reads_it(source, page):
    assert rendered(source, n=12, text="12 < 13", yes=True, nothing=None) == page


def test_every_page_ends_in_its_text():
    found = sorted(FOLDER.rglob("*.html"))
    assert len(found) > 200
    for path in found:
        place = Place()
        for part in tag_re.split(path.read_text(encoding="utf-8"))[::2]:
            place.go_on(part)
        assert place.is_text, path
