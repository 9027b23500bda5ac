"""Whatever an author does in the admin, the course stays theirs, stays whole and can be read again."""

import pytest
from django.urls import reverse

from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.versions import record_version, restore_version
from content.coursefiles import read_course
from content.exchange.exporting import course_files as files_of_course
from content.exchange.importing import save_course
from content.models import Course, Image, Question, Rule, Skill, Step
from tests.content.admin.formdata import errors_of, filled_in
from tests.content.coursefolder import PIE, course_files

pytestmark = pytest.mark.slow


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def picture(halves):
    return halves.images.get()


def save(author, model, part, **changes):
    address = page(f"{model}_change", part.pk)
    return author.post(address, filled_in(author.get(address), **changes))


def assert_readable(course):
    assert read_course(files_of_course(course), complete=False).slug == course.slug


def delete_selected(client, model, part):
    data = {"action": "delete_selected", "_selected_action": str(part.pk), "post": "yes"}
    return client.post(page(f"{model}_changelist"), data)


def delete(client, model, part):
    return client.post(page(f"{model}_delete", part.pk), {"post": "yes"})


def test_a_site_rule_is_not_deleted_from_the_list(author, site_rule):
    assert delete_selected(author, "rule", site_rule).status_code == 403
    assert Rule.objects.filter(pk=site_rule.pk).exists()


def test_a_co_author_does_not_delete_the_course(client, omar, halves):
    halves.co_authors.add(omar)
    client.force_login(omar)
    assert delete(client, "course", halves).status_code == 403
    # The list of cards offers no such action, and does none.
    delete_selected(client, "course", halves)
    assert Course.objects.filter(pk=halves.pk).exists()


def test_an_owner_deletes_their_own(author, halves, turn):
    assert delete_selected(author, "step", turn).status_code == 302
    assert not Step.objects.filter(pk=turn.pk).exists()
    assert delete(author, "course", halves).status_code == 302
    assert not Course.objects.filter(pk=halves.pk).exists()


@pytest.mark.process
def test_going_back_stays_with_the_course_though_its_address_has_changed(halves, omar, noor):
    version = record_version(halves, by=noor, note="First")
    Course.objects.filter(pk=halves.pk).update(slug="halves-2", title="Halves again")
    others = save_course(read_course(course_files()), owner=omar)
    halves.refresh_from_db()
    version.refresh_from_db()
    assert restore_version(version, by=noor) == halves
    halves.refresh_from_db()
    assert (halves.slug, halves.title) == ("halves-2", "Halves")
    others.refresh_from_db()
    assert others.owner == omar
    assert Course.objects.count() == 2


@pytest.mark.process
@pytest.mark.parametrize("name", ["images/pie.svg", "my pie.svg", "pie.png"])
def test_a_picture_gets_no_name_that_cannot_be_served(author, picture, name):
    assert "This picture cannot be used" in errors_of(save(author, "image", picture, name=name))
    picture.course.image_urls()


@pytest.mark.process
def test_a_picture_that_a_text_shows_keeps_its_name_and_its_place(author, picture):
    told = errors_of(save(author, "image", picture, name="cake.svg"))
    assert "“What a half is” shows it as images/pie.svg" in told
    author.post(page("image_delete", picture.pk), {"post": "yes"})
    delete_selected(author, "image", picture)
    assert Image.objects.filter(pk=picture.pk, name="pie.svg").exists()


@pytest.mark.process
def test_a_picture_that_no_text_shows_is_renamed_and_deleted(author, halves):
    spare = Image.objects.create(
        course=halves, name="spare.svg", alt="Spare", content_type="image/svg+xml", data=PIE.encode()
    )
    assert save(author, "image", spare, name="other.svg").status_code == 302
    author.post(page("image_delete", spare.pk), {"post": "yes"})
    assert not Image.objects.filter(pk=spare.pk).exists()


def test_the_checklist_knows_the_pictures_of_choices_and_those_that_are_missing(halves, turn):
    which = turn.questions.get(slug="which")
    which.spec["choices"][1]["text"] = "![A cake](images/cake.svg)"
    which.hints = ["![A pie](images/pie.svg)"]
    which.save()
    Step.objects.get(slug="what").variants.get(kind="visual").archive()
    told = [gap.text for gap in gaps_in(halves, lessons_of(halves))]
    assert "“Your turn” shows images/cake.svg, and there is no such picture." in told
    assert not [text for text in told if "No text shows" in text]


def test_a_formula_that_cannot_be_shown_is_missing_in_the_checklist(halves, turn):
    which = turn.questions.get(slug="which")
    which.spec["choices"][1]["text"] = r"$\frac12$, or $\foo{x}$"
    which.save()
    told = [gap.text for gap in gaps_in(halves, lessons_of(halves)) if "formula" in gap.text]
    assert told == [
        "“Your turn” has a formula that cannot be shown: formulas have no command \\foo: "
        r"the guide to writing courses lists what formulas may use (in $\foo{x}$)."
    ]


def test_a_name_taken_by_an_archived_step_is_used_again_without_its_old_parts(author, halves, turn):
    lesson = halves.lessons.get()
    turn.archive()
    empty = filled_in(author.get(page("step_add")), lesson=str(lesson.pk), title="Your turn", slug="turn")
    assert author.post(page("step_add"), {**empty, "kind": "explanation", "body": "New."}).status_code == 302
    again = lesson.steps.get(slug="turn")
    assert (again.pk, again.body, list(again.questions.all())) == (turn.pk, "New.", [])
    assert_readable(halves)


