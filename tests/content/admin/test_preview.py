"""Texts and steps as a student sees them."""

import json
import re

import pytest
from django.urls import reverse

from content.authoring.publishing import publish
from content.models import Question, Step, Variant
from content.texts.rendering import LONGEST_TEXT


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def preview(client, course, text):
    return client.post(
        page("course_preview", course.pk), json.dumps({"text": text}), content_type="application/json"
    )


def test_a_text_is_previewed_with_maths_pictures_and_its_problems(author, halves):
    reply = preview(author, halves, "$\\frac{1}{2}$ ![](images/pie.svg)").json()
    assert "<mfrac>" in reply["html"]
    assert "/content/images/" in reply["html"]
    assert reply["problems"] == ["Line 1: the picture images/pie.svg has no alternative text."]


def test_a_preview_can_do_nothing(author, halves):
    assert "<script" not in preview(author, halves, "<script>alert(1)</script>").json()["html"]


def test_a_text_that_no_step_could_hold_is_not_rendered(author, halves):
    reply = preview(author, halves, "a" * (LONGEST_TEXT + 1)).json()
    assert (reply["html"], len(reply["problems"])) == ("", 1)
    assert "at most 30,000 characters" in reply["problems"][0]
    assert preview(author, halves, "a" * LONGEST_TEXT).json()["problems"] == []


def test_a_preview_is_for_the_courses_authors(client, halves, omar):
    client.force_login(omar)
    assert preview(client, halves, "x").status_code == 404
    assert client.get(page("preview_step", Step.objects.first().pk)).status_code == 404


def test_what_is_no_text_is_refused(author, halves):
    reply = author.post(page("course_preview", halves.pk), "[", content_type="application/json")
    assert reply.status_code == 422


def test_a_step_is_shown_in_the_students_templates_with_the_variants_asked_for(author, step):
    plain = author.get(page("preview_step", step.pk), {"show": ""}).content.decode()
    assert "A pie in two parts" not in plain
    shown = author.get(page("preview_step", step.pk), {"show": ["visual", "ask_teacher"]}).content.decode()
    assert "A pie in two parts" in shown
    assert "Raise your hand" in shown
    assert "A moment" in author.get(page("preview_step", step.pk), {"all": "yes"}).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("multiple", {"choices": [{"text": "a", "correct": True}, {"text": "b"}]}, 'type="checkbox"'),
        ("text", {"accepted": ["a"]}, 'name="text"'),
        ("ordering", {"items": ["a", "b"]}, 'name="order"'),
        ("matching", {"pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "d"}]}, 'name="match-0"'),
        ("number", {"answer": "1"}, 'name="number"'),
        ("single", {"choices": []}, "Which is a half?"),
    ],
)
def test_every_kind_of_question_is_previewed_even_a_broken_one(author, halves, kind, spec, expected):
    Question.objects.filter(slug="which").update(kind=kind, spec=spec)
    turn = Step.objects.get(slug="turn")
    assert expected in author.get(page("preview_step", turn.pk)).content.decode()


def test_the_preview_may_be_framed_by_the_admin_alone(author, step):
    assert author.get(page("preview_step", step.pk))["X-Frame-Options"] == "SAMEORIGIN"
    assert author.get(page("preview_frame"))["X-Frame-Options"] == "SAMEORIGIN"


def sheets_of(page_html):
    return [
        line.split('href="')[1].split('"')[0] for line in page_html.splitlines() if 'rel="stylesheet"' in line
    ]


@pytest.mark.slow
def test_the_preview_is_the_very_page_that_students_get(author, halves, amira, client):
    publish(halves, by=None)
    turn = Step.objects.get(slug="turn", lesson__course=halves)
    preview = author.get(page("preview_step", turn.pk), {"all": "yes"}).content.decode()
    client.force_login(amira)
    client.get("/learn/halves/a-half/")
    sitting = amira.sittings.get()
    lesson = client.get(f"/sittings/{sitting.pk}/steps/2/").content.decode()
    of_camera = ("camera", "states")
    wanted = [sheet for sheet in sheets_of(lesson) if not any(name in sheet for name in of_camera)]
    assert [sheet for sheet in sheets_of(preview) if "preview.css" not in sheet] == wanted
    for sign in ('class="dock"', 'id="say-lost"', ">Check</button>", 'class="progress"'):
        assert sign in preview
        assert sign in lesson
    assert "Share it between two." in preview  # the hint, as it will stand there
    assert "lesson.js" not in preview


def test_another_version_has_other_numbers_and_says_which(author, step):
    Question.objects.create(
        step=step,
        slug="sum",
        kind="number",
        prompt="What is {{a}} and {{b}}?",
        spec={"answer": "{{a + b}}"},
        hints=["Begin with {{a}}."],
        variables={"a": "100..900", "b": "100..900"},
    )
    first = author.get(page("preview_step", step.pk), {"all": "yes"}).content.decode()
    assert "{{" not in first
    following = re.search(r'href="(\?[^"]*version=1[^"]*)#question-', first)[1].replace("&amp;", "&")
    assert "all=yes" in following
    second = author.get(page("preview_step", step.pk) + following).content.decode()
    shown = [re.search(r"What is (\d+) and (\d+)\?", text).groups() for text in (first, second)]
    assert shown[0] != shown[1]
    for text, (a, b) in zip((first, second), shown, strict=True):
        assert f"This version: a = {a}, b = {b}" in text
        assert f"Begin with {a}." in text


def test_a_question_without_variables_has_no_other_version(author, step):
    Question.objects.create(step=step, slug="q", kind="number", prompt="Q?", spec={"answer": "1"})
    assert "Another one" not in author.get(page("preview_step", step.pk)).content.decode()


def test_a_question_that_cannot_be_drawn_says_why(author, step):
    Question.objects.create(
        step=step, slug="q", kind="number", prompt="Q?", spec={"answer": "{{a}}"}, variables={"a": "9..1"}
    )
    assert "the range ends before it begins" in author.get(page("preview_step", step.pk)).content.decode()


def test_a_preview_shows_each_of_several_variants_of_a_kind(author, step):
    Variant.objects.create(step=step, kind="visual", title="On a line", body="From 0 to 1.", position=7)
    text = author.get(page("preview_step", step.pk) + "?show=visual").content.decode()
    assert "A pie in two parts" in text
    assert "On a line" in text
