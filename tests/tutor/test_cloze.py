"""A text with gaps on the student's page: one form, a field in each gap, and what came of each."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.questions.tokens import token
from tests.presses import HTMX
from tutor.models import Answer

SPEC = {
    "text": "| a | b |\n| - | - |\n| [[2]] | $\\frac{1}{2}$ |\n\n- A *quarter* of [[1]], or [[3]].",
    "gaps": [
        {"kind": "number", "answer": "12", "unit": "cm"},
        {"kind": "single", "choices": [{"text": "a<b", "correct": True}, {"text": "$\\frac{1}{3}$"}]},
        {"accepted": ["three"]},
    ],
}


@pytest.fixture
def cloze(question):
    question.kind, question.spec = "cloze", SPEC
    question.save()
    return question


@pytest.fixture
def page(client, amira, sitting, cloze):
    client.force_login(amira)
    return lambda: client.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()


@pytest.fixture
def send(client, amira, sitting, cloze):
    client.force_login(amira)

    def send_answer(**fields):
        tries = Answer.objects.filter(question=cloze).count()
        data = {"submission_id": uuid4(), "tries": tries, **fields}
        return client.post(reverse("tutor:answer", args=[sitting.pk, cloze.pk]), data, headers=HTMX)

    return send_answer


def field(html, name):
    """Return the tag of a field."""
    return re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*>', html)[0]


def test_each_gap_is_a_field_with_its_number_in_the_text(page):
    html = page()
    assert 'aria-label="Gap 1 of 3"' in field(html, "gap-1")
    assert 'aria-label="Gap 2 of 3, in cm"' in field(html, "gap-0")
    assert 'aria-label="Gap 3 of 3"' in field(html, "gap-2")
    assert re.search(r"<td><span class=\"gap-end\"><span class=\"gap\"><select", html)
    field_at_end = r"<span class=\"gap-end\"><span class=\"gap\"><input[^>]*></span>\.</span></li>"
    assert re.search(rf"</span></span>,</span> or {field_at_end}", html)
    assert html.count("<math") >= 2
    assert "[[" not in html


def test_a_formula_to_choose_is_listed_below_its_text(page):
    html = page()
    assert "Gap 1: to choose from" in html
    assert re.search(r"<option value=\"\w+\">\d · a&lt;b</option>", html)
    assert "Gap 2: to choose from" not in html


def test_partly_right_shows_which_in_words_and_keeps_what_was_typed(send):
    html = send(**{"gap-0": "12 cm", "gap-1": "", "gap-2": "four"})
    assert html.status_code == 422
    assert not Answer.objects.exists()
    right = re.search(r'<option value="(\w+)">\d · a&lt;b', html.content.decode())[1]
    html = send(**{"gap-0": "12 cm", "gap-1": right, "gap-2": "four"}).content.decode()
    assert Answer.objects.get().parts == {"gap-0": True, "gap-1": True, "gap-2": False}
    assert 'value="12 cm"' in field(html, "gap-0")
    assert "aria-invalid" not in field(html, "gap-0")
    assert 'aria-invalid="true"' in field(html, "gap-2")
    marks = re.findall(r'class="mark">.*?<span class="visually-hidden">(.*?)</span>', html, re.DOTALL)
    assert marks == ["Right.", "Right.", "Not yet."]
    assert "2 of 3 gaps are right." in html
    assert "three" not in html


def test_an_empty_gap_is_named_and_marked(send):
    html = send(**{"gap-0": "12", "gap-1": "", "gap-2": "three"}).content.decode()
    assert "Fill in every gap first: number 1 is empty." in html
    assert 'aria-invalid="true"' in field(html, "gap-1")
    assert "aria-invalid" not in field(html, "gap-0")
    assert 'value="three"' in field(html, "gap-2")


def test_an_answer_of_before_an_author_took_a_gap_away_is_still_shown(send, page, cloze):
    send(**{"gap-0": "1", "gap-1": token("a<b"), "gap-2": "y"})
    assert len(Answer.objects.get().parts) == 3
    cloze.spec = {"text": "Say [[1]].", "gaps": [{"accepted": ["so"]}]}
    cloze.save()
    assert 'aria-label="Gap 1 of 1"' in page()


@pytest.mark.parametrize("text", ["$[[1]]$", "![a [[1]]](images/x.svg)"])
def test_a_gap_where_no_field_can_be_is_told_to_its_author(text):
    faults = FaultList()
    TextChecker({"images/x.svg"}, faults).check_gaps(f"Say [[2]].\n\n{text}", file="a.md", line=4)
    assert [fault.line for fault in faults.faults] == [6]
    assert "[[1]] stands in a formula" in faults.faults[0].reason


@pytest.mark.parametrize(
    "text", ["Say `x = [[1]] < 2`.", "Say:\n\n    x = [[1]] < 2", "```\nx = [[1]] < 2\n```"]
)
def test_a_gap_in_code_is_a_field(text, page, cloze):
    cloze.spec = {"text": text, "gaps": [{"accepted": ["so"]}]}
    cloze.save()
    gap = r"<span class=\"gap-end\"><span class=\"gap\"><input[^>]*></span></span>"
    assert re.search(rf"<code>x = {gap} &lt; 2", page())


def test_private_letters_in_a_text_make_no_field(page, cloze):
    cloze.spec = {"text": f"{chr(0xE100)}1{chr(0xE101)} [[1]]", "gaps": [{"accepted": ["so"]}]}
    cloze.save()
    assert page().count('class="gap"') == 1
