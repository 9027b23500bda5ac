"""Questions filled in without a script, and what the page asks for while they are being filled in."""

from pathlib import Path

import pytest
from django.urls import reverse

from content.coursefiles import read_course
from content.coursefiles.archives import files_in_folder
from content.exchange.importing import save_course
from content.models import Question, Step
from tests.content.admin.formdata import errors_of, filled_in
from tests.content.specs import SPECS


def address_of(step):
    return reverse("admin:content_step_change", args=[step.pk])


def shown_again(author, step, pressed, **changes):
    """Press a button for rows, as a browser without scripts does, and return what the page then holds."""
    data = filled_in(author.get(address_of(step)), **changes)
    reply = author.post(address_of(step), {**data, "_rows": pressed})
    assert reply.status_code == 200
    return filled_in(reply)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pressed", "keys"),
    [
        ("add questions-1-answers-choices", ["0", "1", "n0"]),
        ("remove questions-1-answers-choices 0", ["1"]),
        ("down questions-1-answers-choices 0", ["1", "0"]),
        ("up questions-1-answers-choices 0", ["0", "1"]),
        ("up questions-1-answers-choices 9", ["0", "1"]),
        ("twist questions-1-answers-choices 0", ["0", "1"]),
    ],
)
def test_without_a_script_the_server_adds_removes_and_moves_rows(author, turn, pressed, keys):
    before = turn.questions.get(slug="which").spec
    page = shown_again(author, turn, pressed, **{"questions-1-answers-choices-0-text": "Typed"})
    assert page["questions-1-answers-choices"] == keys
    assert page.get("questions-1-answers-choices-0-text", ["Typed"]) == ["Typed"]
    assert turn.questions.get(slug="which").spec == before


@pytest.mark.slow
def test_without_a_script_a_question_is_added_its_kind_chosen_and_its_rows_filled(author, turn):
    page = shown_again(author, turn, "form questions")
    assert page["questions-TOTAL_FORMS"] == "3"
    new = {"questions-2-kind": "ordering", "questions-2-prompt": "Which first?"}
    reply = author.post(address_of(turn), {**page, **new})
    assert "Fill in the answers." in errors_of(reply)
    page = filled_in(reply)
    assert page["questions-2-answers-items"] == ["n0", "n1"]
    texts = {"questions-2-answers-items-n0-text": "one", "questions-2-answers-items-n1-text": "two"}
    reply = author.post(address_of(turn), {**page, **texts})
    assert reply.status_code == 302, errors_of(reply)
    assert turn.questions.get(slug="which-first").spec == {"items": ["one", "two"]}


@pytest.mark.slow
def test_another_kind_is_saved_once_its_author_saw_what_goes(author, turn):
    data = filled_in(author.get(address_of(turn)), **{"questions-0-kind": "text"})
    reply = author.post(address_of(turn), data)
    told = errors_of(reply)
    assert "no place for: Right answer, Wrong answers to expect: Value." in told
    page = {**filled_in(reply), "questions-0-answers-accepted-n0-text": "four"}
    page["questions-0-answers-wrong-c0-text"] = "two"
    assert author.post(address_of(turn), page).status_code == 302
    question = turn.questions.get(slug="half-of-eight")
    assert question.kind == "text"
    assert question.spec["accepted"] == ["four"]
    assert [item["text"] for item in question.spec["wrong"]] == ["two"]


@pytest.mark.slow
def test_choices_become_several_choices_without_a_question(author, turn):
    data = filled_in(author.get(address_of(turn)), **{"questions-1-kind": "multiple"})
    before = turn.questions.get(slug="which").spec
    assert author.post(address_of(turn), data).status_code == 302
    question = turn.questions.get(slug="which")
    assert (question.kind, question.spec) == ("multiple", before)


def sent(kind, fields, **more):
    return {"prefix": "questions-0", "questions-0-kind": kind, "questions-0-answers-kind": fields, **more}


