"""Two authors at one form: neither saves over what they have not seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.admin.opened import OPENED_ON
from content.authoring.publishing import publish
from content.models import Course, Question, Step, Variant
from tests.content.admin.formdata import filled_in
from tests.content.coursefolder import PIE
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def sent_by(client, name, part, /, **changes):
    """Return what a browser sends that opened the form now."""
    reply = client.get(page(f"{name}_change", part.pk))
    return filled_in(reply, **{OPENED_ON: reply.context["opened_on"], **changes})


def again_from(reply, **changes):
    """Return what a browser sends from a form that came back."""
    return filled_in(reply, **{OPENED_ON: reply.context["opened_on"], **changes})


def save(client, name, part, data):
    return client.post(page(f"{name}_change", part.pk), data)


def told(reply):
    """Return what is said of somebody else's change; the form came back."""
    assert reply.status_code == 200
    return reply.context.get("changed_meanwhile", "")


@pytest.fixture
def other(client_class, halves, omar):
    """Omar's browser: he writes the course along."""
    halves.co_authors.add(omar)
    browser = client_class()
    browser.force_login(omar)
    return browser


@pytest.fixture
def client_class(client):
    return type(client)


def test_a_later_save_does_not_undo_the_other_authors_text(author, other, step):
    hers = sent_by(author, "step", step, title="Halves")
    assert save(other, "step", step, sent_by(other, "step", step, body="His text.")).status_code == 302
    reply = save(author, "step", step, hers)
    assert "omar changed this after you had opened it" in told(reply)
    assert reply.context["adminform"].form["title"].value() == "Halves"
    shown = reply.content.decode()
    assert shown.index('role="alert"') < shown.index('name="title"')
    assert f'href="{page("step_change", step.pk)}" target="_blank"' in shown
    step.refresh_from_db()
    assert (step.title, step.body) != ("Halves", hers["body"])
    assert step.body == "His text."


def test_saving_again_from_the_form_that_came_back_is_meant(author, other, step):
    hers = sent_by(author, "step", step, title="Halves", body="Her text.")
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    reply = save(author, "step", step, hers)
    assert save(author, "step", step, again_from(reply)).status_code == 302
    step.refresh_from_db()
    assert (step.title, step.body) == ("Halves", "Her text.")


def test_a_third_change_is_told_once_more(author, other, step):
    hers = sent_by(author, "step", step, body="Her text.")
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    again = again_from(save(author, "step", step, hers))
    save(other, "step", step, sent_by(other, "step", step, body="His better text."))
    assert told(save(author, "step", step, again))
    step.refresh_from_db()
    assert step.body == "His better text."


@pytest.mark.parametrize(
    ("name", "change"),
    [("course", "summary"), ("lesson", "summary"), ("rule", "priority"), ("image", "alt")],
)
def test_every_form_of_a_course_tells(author, other, halves, name, change):
    parts = {"course": halves, "lesson": halves.lessons.get(), "rule": halves.rules.get()}
    part = parts.get(name) or halves.images.get()
    hers = sent_by(author, name, part, **{change: "7"})
    assert save(other, name, part, sent_by(other, name, part, **{change: "9"})).status_code == 302
    assert "omar" in told(save(author, name, part, hers))
    part.refresh_from_db()
    assert str(getattr(part, change)) == "9"


