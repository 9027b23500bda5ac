"""Banks of several files in one course: each keeps its questions, also where both call one "Q1"."""

from io import StringIO

import pytest
from django.core.management import call_command

from content.exchange.apart import source_of
from content.models import Course, Question

pytestmark = pytest.mark.process

FIRST = "::Q1:: What is 1+1? {=2 ~3}\n\n::Q2:: What is 2+2? {=4 ~3}\n"
SECOND = "::Q1:: Capital of France? {=Paris ~Rome}\n\n::Q2:: Capital of Italy? {=Rome ~Paris}\n"


@pytest.fixture
def bring(tmp_path, db):
    def bring(name, text, *arguments):
        (tmp_path / name).write_text(text)
        out = StringIO()
        call_command("import_course", str(tmp_path / name), "--course", "all", *arguments, stdout=out)
        return out.getvalue()

    return bring


def prompts():
    return [one.prompt for one in Question.objects.filter(archived_at=None).order_by("step__position", "pk")]


def test_another_file_brings_questions_of_the_same_names(bring):
    bring("week1.gift", FIRST)
    told = bring("week2.gift", SECOND)
    assert sorted(prompts()) == sorted(
        ["What is 1+1?", "What is 2+2?", "Capital of France?", "Capital of Italy?"]
    )
    assert "another step is called questions/q1 here, so this one is q1-" in told
    assert "no longer" not in told


def test_each_file_goes_on_bringing_its_own_up_to_date(bring):
    bring("week1.gift", FIRST)
    bring("week2.gift", SECOND)
    assert "no longer" not in bring("week2.gift", SECOND.replace("~Rome", "~Lyon"))
    bring("week1.gift", FIRST.replace("1+1?", "one and one?"))
    assert sorted(prompts()) == sorted(
        ["What is one and one?", "What is 2+2?", "Capital of France?", "Capital of Italy?"]
    )
    specs = [one.spec for one in Question.objects.filter(prompt="Capital of France?")]
    assert [choice["text"] for choice in specs[0]["choices"]] == ["Paris", "Lyon"]


def test_what_a_file_has_no_longer_is_its_own(bring):
    bring("week1.gift", FIRST)
    bring("week2.gift", SECOND)
    told = bring("week1.gift", FIRST.partition("\n\n")[0])
    assert "questions/q2 is in the source no longer" in told
    assert told.count("no longer") == 1


def test_the_same_question_in_another_file_is_the_same(bring):
    bring("week1.gift", FIRST)
    bring("copy.gift", FIRST.replace("~3", "~5"))
    assert prompts() == ["What is 1+1?", "What is 2+2?"]
    assert Course.objects.count() == 1


def test_a_source_is_known_without_the_day_of_its_export():
    assert source_of("moodle", "questions-M-top-20261101-1200.xml") == source_of(
        "moodle", "questions-M-top-20261128-0905.xml"
    )
    assert source_of("gift", "week1.gift") != source_of("gift", "week2.gift")