def test_the_page_gets_the_fields_of_a_kind_and_the_names_of_what_goes(author, halves):
    address = reverse("admin:content_question_fields", args=[halves.pk])
    rows = {"questions-0-answers-accepted": ["0"], "questions-0-answers-accepted-0-text": "four"}
    rows["questions-0-answers-ignore_case"] = "on"
    reply = author.post(address, sent("number", "text", **rows)).json()
    assert reply["lost"] == ["Right answers"]
    assert 'name="questions-0-answers-tolerance"' in reply["html"]
    assert author.post(address, sent("gone", "text")).json()["lost"] == []


def test_the_preview_is_the_students_question_or_says_what_is_missing(author, halves):
    address = reverse("admin:content_question_preview", args=[halves.pk])
    answer = {"questions-0-prompt": "Half of **8**?", "questions-0-answers-answer": "4"}
    answer |= {"questions-0-hints-hints": ["n0"], "questions-0-hints-hints-n0-text": "Share."}
    reply = author.post(address, sent("number", "number", **answer)).json()
    assert "Half of <strong>8</strong>?" in reply["html"]
    assert "Share." in reply["html"]
    assert reply["problems"] == []
    reply = author.post(
        address, sent("number", "number", **{**answer, "questions-0-answers-answer": ""})
    ).json()
    assert reply["problems"] == ["Right answer: Fill this in."]
    assert author.post(address, sent("", "")).json()["problems"] == ["Choose a kind."]


@pytest.mark.parametrize("name", ["fields", "preview"])
def test_only_authors_ask_and_only_about_their_own_courses(client, author, amira, thirds, name):
    address = reverse(f"admin:content_question_{name}", args=[thirds.pk])
    assert author.post(address, sent("number", "number")).status_code == 404
    assert author.get(address).status_code == 405
    client.force_login(amira)
    assert client.post(address, sent("number", "number")).status_code in (302, 403)


@pytest.mark.slow
def test_a_question_of_every_kind_survives_opening_and_saving(author, turn):
    for place, (kind, spec) in enumerate(SPECS.items(), start=5):
        Question.objects.create(
            step=turn, slug=kind, kind=kind, prompt="What?", spec=spec, hints=["One\n\n- two"], position=place
        )
    before = list(Question.objects.order_by("pk").values())
    assert author.post(address_of(turn), filled_in(author.get(address_of(turn)))).status_code == 302
    assert list(Question.objects.order_by("pk").values()) == before


@pytest.mark.slow
def test_a_step_with_many_questions_can_be_saved(author, turn):
    for place in range(60):
        choices = [{"text": f"{number}", "correct": number == 0} for number in range(5)]
        spec = {"choices": choices}
        Question.objects.create(
            step=turn, slug=f"q{place}", kind="single", prompt="?", spec=spec, position=place + 5
        )
    data = filled_in(author.get(address_of(turn)), title="Many")
    assert len(data) > 1000
    assert author.post(address_of(turn), data).status_code == 302
    turn.refresh_from_db()
    assert turn.title == "Many"


@pytest.mark.slow
@pytest.mark.timeout(400)  # Thirty-five pages, each opened and saved.
def test_every_step_of_the_demo_course_survives_opening_and_saving(author, noor):
    course = save_course(read_course(files_in_folder(Path("content/courses/fractions"))), owner=noor)
    steps = Step.objects.filter(lesson__course=course, questions__isnull=False).distinct()
    before = list(Question.objects.order_by("pk").values())
    for step in steps:
        assert author.post(address_of(step), filled_in(author.get(address_of(step)))).status_code == 302
    assert steps.count() > 10
    assert list(Question.objects.order_by("pk").values()) == before


