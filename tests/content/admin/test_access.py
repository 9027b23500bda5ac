"""Authors see their own; others see nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.authoring.publishing import publish
from content.models import Course, Question, Rule, Step
from tests.content.admin.formdata import filled_in
from tests.lti.rows import link_of_lms
from tutor.models import Answer, ArmStanding, CourseFigures, LtiLink, Mastery, PreTest
from tutor.services.pretests import start_pretest
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


@pytest.mark.parametrize("is_over", [False, True])
def test_a_course_in_which_students_took_only_the_pretest_is_not_deleted(author, halves, amira, is_over):
    pretest = start_pretest(student=amira, course=halves)
    if is_over:
        PreTest.objects.update(finished_at=timezone.now())
        Mastery.objects.create(student=amira, skill=halves.skills.get(), p_known=0.5)
        pretest.delete()  # what it left is enough
    address = page("course_delete", halves.pk)
    assert "students have worked in it" in author.get(address).content.decode()
    assert author.post(address, {"post": "yes"}).status_code == 200
    assert Course.objects.filter(pk=halves.pk).exists()
    assert (PreTest.objects.count(), Mastery.objects.count()) == ((0, 1) if is_over else (1, 0))


def test_a_course_to_which_a_link_of_an_lms_leads_is_not_deleted(author, halves, tariq):
    link = link_of_lms(teacher=tariq)
    LtiLink.objects.update(course=halves)
    author.post(page("course_delete", halves.pk), {"post": "yes"})
    link.refresh_from_db()
    assert link.course == halves


def test_figures_of_a_course_alone_go_with_it(author, halves):
    CourseFigures.objects.create(course=halves)
    ArmStanding.objects.create(step=halves.lessons.get().steps.first(), variant="1", text="x")
    author.post(page("course_delete", halves.pk), {"post": "yes"})
    assert not Course.objects.exists()


@pytest.mark.parametrize("by_list", [False, True])
def test_taking_a_lesson_away_keeps_mastery_and_pretests(author, halves, amira, by_list):
    start_pretest(student=amira, course=halves)
    Mastery.objects.create(student=amira, skill=halves.skills.get(), p_known=0.5)
    lesson = halves.lessons.get()
    if by_list:
        data = {"action": "delete_selected", "_selected_action": str(lesson.pk), "post": "yes"}
        author.post(page("lesson_changelist"), data)
    else:
        author.post(page("lesson_delete", lesson.pk), {"post": "yes"})
    assert not halves.lessons.exists()
    assert (PreTest.objects.count(), Mastery.objects.count()) == (1, 1)


def test_taking_a_skill_away_keeps_what_students_know_of_it(author, halves, amira):
    known = Mastery.objects.create(student=amira, skill=halves.skills.get(), p_known=0.5)
    address = page("course_change", halves.pk)
    sent = filled_in(author.get(address), **{"skills-0-DELETE": "on"})
    assert author.post(address, sent).status_code == 302
    assert not halves.skills.exists()
    known.refresh_from_db()
    assert known.skill.archived_at is not None


def test_taking_a_question_away_keeps_its_answers(author, halves, amira):
    question = Question.objects.filter(step__slug="turn").first()
    sitting = open_sitting(student=amira, lesson=question.step.lesson)
    answer = Answer.objects.create(
        sitting=sitting, question=question, submission_id=uuid4(), response={}, is_correct=True
    )
    address = page("step_change", question.step_id)
    sent = filled_in(author.get(address), **{"questions-0-DELETE": "on"})
    assert author.post(address, sent).status_code == 302
    answer.refresh_from_db()
    assert answer.question.archived_at is not None


def test_an_unused_course_is_deleted(author, halves):
    author.post(page("course_delete", halves.pk), {"post": "yes"})
    assert not Course.objects.exists()
    assert not Question.all_objects.exists()
    assert not Rule.objects.exists()