@pytest.mark.parametrize(
    "his",
    [
        {"questions-0-prompt": "Half of 8, then?"},
        {"questions-0-answers-answer": "5", "questions-0-answers-wrong": []},
        {"questions-0-hints-hints": []},
        {"questions-0-skills": []},
        {"questions-0-DELETE": "on"},
        {"questions-0-position": "9"},
        {
            "variants-TOTAL_FORMS": "1",
            "variants-0-kind": "easier",
            "variants-0-title": "With cake",
            "variants-0-body": "Cut it in two.",
            "variants-0-position": "3",
        },
    ],
)
def test_a_row_that_the_other_changed_added_or_took_away_counts(author, other, turn, his):
    hers = sent_by(author, "step", turn, title="Halves")
    assert save(other, "step", turn, sent_by(other, "step", turn, **his)).status_code == 302
    kept = list(turn.questions.values("slug", "prompt", "spec"))
    reply = save(author, "step", turn, hers)
    assert told(reply)
    assert list(turn.questions.values("slug", "prompt", "spec")) == kept
    assert save(author, "step", turn, again_from(reply)).status_code == 302
    turn.refresh_from_db()
    assert turn.title == "Halves"


def test_a_row_that_the_other_took_away_comes_back_with_what_was_typed(author, other, turn):
    asked = list(turn.questions.values_list("pk", flat=True))
    hers = sent_by(author, "step", turn, **{"questions-0-prompt": "Half of 8, then?"})
    save(other, "step", turn, sent_by(other, "step", turn, **{"questions-0-DELETE": "on"}))
    reply = save(author, "step", turn, hers)
    assert "omar" in told(reply)
    assert save(author, "step", turn, again_from(reply)).status_code == 302
    assert set(turn.questions.values_list("pk", flat=True)) == set(asked)
    assert Question.objects.get(pk=asked[0]).prompt == "Half of 8, then?"


def test_a_condition_that_the_other_took_away_comes_back(author, other, halves):
    rule = halves.rules.get()
    hers = sent_by(author, "rule", rule, priority="9")
    save(other, "rule", rule, sent_by(other, "rule", rule, **{"conditions-0-DELETE": "on"}))
    assert rule.conditions.count() == 1
    reply = save(author, "rule", rule, hers)
    assert told(reply)
    assert save(author, "rule", rule, again_from(reply)).status_code == 302
    assert rule.conditions.count() == 2


def test_faults_and_the_other_authors_change_are_told_together(author, other, step):
    hers = sent_by(author, "step", step, body="Fine, but $\\frac{1$")
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    reply = save(author, "step", step, hers)
    assert told(reply)
    assert "braces do not match" in reply.content.decode()
    assert save(author, "step", step, again_from(reply, body="Her text.")).status_code == 302


def test_a_fault_alone_does_not_make_a_form_newer_than_it_is(author, other, step):
    hers = sent_by(author, "step", step, body="Fine, but $\\frac{1$")
    reply = save(author, "step", step, hers)
    assert not told(reply)
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    assert told(save(author, "step", step, again_from(reply, body="Her text.")))


def test_an_author_may_save_and_go_on_and_is_told_of_their_own_older_form(author, step):
    first = sent_by(author, "step", step, body="First.", _continue="1")
    reply = author.post(page("step_change", step.pk), first, follow=True)
    assert save(author, "step", step, again_from(reply, body="Second.")).status_code == 302
    assert "you changed this yourself" in told(save(author, "step", step, {**first, "body": "Third."}))
    step.refresh_from_db()
    assert step.body == "Second."


def test_a_second_click_is_no_change(author, step):
    hers = sent_by(author, "step", step, body="Once.")
    assert save(author, "step", step, hers).status_code == 302
    assert save(author, "step", step, hers).status_code == 302


@pytest.mark.parametrize("token", [{}, {OPENED_ON: ""}, {OPENED_ON: "no token"}])
def test_a_form_without_what_it_was_opened_on_is_saved_as_it_is(author, other, step, token):
    hers = {**sent_by(author, "step", step, body="Her text."), **token}
    if not token:
        del hers[OPENED_ON]
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    assert save(author, "step", step, hers).status_code == 302
    step.refresh_from_db()
    assert step.body == "Her text."


def test_moving_a_step_in_the_tree_is_no_change_of_its_form(author, step):
    hers = sent_by(author, "step", step, body="Her text.")
    author.post(page("course_move", step.lesson.course_id), {"part": f"step-{step.pk}", "direction": "down"})
    assert save(author, "step", step, hers).status_code == 302


