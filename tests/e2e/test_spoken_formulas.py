"""Formulas in words, in every language: each line of spoken_formulas.tsv, by the scripts that pages load."""

from collections import defaultdict
from pathlib import Path

import pytest

from content.texts.formulas import mathml_of

TABLE = defaultdict(list)
for line in Path(__file__).with_name("spoken_formulas.tsv").read_text(encoding="utf-8").splitlines():
    _language, _latex, _spoken = line.split("\t")
    TABLE[_language].append((_latex, _spoken))
SPEAK = """async ([language, formulas]) => {
  const at = "/static/tutor/js/aloud/";
  const [{ speechOf }, { vocabularyIn }, { wordsIn }] = await Promise.all(
    ["formulas.js", "formula_words.js", "words.js"].map((name) => import(at + name)));
  const vocabulary = vocabularyIn(await wordsIn(language));
  return formulas.map((markup) => {
    const place = document.createElement("div");
    place.innerHTML = markup;
    return speechOf(place.firstElementChild, vocabulary);
  });
}"""


@pytest.fixture(scope="module")
def spoken(server, browser_with):
    """Return what is said for every formula of the table, by language."""
    page = browser_with(None).new_page(base_url=server.url)
    page.goto("/accounts/login/")
    return {
        language: page.evaluate(SPEAK, [language, [mathml_of(latex) for latex, _ in rows]])
        for language, rows in TABLE.items()
    }


@pytest.mark.parametrize("language", TABLE)
def test_a_formula_is_said_as_people_of_the_language_say_it(spoken, language):
    said = dict(zip([latex for latex, _ in TABLE[language]], spoken[language], strict=True))
    assert said == dict(TABLE[language])
    assert len(said) >= (60 if language == "en" else 15)


def test_the_table_has_every_language_that_pages_speak(settings):
    assert {code.split("-")[0] for code in TABLE} == {code.split("-")[0] for code, _ in settings.LANGUAGES}
