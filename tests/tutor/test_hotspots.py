"""Places on a picture on the student's page: real controls, named for those who cannot see them."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from content.models import Image
from content.questions.tokens import token
from tests.content.coursefolder import PIE
from tests.presses import HTMX
from tutor.models import Answer

PLACES = [
    {"name": "round body <b>", "shape": "circle", "coords": "50.5, 40, 8", "correct": True},
    {"name": "outer edge", "shape": "rect", "coords": "0, 20, 10, 80", "feedback": "That is the **edge**."},
    {"name": "corner", "shape": "polygon", "coords": "80,80 100,80 100,100"},
]
SPEC = {"picture": "![A cell, cut open](images/cell.svg)", "areas": PLACES}
LABELS = {
    **SPEC,
    "mode": "labels",
    "others": ["wall"],
    "areas": [
        {"name": "on the left", "shape": "circle", "coords": "10 50 5", "label": "nucleus"},
        {"name": "on the right", "shape": "circle", "coords": "90 50 5", "label": "$x$"},
    ],
}


@pytest.fixture
def picture(question):
    course = question.step.lesson.course
    return Image.objects.create(
        course=course, name="cell.svg", alt="A cell", content_type="image/svg+xml", data=PIE.encode()
    )


@pytest.fixture
def ask(client, amira, sitting, question, picture):
    client.force_login(amira)

    def page_of(spec=SPEC):
        question.kind, question.spec = "hotspots", spec
        question.save()
        return client.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()

    return page_of


@pytest.fixture
def send(client, sitting, question):
    def send_answer(**fields):
        tries = Answer.objects.filter(question=question).count()
        data = {"submission_id": uuid4(), "tries": tries, **fields}
        return client.post(reverse("tutor:answer", args=[sitting.pk, question.pk]), data, headers=HTMX)

    return send_answer


def test_each_place_is_a_radio_button_over_the_picture_with_its_name(ask):
    html = ask()
    assert 'alt="A cell, cut open"' in html
    pins = re.findall(
        r'<label class="pin" data-x="(\d\d)" data-y="(\d\d)"><input type="radio" name="spot"'
        r' value="(\w+)">\s*<span>(\d)</span><span class="name">(.*?)</span>',
        html,
    )
    assert pins == [
        ("50", "40", token("round body <b>"), "1", "round body &lt;b&gt;"),
        ("05", "50", token("outer edge"), "2", "outer edge"),
        ("95", "90", token("corner"), "3", "corner"),
    ]


def test_outlines_are_drawn_where_the_author_put_them_in_any_language(ask, settings):
    settings.LANGUAGE_CODE = "de"
    html = ask()
    assert '<svg x="42.5%" y="-10%" width="16%" height="100%" viewBox="0 0 2 2"' in html
    assert '<rect data-shape x="0%" y="20%" width="10%" height="60%"/>' in html
    assert 'points="80,80 100,80 100,100"' in html


@pytest.mark.slow
def test_a_wrong_place_says_what_it_is_and_stays_chosen(ask, send):
    ask()
    html = send(spot=token("outer edge")).content.decode()
    assert "That is the <strong>edge</strong>." in html
    assert re.findall(r'value="(\w+)" checked', html) == [token("outer edge")]
    assert send(spot=token("round body <b>")).content.decode().count("disabled") == 1
    assert [answer.is_correct for answer in Answer.objects.all()] == [False, True]


def test_several_places_are_boxes_to_tick(ask):
    assert ask({**SPEC, "mode": "several"}).count('<input type="checkbox" name="spot"') == 3


def test_labels_are_chosen_in_a_list_for_each_place(ask, send):
    html = ask(LABELS)
    assert re.search(r'<label for="label-0-\d+"><span class="number">1</span> on the left</label>', html)
    assert html.count('class="pin"') == 2
    assert "To choose from" in html
    assert re.search(r"<option value=\"\w+\">\d · nucleus</option>", html)
    html = send(**{"label-0": token("nucleus"), "label-1": token("wall")}).content.decode()
    assert Answer.objects.get().parts == {"label-0": True, "label-1": False}
    marks = re.findall(r'class="mark">.*?<span class="visually-hidden">(.*?)</span>', html, re.DOTALL)
    assert marks == ["Right.", "Not yet."]
    assert re.search(rf'<option value="{token("wall")}" selected>', html)


def test_a_place_without_label_is_named_and_marked(ask, send):
    ask(LABELS)
    html = send(**{"label-0": token("nucleus"), "label-1": ""}).content.decode()
    assert "number 2 has none." in html
    assert re.search(r'<select id="label-1-\d+" name="label-1"[^>]* aria-invalid="true">', html)
    assert not Answer.objects.exists()


@pytest.mark.slow
def test_places_close_together_and_a_missing_picture_have_their_controls_in_a_list(ask, picture):
    assert 'class="spots" data-spots' in ask()
    near = {**PLACES[0], "name": "beside it", "coords": "60 45 3", "correct": False}
    assert 'class="spots crowded" data-spots' in ask({**SPEC, "areas": [*PLACES, near]})
    over = {**near, "coords": "52 42 3"}
    assert 'class="spots listed" data-spots' in ask({**SPEC, "areas": [*PLACES, over]})
    picture.delete()
    html = ask()
    assert 'class="spots listed missing" data-spots' in html
    assert "A cell, cut open" in html