@pytest.mark.slow
def test_a_gap_where_no_field_can_be_is_refused_beside_the_text(author, turn):
    new = {"questions-TOTAL_FORMS": "3", "questions-2-kind": "cloze", "questions-2-prompt": "Fill in."}
    new |= {"questions-2-answers-kind": "cloze", "questions-2-answers-text": "$[[1]]$"}
    new |= {"questions-2-answers-gaps": ["n0"], "questions-2-answers-gaps-n0-accepted": ["n0"]}
    new |= {"questions-2-answers-gaps-n0-accepted-n0-text": "a", "questions-2-position": "0"}
    new |= {f"questions-2-answers-gaps-n0-{name}": "text" for name in ("kind", "fields")}
    reply = author.post(address_of(turn), filled_in(author.get(address_of(turn)), **new))
    assert "Text with gaps: Line 1: [[1]] stands in a formula" in errors_of(reply)
    new["questions-2-answers-text"] = "It is [[1]]."
    reply = author.post(address_of(turn), filled_in(author.get(address_of(turn)), **new))
    assert reply.status_code == 302, errors_of(reply)


VARYING = {
    "questions-0-prompt": "Half of {{2 * a}}?",
    "questions-0-answers-answer": "{{a}}",
    "questions-0-answers-wrong": [],
    "questions-0-variables-variables": ["n0"],
    "questions-0-variables-variables-n0-name": "a",
    "questions-0-variables-variables-n0-values": "2..9",
    "questions-0-hints-hints-0-text": "Share {{2 * a}}.",
}


@pytest.mark.slow
def test_numbers_that_change_are_filled_in_and_stored(author, turn):
    data = filled_in(author.get(address_of(turn)), **VARYING)
    reply = author.post(address_of(turn), data)
    assert reply.status_code == 302, errors_of(reply)
    question = turn.questions.get(slug="half-of-eight")
    assert (question.variables, question.spec) == ({"a": "2..9"}, {"answer": "{{a}}"})
    assert question.hints == ["Share {{2 * a}}."]
    before = list(Question.objects.order_by("pk").values())
    assert author.post(address_of(turn), filled_in(author.get(address_of(turn)))).status_code == 302
    assert list(Question.objects.order_by("pk").values()) == before


@pytest.mark.slow
def test_formulas_are_read_with_the_values_in_them(author, turn):
    named = {
        "questions-0-variables-variables-n0-name": "v_0_1",
        "questions-0-prompt": "Half of $2{{v_0_1}}$?",
    }
    named |= {
        "questions-0-answers-answer": "{{v_0_1}}",
        "questions-0-hints-hints-0-text": "Share $2{{v_0_1}}$.",
    }
    data = filled_in(author.get(address_of(turn)), **{**VARYING, **named})
    reply = author.post(address_of(turn), data)
    assert reply.status_code == 302, errors_of(reply)
    block = {**data, "questions-0-prompt": "Half?\n::: visual"}
    assert "Line 2: a line must not begin with" in errors_of(author.post(address_of(turn), block))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"questions-0-prompt": "$\\frac{ {{a}} }{$"}, "'prompt': "),
        ({"questions-0-variables-variables-n0-values": "nine"}, "Variable 1, Values: "),
        ({"questions-0-answers-answer": "{{b}}"}, "Right answer: "),
        ({"questions-0-answers-answer": "{{a}}x"}, "(in version 0, where a ="),
        ({"questions-0-prompt": "Half of {{b}}?"}, "'prompt': "),
        ({"questions-0-hints-hints-0-text": "{{1/(a-a)}}"}, "Hint 1, Text: "),
        ({"questions-0-hints-hints-0-text": "$\\frac{ {{a}} }{$"}, "Hint 1, Text: Braces"),
    ],
)
def test_a_version_that_makes_no_sense_is_refused_beside_its_field(author, turn, changes, words):
    data = filled_in(author.get(address_of(turn)), **{**VARYING, **changes})
    assert words in errors_of(author.post(address_of(turn), data))


@pytest.mark.slow
def test_the_preview_shows_one_version_and_then_another(author, halves):
    address = reverse("admin:content_question_preview", args=[halves.pk])
    fields = sent("number", "number", **VARYING)
    shown = [author.post(address, {**fields, "seed": str(seed)}).json() for seed in range(6)]
    assert len({reply["version"] for reply in shown}) > 1
    for reply in shown:
        value = int(reply["version"].removeprefix("a = "))
        assert f"Half of {2 * value}?" in reply["html"]
