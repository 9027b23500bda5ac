"""Drafts of published courses: authors change them, students see them once they are published."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from content.authoring.arranging import arrange
from content.authoring.drafts import parts_of, working_copy
from content.authoring.publishing import publish, unpublish, unpublished_changes
from content.authoring.uploads import import_files
from content.authoring.versions import compare, record_version, restore_version
from content.coursefiles import read_course
from content.exchange.exporting import course_files as files_of
from content.exchange.importing import save_course
from content.models import Course, Image, Lesson, Question, Rule, Skill, Step, Variant
from tests.content.admin.formdata import errors_of, filled_in
from tests.content.coursefolder import LESSON, course_files
from tests.content.rows import rows_of
from tutor.domain.learning.mastery import BktParams
from tutor.domain.learning.mastery_fit import Fit
from tutor.management.commands.fit_mastery import _store
from tutor.models import Answer, Sitting
from tutor.services.sittings import open_sitting

pytestmark = pytest.mark.slow


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def course(noor):
    course = save_course(read_course(course_files()), owner=noor, publish=True)
    Lesson.objects.create(course=course, slug="more", title="More", position=2)
    return course


@pytest.fixture
def draft(course):
    return working_copy(course)


@pytest.fixture
def author(client, noor):
    client.force_login(noor)
    return client


def step_of(course, slug="what"):
    return Step.objects.get(slug=slug, lesson__course=course)


def keys_of(course):
    return {(model.__name__, *slugs): part.pk for (model, *slugs), part in parts_of(course).items()}


def save(author, model, part, **changes):
    address = page(f"{model}_change", part.pk)
    return author.post(address, filled_in(author.get(address), **changes))


def test_a_draft_begins_as_what_students_see_and_is_begun_once(course, draft):
    assert files_of(draft) == files_of(course)
    assert unpublished_changes(draft) == []
    assert working_copy(course) == working_copy(draft) == draft
    assert draft not in Course.objects.all()
    assert not set(keys_of(course).values()) & set(keys_of(draft).values()) - {None} or draft.pk != course.pk


def test_a_course_that_is_not_published_has_none(noor):
    unpublished = save_course(read_course(course_files()), owner=noor)
    assert working_copy(unpublished) == unpublished


def test_students_see_what_was_published_until_it_is_published_again(author, course, amira, client):
    before = rows_of(course)
    assert save(author, "step", step_of(course), body="A new text.").status_code == 302
    assert rows_of(course) == before
    draft = course.draft
    assert step_of(draft).body == "A new text."
    changes = unpublished_changes(draft)
    assert [(change.path, change.what) for change in changes] == [("01-a-half/01-what.md", "changed")]
    shown = author.get(page("course_changes", course.pk)).content.decode()
    assert "+ A new text." in shown
    author.post(page("course_publish", draft.pk), {"publish": "yes"})
    assert step_of(course).body == "A new text."
    assert unpublished_changes(working_copy(course)) == []


def test_what_students_worked_in_keeps_its_rows_whatever_it_is_called_and_wherever_it_stands(
    course, draft, amira, noor
):
    before = keys_of(course)
    sitting = open_sitting(student=amira, lesson=course.lessons.get(slug="a-half"))
    what, turn = step_of(draft), step_of(draft, "turn")
    # Two steps change names, a question, its lesson, a skill and a rule get new ones, one step moves.
    Step.objects.filter(pk=what.pk).update(slug="x")
    Step.objects.filter(pk=turn.pk).update(slug="what")
    Step.objects.filter(pk=what.pk).update(slug="turn")
    Question.objects.filter(step=turn, slug="which").update(slug="which-one")
    Skill.objects.filter(course=draft).update(slug="halves")
    Rule.objects.filter(course=draft).update(slug="all-lost")
    Lesson.objects.filter(course=draft, slug="a-half").update(slug="half-of-it")
    half, more = draft.lessons.all()
    arrange(draft, [(half.pk, [what.pk]), (more.pk, [turn.pk])])
    publish(draft, by=noor)
    after = keys_of(course)
    assert after == {
        ("Skill", "halves"): before["Skill", "half"],
        ("Rule", "all-lost"): before["Rule", "lost"],
        ("Lesson", "half-of-it"): before["Lesson", "a-half"],
        ("Lesson", "more"): before["Lesson", "more"],
        ("Step", "half-of-it", "turn"): before["Step", "a-half", "what"],
        ("Step", "more", "what"): before["Step", "a-half", "turn"],
        ("Question", "more", "what", "half-of-eight"): before["Question", "a-half", "turn", "half-of-eight"],
        ("Question", "more", "what", "which-one"): before["Question", "a-half", "turn", "which"],
    }
    sitting.refresh_from_db()
    assert sitting.lesson.slug == "half-of-it"
    assert not Lesson.all_objects.filter(course=course, archived_at__isnull=False).exists()


def test_publishing_again_and_again_changes_no_row(course, draft, noor):
    before = rows_of(course)
    for _ in range(2):
        publish(draft, by=noor)
    assert rows_of(course) == before


def test_a_new_part_with_an_old_ones_name_takes_none_of_its_work(course, draft, noor):
    old = step_of(course)
    Step.objects.filter(pk=step_of(draft).pk).update(slug="renamed")
    half = draft.lessons.get(slug="a-half")
    Step.objects.create(lesson=half, slug="what", title="Another", body="New.", position=3)
    publish(draft, by=noor)
    assert step_of(course, "renamed").pk == old.pk
    assert step_of(course).pk != old.pk


@pytest.mark.process
def test_a_part_taken_away_is_archived_for_students_on_publishing_and_comes_back_as_the_same_row(
    author, course, noor
):
    turn = step_of(course, "turn")
    author.post(page("step_delete", turn.pk), {"post": "yes"})
    assert step_of(course, "turn").archived_at is None
    publish(course, by=noor)
    assert Step.all_objects.get(pk=turn.pk).archived_at is not None
    version = course.versions.order_by("pk").first()
    restore_version(version, by=noor)
    assert Step.all_objects.get(pk=turn.pk).archived_at is not None
    publish(course, by=noor)
    assert step_of(course, "turn").pk == turn.pk


@pytest.mark.process
def test_a_discarded_draft_is_what_students_see_and_the_history_has_what_it_was(author, course):
    save(author, "step", step_of(course), title="Spoiled", slug="spoiled")
    draft = course.draft
    rows = Step.all_objects.filter(lesson__course=draft).count()
    author.post(page("course_discard", draft.pk))
    assert unpublished_changes(draft) == []
    assert Step.all_objects.filter(lesson__course=draft).count() == rows
    kept = course.versions.get(note="Changed the step “Spoiled”")
    restore_version(kept, by=None)
    assert step_of(draft, "spoiled").title == "Spoiled"


@pytest.mark.process
def test_going_back_and_files_change_the_draft_alone(course, noor):
    before = rows_of(course)
    first = record_version(working_copy(course), by=noor, note="First")
    newer = read_course(course_files(**{"01-a-half/lesson.yaml": LESSON.replace("A half", "From files")}))
    assert import_files(newer, by=noor) == course.draft
    assert course.draft.lessons.get(slug="a-half").title == "From files"
    restore_version(first, by=noor)
    assert course.draft.lessons.get(slug="a-half").title == "A half"
    assert rows_of(course) == before


def test_the_command_leaves_a_published_course_to_students_as_it_is_unless_it_publishes(tmp_path, course):
    for path, data in course_files(
        **{"01-a-half/lesson.yaml": LESSON.replace("A half", "From files")}
    ).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    out = StringIO()
    call_command("import_course", str(tmp_path), "--overwrite", stdout=out)
    assert "students see it as it was" in out.getvalue()
    assert course.lessons.get(slug="a-half").title == "A half"
    call_command("import_course", str(tmp_path), "--publish", stdout=out)
    assert course.lessons.get(slug="a-half").title == "From files"


def test_an_unpublished_course_goes_on_in_its_draft(author, course, amira):
    save(author, "step", step_of(course), title="Newer")
    unpublish(course.draft)
    course.refresh_from_db()
    assert not course.is_published
    assert working_copy(course) == course.draft
    assert list(Course.all_objects.working_copies_of(course.owner)) == [course.draft]
    publish(course, by=course.owner)
    assert step_of(course).title == "Newer"


def test_co_authors_write_at_the_same_draft_and_strangers_at_none(author, course, client, omar, ben):
    course.co_authors.add(omar)
    client.force_login(omar)
    assert save(client, "step", step_of(course), title="By Omar").status_code == 302
    assert client.post(page("course_publish", course.pk), {"publish": "yes"}).status_code == 403
    assert client.get(page("course_changes", course.pk)).status_code == 200
    course.co_authors.remove(omar)
    assert client.get(page("step_change", step_of(course.draft).pk)).status_code == 302
    for name in ("course_changes", "course_discard"):
        assert client.post(page(name, course.draft.pk)).status_code in (404, 405)


@pytest.fixture
def omar(db):
    from tests.people import make_user

    return make_user("omar", role="author", is_staff=True)


def test_a_draft_has_its_courses_address_and_no_other_courses(author, course, draft, noor):
    Course.objects.create(slug="other", title="Other")
    assert "Another course has this address" in errors_of(save(author, "course", course, slug="other"))
    assert save(author, "course", course, slug="halves-2").status_code == 302
    publish(course, by=noor)
    course.refresh_from_db()
    assert course.slug == "halves-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.create(slug="halves-2", title="Twice")
    with pytest.raises(ValidationError, match="address"):
        Course(slug="halves-2", title="Twice").validate_constraints()


def test_the_desk_shows_each_course_once_and_pictures_of_drafts_to_their_authors(
    author, course, draft, client, amira
):
    listed = author.get(page("course_changelist")).content.decode()
    assert listed.count(">Halves<") == 1
    assert [
        each.course
        for each in Lesson.objects.filter(course__in=Course.all_objects.working_copies_of(course.owner))
    ]
    address = draft.image_urls()["images/pie.svg"]
    assert author.get(address).status_code == 200
    client.force_login(amira)
    assert client.get(address).status_code == 404
    assert client.get("/learn/").content.decode().count("What a half is.") <= 1


def test_a_deleted_course_takes_its_draft_along(author, course, draft):
    author.post(page("course_delete", draft.pk), {"post": "yes"})
    assert not Course.all_objects.exists()


def test_a_course_that_students_worked_in_is_not_deleted_through_its_draft(author, course, draft, amira):
    open_sitting(student=amira, lesson=course.lessons.get(slug="a-half"))
    author.post(page("course_delete", draft.pk), {"post": "yes"})
    assert Course.objects.filter(pk=course.pk).exists()


def test_pictures_and_rules_wait_for_publishing_too(author, course, draft, noor):
    rule = course.rules.get()
    save(author, "rule", rule, priority="7")
    Variant.objects.filter(step__lesson__course=draft, kind="visual").update(body="No picture.")
    author.post(page("image_delete", draft.images.get().pk), {"post": "yes"})
    rule.refresh_from_db()
    assert (rule.priority, course.images.count(), draft.images.count()) == (0, 1, 0)
    publish(course, by=noor)
    rule.refresh_from_db()
    assert (rule.priority, course.images.count()) == (7, 0)
    assert Image.objects.count() == 0


def test_answers_stay_with_their_question(course, draft, noor, amira):
    question = Question.objects.get(slug="half-of-eight", step__lesson__course=course)
    sitting = open_sitting(student=amira, lesson=course.lessons.get(slug="a-half"))
    Question.objects.filter(step__lesson__course=draft, slug="half-of-eight").update(
        slug="eight", prompt="And of 8?"
    )
    publish(draft, by=noor)
    question.refresh_from_db()
    assert (question.slug, question.prompt, question.archived_at) == ("eight", "And of 8?", None)
    assert Sitting.objects.get(pk=sitting.pk).lesson == course.lessons.get(slug="a-half")
    assert not Answer.objects.exists()


def test_a_form_that_was_opened_before_its_course_was_published_is_saved_into_the_draft(author, noor):
    course = save_course(read_course(course_files()), owner=noor)
    what, turn, rule = step_of(course), step_of(course, "turn"), course.rules.get()
    parts = {
        "step": (what, {"title": "What", "variants-0-title": "A pie, cut"}),
        "rule": (rule, {"priority": "9"}),
    }
    opened = {
        (model, part): filled_in(author.get(page(f"{model}_change", part.pk)), **changes)
        for model, (part, changes) in parts.items()
    }
    opened["step", turn] = filled_in(
        author.get(page("step_change", turn.pk)), **{"questions-0-prompt": "Half of 8, then?"}
    )
    publish(course, by=noor)
    before = rows_of(course)
    for (model, part), sent in opened.items():
        reply = author.post(page(f"{model}_change", part.pk), sent)
        assert reply.status_code == 302, errors_of(reply)
    assert rows_of(course) == before
    draft = Course.objects.get().draft
    assert (step_of(draft).title, step_of(draft).variants.first().title) == ("What", "A pie, cut")
    assert step_of(draft, "turn").questions.first().prompt == "Half of 8, then?"
    assert step_of(draft, "turn").questions.first().skills.get().course == draft
    assert draft.rules.get().priority == 9
    assert draft.rules.get().conditions.count() == 2


def test_parameters_that_were_fitted_for_students_are_not_undone_by_a_draft(course, draft, noor):
    fitted = Fit(
        params=BktParams(known=0.4, learn=0.3, slip=0.2, guess=0.25),
        students=9,
        answers=90,
        log_likelihood=-9.0,
    )
    _store({"half": course.skills.get()}, {"half": fitted})
    publish(draft, by=noor)
    skill = course.skills.get()
    assert (skill.p_init, skill.p_learn, skill.p_slip, skill.p_guess) == (0.4, 0.3, 0.2, 0.25)


def test_what_changed_is_told_as_if_all_files_were_written(course, draft):
    """Of files alike none is written, and no other goes unseen, wherever lessons and steps went."""
    lesson = draft.lessons.first()
    lesson.steps.create(slug="at-last", title="Last", kind="explanation", body="New.", position=99)
    step_of(draft).variants.update(body="Another way.")
    draft.lessons.create(slug="still-more", title="More", position=9)
    assert unpublished_changes(draft) == compare(files_of(course), files_of(draft)) != []
