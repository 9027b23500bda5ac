"""Messages are found wherever they stand, and a translation keeps what the program needs of them."""

import json
import re
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools.messages.extraction import template_of
from tools.messages.lent import with_lent
from tools.messages.rules import faults_of
from tutor.ops.catalogues import compile_stale

SOURCES = {
    "tutor/views.py": 'a = gettext("In Python")\nb = ngettext("%(n)s cat", "%(n)s cats", n)\nc = _("Lazy")',
    "tutor/words.py": 'd = pgettext("a verb", "Open")\n# Translators: said aloud.\ne = gettext_noop("Noop")',
    "templates/page.html": "\n".join(
        (
            "{% load i18n %}  <p title=\"{% translate 'Of a tag' %}\">it's “odd” (</p>",
            '  {% translate "Right" context "not left" %}',
            "{% blocktranslate count n=x %}{{ n }} dog{% plural %}{{ n }} dogs{% endblocktranslate %}",
            '{{ x|default:_("Of a filter") }}{# Translators: nobody. #}',
        )
    ),
    "templates/letter.txt": "{% load i18n %}{% translate 'Dear' %}",
}


def lay_out(folder, sources):
    for name, text in sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def ids(catalog):
    return {message.id if isinstance(message.id, str) else message.id[1] for message in catalog if message.id}


def test_every_kind_of_message_is_found(tmp_path):
    lay_out(tmp_path, SOURCES)
    found = template_of("django", tmp_path)
    ours = {"In Python", "%(n)s cats", "Lazy", "Open", "Noop", "Of a tag", "Right", "%(n)s dogs"}
    assert ours | {"Of a filter", "Dear"} <= ids(found)
    assert found.get("Right", "not left").context == "not left"
    assert found.get("Noop").auto_comments == ["Translators: said aloud."]


def test_what_unfold_says_is_ours_to_translate(tmp_path):
    found = template_of("django", tmp_path)
    assert "Apply Filters" in ids(found)
    assert all(place.startswith("unfold/") for message in found for place, _ in message.locations)


def test_what_is_said_aloud_is_in_a_catalogue_of_its_own(tmp_path):
    texts = {"page.js": "On a page", "aloud/said.js": "Aloud"}
    lay_out(tmp_path, {f"tutor/static/tutor/js/{name}": f'gettext("{text}")' for name, text in texts.items()})
    assert ids(template_of("djangojs", tmp_path)) == {"On a page"}
    assert ids(template_of("aloud", tmp_path)) == {"Aloud"}


def test_messages_of_scripts_are_found(tmp_path):
    script = 'const a = gettext("In a script");\nngettext("one", "%(n)s", n);\n'
    lay_out(tmp_path, {"tutor/static/a.js": script + 'b(`${gettext("In a literal")} `, c);'})
    assert ids(template_of("djangojs", tmp_path)) == {"In a script", "%(n)s", "In a literal"}


def german(*messages):
    catalog = Catalog("de")
    for english, translated in messages:
        catalog.add(english, translated)
    return catalog


@pytest.mark.parametrize(
    ("english", "translated", "fault"),
    [
        ("Hello, %(name)s.", "Hallo.", "it must keep %(name)s"),
        ("Hello.", "Hallo, %(name)s.", "it must not add %(name)s"),
        ("Read <strong>this</strong>.", "Lies <strong>das.", "it must keep </strong>"),
        ("At least %d", "Mindestens eins", "it must keep %d"),
        ("Go to {place}", "Geh nach {platz}", "it must keep {place}"),
        (" and ", "und", "it must begin and end with the spaces and line ends of the English"),
        (("%(n)s cat", "%(n)s cats"), ("%(n)s Katze", ""), "a plural form is missing"),
        (("%(n)s cat", "%(n)s cats"), ("%(n)s", "%(n)s", "%(n)s"), "it has 3 plural forms, the language 2"),
    ],
)
def test_a_translation_that_lost_something_is_named(english, translated, fault):
    catalog = german((english, translated))
    assert [told.partition("”: ")[2] for told in faults_of(catalog, german((english, "")))] == [fault]


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("%(who)s gave %(what)s", "%(what)s kam von %(who)s"),
        (("One cat", "%(n)s cats"), ("Eine Katze", "%(n)s Katzen")),
        (("%(n)s cat", "%(n)s cats"), ("%(n)s Katze", "%(n)s Katzen")),
        ("Not yet", ""),
    ],
)
def test_a_translation_that_kept_everything_is_fine(english, translated):
    assert list(faults_of(german((english, translated)), german((english, "")))) == []


def test_a_catalogue_that_the_code_has_left_behind_is_named():
    told = list(faults_of(german(("Old", "Alt")), german(("New", ""), ("Newer", ""))))
    assert told == ["it is out of date: 2 messages are new and 1 are gone (make messages)"]


def put(folder, domain, catalog):
    path = folder / "de" / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    return path


CATS = ("%(n)s cat", "%(n)s cats")


def test_what_is_not_translated_stays_english(tmp_path):
    put(tmp_path, "django", german(("Yes", "Ja"), ("No", ""), (CATS, ("", ""))))
    (compiled,) = compile_stale(tmp_path)
    with compiled.open("rb") as file:
        read = GNUTranslations(file)
    assert [read.gettext("Yes"), read.gettext("No"), read.ngettext(*CATS, 2)] == ["Ja", "No", CATS[1]]
    assert compile_stale(tmp_path) == []


def test_the_script_of_a_language_answers_as_gettext_does(tmp_path):
    catalog = german(("Yes", "Ja"), ("No", ""), (CATS, ("%(n)s Katze", "%(n)s Katzen")))
    catalog.add("Open", "Öffnen", context="a verb")
    put(tmp_path, "djangojs", catalog)
    (script,) = compile_stale(tmp_path)
    assert script == tmp_path / "scripts" / "de.js"
    said = script.read_text()
    words = json.loads(re.search(r"const words = (.*);", said)[1])
    assert words == {"Yes": ["Ja"], CATS[0]: ["%(n)s Katze", "%(n)s Katzen"], "a verb\4Open": ["Öffnen"]}
    assert "Number((n != 1))" in said


def test_a_plural_rule_that_is_no_sum_is_refused(tmp_path):
    path = put(tmp_path, "djangojs", german(("Yes", "Ja")))
    path.write_text(path.read_text().replace("plural=(n != 1)", "plural=alert(n)"))
    with pytest.raises(ValueError, match=r"no sum|plural"):
        compile_stale(tmp_path)


def test_what_a_package_lacks_in_a_language_is_ours_to_translate():
    lent = {language: ids(with_lent(Catalog(), language)) for language in ("hi", "ar", "fr")}
    sign_in = "The username and/or password you specified are not correct."
    too_short = "This password is too short. It must contain at least %d characters."
    assert {sign_in, too_short} <= lent["hi"]
    # Arabic has the first of allauth and not the second of Django; French has all.
    assert sign_in not in lent["ar"]
    assert too_short in lent["ar"]
    assert lent["fr"] == set()


def test_what_is_ours_stays_beside_what_is_lent(tmp_path):
    lay_out(tmp_path, SOURCES)
    template = template_of("django", tmp_path)
    whole = with_lent(template, "hi")
    assert ids(template) < ids(whole)
    assert whole.get("Noop").auto_comments == ["Translators: said aloud."]
    assert whole.get("Right", "not left").context == "not left"
