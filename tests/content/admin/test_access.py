"""Authors see their own; others see nothing."""

import pytest
from django.urls import reverse

from content.authoring.publishing import publish
from content.models import Course, Question, Rule, Step
from tutor.services.sittings import open_sitting

pytestmark = pytest.mark.slow

LISTS = ["course", "lesson", "step", "image", "rule"]


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.mark.parametrize("model", LISTS)
def test_an_author_sees_their_own_and_not_anothers(author, halves, thirds, model):
    shown = author.get(page(f"{model}_changelist")).content.decode()
    assert f"/admin/content/{model}/" in shown
    assert "Thirds" not in shown


@pytest.mark.parametrize("model", LISTS)
def test_students_and_teachers_see_nothing(client, amira, tariq, model):
    for person in (amira, tariq):
        person.is_staff = True
        person.save()
        client.force_login(person)
        assert client.get(page(f"{model}_changelist")).status_code == 403


@pytest.mark.parametrize("model", LISTS)
def test_a_stranger_is_sent_to_sign_in(client, db, model):
    assert client.get(page(f"{model}_changelist")).status_code == 302


def parts_of(course):
    lesson = course.lessons.get()
    return {
        "course": course,
        "lesson": lesson,
        "step": lesson.steps.first(),
        "image": course.images.get(),
        "rule": course.rules.get(),
    }


@pytest.mark.parametrize("model", LISTS)
def test_an_authors_pages_open_for_them_alone(author, omar, halves, model):
    address = page(f"{model}_change", parts_of(halves)[model].pk)
    assert author.get(address).status_code == 200
    author.force_login(omar)
    assert author.get(address).status_code == 302
    assert author.post(address, {"title": "Mine now"}).status_code == 302
    halves.refresh_from_db()
    assert halves.title == "Halves"


@pytest.mark.parametrize("model", LISTS)
def test_a_co_author_may_edit(client, omar, halves, model):
    halves.co_authors.add(omar)
    client.force_login(omar)
    assert client.get(page(f"{model}_change", parts_of(halves)[model].pk)).status_code == 200


def test_a_co_author_may_neither_delete_nor_publish(client, omar, halves):
    halves.co_authors.add(omar)
    client.force_login(omar)
    assert client.post(page("course_delete", halves.pk), {"post": "yes"}).status_code == 403
    form = client.get(page("course_change", halves.pk)).context["adminform"].form
    assert "is_published" not in form.fields


def test_site_rules_are_read_by_authors_and_changed_by_superusers(author, site_rule, noor):
    address = page("rule_change", site_rule.pk)
    assert "Lost anywhere" in author.get(address).content.decode()
    assert author.post(address, {"name": "Mine"}).status_code == 403
    assert author.post(page("rule_delete", site_rule.pk), {"post": "yes"}).status_code == 403
    noor.is_superuser = True
    noor.save()
    assert "effect_1" in author.get(address).context["adminform"].form.fields


def test_choices_hold_only_what_the_author_may_edit(author, halves, thirds):
    form = author.get(page("step_add")).context["adminform"].form
    assert list(form.fields["lesson"].queryset) == [halves.lessons.get()]
    assert {skill.course for skill in form.fields["skills"].queryset} == {halves}
    rule = author.get(page("rule_add")).context["adminform"].form
    assert list(rule.fields["course"].queryset) == [halves]


def test_taking_a_step_away_keeps_what_students_did(author, halves, amira):
    halves.is_published = True
    halves.save()
    step = halves.lessons.get().steps.first()
    sitting = open_sitting(student=amira, lesson=halves.lessons.get())
    assert author.post(page("step_delete", step.pk), {"post": "yes"}).status_code == 302
    publish(halves, by=None)
    sitting.refresh_from_db()
    assert sitting.step == step
    assert not Step.objects.filter(pk=step.pk).exists()
    assert Step.all_objects.filter(pk=step.pk).exists()


def test_a_course_that_students_worked_in_is_not_deleted_and_names_nobody(author, halves, amira):
    open_sitting(student=amira, lesson=halves.lessons.get())
    address = page("course_delete", halves.pk)
    shown = author.get(address).content.decode()
    assert "students have worked in it" in shown
    assert "amira" not in shown.lower()
    author.post(address, {"post": "yes"})
    assert Course.objects.filter(pk=halves.pk).exists()


def test_an_unused_course_is_deleted(author, halves):
    author.post(page("course_delete", halves.pk), {"post": "yes"})
    assert not Course.objects.exists()
    assert not Question.all_objects.exists()
    assert not Rule.objects.exists()
