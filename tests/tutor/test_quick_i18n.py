"""The short way of `translate` says what Django's own tag says, in each language, whatever stands with it."""

import pytest
from django.template import Context, Engine
from django.utils.translation import override

from tutor.templatetags.quick_i18n import LiteralNode

DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
OURS = Engine(libraries={"i18n": "tutor.templatetags.quick_i18n"})


def rendered(engine, source):
    return engine.from_string("{% load i18n %}" + source).render(
        Context({"word": "Yes", "html": "<b>", "sign": "<&>"})
    )


@pytest.mark.parametrize("language", ["en-gb", "de", "ar"])
@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Yes" %}',
        "{% translate 'Yes' %}",
        '{% trans "Yes" %}',
        '{% translate "Yes"|upper %}',
        "{% translate word %}",
        "{% translate html %}",
        '{% translate "I\'m <b>here</b> & there" %}',
        '{% translate "at 10 % and %s" %}',
        '{% translate "May" context "abbrev. month" %}',
        '{% translate "Yes" noop %}',
        '{% translate "Yes" as said %}[{{ said }}]',
        "{% blocktranslate with a=sign %}Yes {{ a }}{% endblocktranslate %}",
        '{% get_current_language as code %}{{ code }}{{ "de"|language_name }}',
    ],
)
def test_a_tag_says_what_djangos_says(language, source):
    with override(language):
        assert rendered(OURS, source) == rendered(DJANGOS, source)


def test_a_text_in_another_language_is_another_text():
    source = '{% translate "Yes" %}'
    with override("de"):
        assert rendered(OURS, source) == "Ja"


def test_only_a_text_by_itself_takes_the_short_way():
    def is_short(source):
        template = OURS.from_string("{% load i18n %}" + source)
        return bool(template.nodelist.get_nodes_by_type(LiteralNode))

    assert is_short('{% translate "Yes" %}')
    for source in ('{% translate "Yes"|upper %}', '{% translate "10 %" %}', "{% translate word %}"):
        assert not is_short(source)