def test_a_name_taken_by_an_archived_lesson_is_used_again(author, halves):
    lesson = halves.lessons.get()
    lesson.archive()
    empty = filled_in(author.get(page("lesson_add")), course=str(halves.pk), title="A half", slug="a-half")
    assert author.post(page("lesson_add"), empty).status_code == 302
    assert halves.lessons.get().pk == lesson.pk
    assert list(halves.lessons.get().steps.all()) == []


def test_nothing_is_renamed_to_what_an_archived_part_is_called(author, step, turn):
    turn.archive()
    assert "was taken away has this name" in errors_of(save(author, "step", step, slug="turn"))
    turn.archived_at = None
    turn.save()
    turn.questions.get(slug="which").archive()
    told = errors_of(save(author, "step", turn, **{"questions-0-slug": "which"}))
    assert "was taken away has this name" in told


@pytest.mark.parametrize("slug", ["Q1", "q_1"])
def test_names_are_those_that_course_files_take(author, turn, slug):
    assert "Only lower-case letters" in errors_of(save(author, "step", turn, slug=slug))
    assert "Only lower-case letters" in errors_of(save(author, "step", turn, **{"questions-0-slug": slug}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": "Fine.\n::: visual\n"}, "Line 2: a line must not begin with"),
        ({"questions-0-hints-hints-0-text": "Try $\\frac{1$"}, "Hint 1, Text: Braces do not match"),
        ({"questions-0-hints-hints-0-text": "![A cake](images/cake.svg)"}, "There is no picture"),
        ({"questions-0-answers-feedback_wrong": "See\n$\\frac{1$"}, "Line 2: braces"),
        ({"body": "Fine\0"}, ""),
    ],
)
def test_a_text_that_no_course_file_could_hold_is_refused(author, turn, changes, reason):
    assert reason in errors_of(save(author, "step", turn, **changes))
    assert_readable(turn.lesson.course)


def test_hints_of_several_lines_stay_as_they_are(author, turn):
    question = turn.questions.get(slug="half-of-eight")
    question.hints = ["Share it:\n\n- one for you\n- one for me", "It is four."]
    question.save()
    assert save(author, "step", turn, title="Now you").status_code == 302
    question.refresh_from_db()
    assert question.hints == ["Share it:\n\n- one for you\n- one for me", "It is four."]


def test_a_step_has_the_skills_of_its_own_course_alone(author, noor, halves, thirds, turn):
    thirds.co_authors.add(noor)
    foreign = Skill.objects.get(course=thirds)
    form = author.get(page("step_change", turn.pk)).context["adminform"].form
    assert {skill.course for skill in form.fields["skills"].queryset} == {halves}
    assert {lesson.course for lesson in form.fields["lesson"].queryset} == {halves}
    empty = filled_in(author.get(page("step_add")), lesson=str(turn.lesson_id), title="New", slug="new")
    refused = author.post(page("step_add"), {**empty, "kind": "explanation", "skills": [str(foreign.pk)]})
    assert "skills of the lesson's course" in errors_of(refused)
    labels = str(author.get(page("step_add")).context["adminform"].form["skills"])
    assert "Thirds: Knows a half" in labels


@pytest.mark.process
def test_lessons_and_pictures_stay_in_their_course(client, omar, halves, thirds, picture):
    halves.co_authors.add(omar)
    client.force_login(omar)
    thirds.images.all().delete()  # of the same name, and in the way
    thirds.lessons.update(slug="a-third")
    Step.objects.get(slug="what", lesson__course=halves).variants.all().delete()  # it shows the picture
    lesson = halves.lessons.get()
    for model, part in (("lesson", lesson), ("image", picture)):
        save(client, model, part, course=str(thirds.pk))
        part.refresh_from_db()
        assert part.course == halves


def test_a_new_step_stands_last_though_one_before_it_is_gone(author, halves, step):
    lesson = halves.lessons.get()
    step.archive()
    empty = filled_in(author.get(page("step_add")), lesson=str(lesson.pk), title="One more", slug="one-more")
    author.post(page("step_add"), {**empty, "kind": "explanation"})
    assert [(each.slug, each.position) for each in lesson.steps.all()] == [("turn", 2), ("one-more", 3)]


def test_a_rule_keeps_what_its_form_cannot_show(author, halves):
    rule = halves.rules.get()
    rule.effects = ["visual", "easier", "worked_example", "hint", "challenge", "break", "ask_teacher"]
    rule.limit_lessons = ["a-lesson-that-went"]
    rule.save()
    assert save(author, "rule", rule, priority="7").status_code == 302
    stored = Rule.objects.get(pk=rule.pk)
    assert (stored.priority, stored.effects, stored.limit_lessons) == (7, rule.effects, rule.limit_lessons)


def test_the_preview_shows_the_picture_of_a_choice(author, turn):
    which = turn.questions.get(slug="which")
    which.spec["choices"][1]["text"] = "![A pie](images/pie.svg)"
    which.save()
    shown = author.get(reverse("admin:content_preview_step", args=[turn.pk])).content.decode()
    assert 'alt="A pie">' in shown


def test_a_course_is_copied_though_a_step_has_a_skill_of_another(author, halves, thirds, turn):
    turn.skills.add(Skill.objects.create(course=thirds, slug="third", title="Knows a third"))
    assert author.post(page("course_copy", halves.pk)).status_code == 302
    copy = Course.objects.get(title="Halves (copy)")
    assert Question.objects.filter(step__lesson__course=copy).count() == 2