def test_who_changed_it_is_not_named_where_the_log_does_not_tell(author, step):
    hers = sent_by(author, "step", step, title="Halves")
    Step.objects.filter(pk=step.pk).update(body="From a file.")
    assert "somebody changed this" in told(save(author, "step", step, hers))


@pytest.mark.parametrize("name", ["what", "turn", "rule", "course", "lesson"])
def test_a_form_opened_before_the_first_publishing_is_saved_into_the_draft(author, other, noor, halves, name):
    for model in (Question, Variant):
        model.objects.update(position=F("position") * 2 + 5)  # as after moving rows; a draft counts them anew
    lesson = halves.lessons.get()
    parts = {"rule": halves.rules.get(), "course": halves, "lesson": lesson}
    part = parts.get(name) or lesson.steps.get(slug=name)
    kind = part._meta.model_name
    field = {"rule": "name"}.get(kind, "title")
    hers, late = (sent_by(author, kind, part, **{field: title}) for title in ("Hers", "Late"))
    publish(halves, by=noor)
    assert save(author, kind, part, hers).status_code == 302
    assert told(save(author, kind, part, late))
    part.refresh_from_db()
    assert getattr(part, field) not in ("Hers", "Late")
    draft = Course.objects.get().draft
    drafted = draft if kind == "course" else type(part).objects.get(origin=part)
    assert getattr(drafted, field) == "Hers"


def test_two_authors_of_a_published_course_are_told_in_its_draft(author, other, noor, halves, step):
    publish(halves, by=noor)
    hers = sent_by(author, "step", step, title="Halves")
    assert save(other, "step", step, sent_by(other, "step", step, body="His text.")).status_code == 302
    reply = save(author, "step", step, hers)
    assert "omar" in told(reply)
    assert save(author, "step", step, again_from(reply)).status_code == 302


def test_a_form_stays_good_while_its_draft_is_published(author, noor, halves, step):
    publish(halves, by=noor)
    hers = sent_by(author, "step", step, body="Her text.")
    publish(halves, by=noor)
    assert save(author, "step", step, hers).status_code == 302


def test_without_scripts_a_row_is_added_and_the_change_is_told(author, other, step):
    hers = sent_by(author, "step", step, _rows="form questions")
    save(other, "step", step, sent_by(other, "step", step, body="His text."))
    reply = save(author, "step", step, hers)
    assert told(reply)
    assert 'name="questions-0-prompt"' in reply.content.decode()


@pytest.mark.process
def test_a_picture_is_read_again_where_its_form_comes_back(author, other, halves):
    image = halves.images.get()
    file = SimpleUploadedFile("pie.svg", PIE.replace('r="4"', 'r="3"').encode())
    hers = sent_by(author, "image", image, file=file)
    save(other, "image", image, sent_by(other, "image", image, alt="A cake."))
    reply = save(author, "image", image, hers)
    assert told(reply)
    assert not reply.context["adminform"].form.errors


def test_a_reader_of_the_sites_rules_gets_no_token(client, site_rule):
    client.force_login(make_user("zoe", role="author", is_staff=True))
    assert OPENED_ON not in client.get(page("rule_change", site_rule.pk)).content.decode()


@pytest.mark.parametrize("name", ["step", "course", "rule"])
def test_what_a_form_was_opened_on_takes_no_query(author, halves, turn, monkeypatch, name):
    part = {"step": turn, "course": halves, "rule": halves.rules.get()}[name]
    author.get(page(f"{name}_change", part.pk))
    with CaptureQueriesContext(connection) as queries:
        author.get(page(f"{name}_change", part.pk))
    monkeypatch.setattr("content.admin.opened._digest", lambda *_: "0" * 16)
    with CaptureQueriesContext(connection) as without:
        author.get(page(f"{name}_change", part.pk))
    assert len(queries) == len(without)
