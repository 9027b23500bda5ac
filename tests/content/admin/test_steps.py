"""Writing steps, variants, questions and pictures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.coursefiles.documents import USUAL
from content.models import Course, Image, Question, Skill, Step, Variant
from tests.content.admin.formdata import errors_of, filled_in
from tests.content.coursefolder import PIE

pytestmark = pytest.mark.slow


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def save(author, step, **changes):
    address = page("step_change", step.pk)
    return author.post(address, filled_in(author.get(address), **changes))


def test_saving_a_step_unchanged_changes_nothing(author, turn):
    before = list(Question.objects.order_by("pk").values("slug", "spec", "hints", "prompt"))
    assert save(author, turn).status_code == 302
    assert list(Question.objects.order_by("pk").values("slug", "spec", "hints", "prompt")) == before


def test_an_author_changes_the_text(author, step):
    assert save(author, step, body="A half is $\\frac{2}{4}$.").status_code == 302
    step.refresh_from_db()
    assert step.body == "A half is $\\frac{2}{4}$."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Fine\n\nbut $\\frac{1$", "Line 3: braces do not match"),
        ("![](images/pie.svg)", "has no alternative text"),
        ("![A cake](images/cake.svg)", "there is no picture images/cake.svg"),
        ("a" * 30_001, "at most 30,000 characters"),
    ],
)
def test_a_bad_text_is_refused_with_its_line(author, step, text, reason):
    assert reason in errors_of(save(author, step, body=text))
    assert reason in errors_of(save(author, step, **{"variants-0-body": text}))


def test_a_new_variant_stands_beside_its_step(author, step):
    new = {
        "variants-TOTAL_FORMS": "3",
        "variants-2-kind": "easier",
        "variants-2-title": "With cake",
        "variants-2-body": "Cut it in two.",
        "variants-2-position": "3",
        "variants-2-step": str(step.pk),
    }
    assert save(author, step, **new).status_code == 302
    assert step.variants.get(kind="easier").title == "With cake"


def test_a_new_step_is_written_with_variants_and_questions_at_once(author, halves):
    address = f"{page('step_add')}?lesson={halves.lessons.get().pk}"
    new = {
        "title": "Thirds",
        "slug": "thirds",
        "body": "$\\frac{1}{3}$",
        "variants-TOTAL_FORMS": "1",
        "variants-0-kind": "visual",
        "variants-0-title": "Pie",
        "variants-0-body": "![A pie](images/pie.svg)",
        "variants-0-position": "1",
        "questions-TOTAL_FORMS": "1",
        "questions-0-kind": "number",
        "questions-0-slug": "three",
        "questions-0-prompt": "Three?",
        "questions-0-answers-kind": "number",
        "questions-0-answers-answer": "3",
        "questions-0-position": "1",
    }
    data = filled_in(author.get(address), **new)
    assert author.post(address, {**data, "variants-0-body": "![](images/no.svg)"}).status_code == 200
    assert author.post(address, data).status_code == 302
    step = Step.objects.get(slug="thirds")
    assert (step.position, step.variants.count(), step.questions.get().spec) == (3, 1, {"answer": "3"})


def test_a_variant_taken_away_is_archived_and_revived_by_its_kind(author, step):
    first = step.variants.get(kind="visual")
    assert save(author, step, **{"variants-0-DELETE": "on"}).status_code == 302
    assert not step.variants.filter(kind="visual").exists()
    again = {
        "variants-TOTAL_FORMS": "2",
        "variants-1-kind": "visual",
        "variants-1-title": "Again",
        "variants-1-body": "Look.",
        "variants-1-position": "3",
        "variants-1-step": str(step.pk),
    }
    assert save(author, step, **again).status_code == 302
    assert step.variants.get(kind="visual").pk == first.pk
    assert Variant.all_objects.filter(step=step).count() == 2


def test_a_bad_answer_is_refused_beside_its_field(author, turn):
    wrong = {"questions-0-answers-wrong-0-value": "4", "questions-0-answers-wrong-0-feedback": "$\\frac{1$"}
    reply = save(author, turn, **wrong)
    assert "Wrong answer 1, Value: This value is right, not wrong." in errors_of(reply)
    page = reply.content.decode()
    assert 'id="id_questions-0-answers-wrong-0-value-error">This value is right, not wrong.</p>' in page
    assert "$\\frac{1$" in page
    sound = {**wrong, "questions-0-answers-wrong-0-value": "2"}
    assert "Wrong answer 1, Feedback: Braces do not match" in errors_of(save(author, turn, **sound))
    emptied = {"questions-0-answers-answer": "", "questions-0-answers-wrong-0-value": "two"}
    told = errors_of(save(author, turn, **emptied))
    assert "Right answer: Fill this in." in told
    assert "Wrong answer 1, Value: Write a number" in told


def test_a_question_is_changed_in_place(author, turn):
    question = turn.questions.get(slug="half-of-eight")
    changed = {"questions-0-answers-answer": "5", "questions-0-answers-wrong": []}
    changed |= {
        "questions-0-hints-hints": ["n0", "0", "n1"],
        "questions-0-hints-hints-n0-text": "First\r\n\r\n- so",
    }
    assert save(author, turn, **changed).status_code == 302
    question.refresh_from_db()
    hints = ["First\n\n- so", "Share it between two."]
    assert (question.spec, question.hints) == ({"answer": "5"}, hints)


def test_an_author_makes_a_course_and_owns_it(author, noor):
    data = {
        "title": "Quarters",
        "slug": "quarters",
        "summary": "",
        "lessons-TOTAL_FORMS": "0",
        "lessons-INITIAL_FORMS": "0",
        "skills-TOTAL_FORMS": "0",
        "skills-INITIAL_FORMS": "0",
        "misconceptions-TOTAL_FORMS": "0",
        "misconceptions-INITIAL_FORMS": "0",
    }
    assert author.post(page("course_add"), data).status_code == 302
    assert Course.objects.get(slug="quarters").owner == noor


@pytest.mark.process
def test_a_picture_needs_alternative_text_and_is_cleaned(author, halves):
    file = SimpleUploadedFile("cake.svg", PIE.replace("<circle", "<script>x</script><circle").encode())
    data = {"course": halves.pk, "name": "cake.svg", "alt": "", "file": file}
    assert "alt" in author.post(page("image_add"), data).context["adminform"].form.errors
    file.seek(0)
    assert author.post(page("image_add"), {**data, "alt": "A cake"}).status_code == 302
    assert b"script" not in bytes(Image.objects.get(name="cake.svg").data)


@pytest.mark.process
def test_what_is_no_picture_is_refused(author, halves):
    data = {"course": halves.pk, "name": "x.svg", "alt": "x", "file": SimpleUploadedFile("x.svg", b"MZ")}
    assert "cannot be used" in str(author.post(page("image_add"), data).context["adminform"].form.errors)


def test_names_fill_themselves_from_titles(author, halves, step):
    address = page("step_add")
    empty = filled_in(
        author.get(address), lesson=str(step.lesson_id), title="What a half is", kind="explanation"
    )
    assert author.post(address, {**empty, "slug": ""}).status_code == 302
    assert author.post(address, {**empty, "slug": ""}).status_code == 302
    made = Step.objects.filter(title="What a half is").exclude(pk=step.pk)
    assert [each.slug for each in made] == ["what-a-half-is", "what-a-half-is-2"]
    question = {
        "questions-TOTAL_FORMS": "1",
        "questions-0-kind": "number",
        "questions-0-prompt": "Half of 2?",
    }
    question |= {"questions-0-answers-kind": "number", "questions-0-answers-answer": "1"}
    question |= {"questions-0-slug": "", "questions-0-position": "0"}
    assert save(author, step, **question).status_code == 302
    assert step.questions.get().slug == "half-of-2"
    usual = {"title": "Knows a third", "p_init": "0.3", "p_learn": "0.15", "p_slip": "0.1", "p_guess": "0.2"}
    skills = {f"skills-{row}-{name}": value for row in (1, 2) for name, value in usual.items()}
    address = page("course_change", halves.pk)
    sent = filled_in(author.get(address), **skills, **{"skills-TOTAL_FORMS": "3"})
    assert author.post(address, sent).status_code == 302
    assert {"knows-a-third", "knows-a-third-2"} < set(halves.skills.values_list("slug", flat=True))


def test_slips_and_guesses_that_leave_an_answer_nothing_to_say_are_refused(author, halves):
    row = {"title": "Knows a third", "p_init": "0.3", "p_learn": "0.15", "p_slip": "0.6", "p_guess": "0.4"}
    address = page("course_change", halves.pk)
    skills = {f"skills-1-{name}": value for name, value in row.items()}
    sent = filled_in(author.get(address), **skills, **{"skills-TOTAL_FORMS": "2"})
    reply = author.post(address, sent)
    assert "would speak against knowing" in reply.content.decode()
    assert author.post(address, {**sent, "skills-1-p_guess": "0.39"}).status_code == 302


@pytest.mark.parametrize("unsound", ["0", "1", "1.5", "-0.1"])
def test_what_is_no_probability_is_refused_at_its_field(author, halves, unsound):
    row = {"title": "Knows a third", "p_init": unsound, "p_learn": "0.15", "p_slip": "0.1", "p_guess": "0.2"}
    address = page("course_change", halves.pk)
    skills = {f"skills-1-{name}": value for name, value in row.items()}
    reply = author.post(address, filled_in(author.get(address), **skills, **{"skills-TOTAL_FORMS": "2"}))
    shown = reply.content.decode()
    assert "must lie between 0 and 1." in shown
    assert "Constraint" not in shown


def test_what_files_leave_out_is_what_a_skill_starts_with():
    assert {name: Skill._meta.get_field(name).default for name in USUAL} == USUAL


def test_a_new_row_stands_last(author, step):
    new = {
        "variants-TOTAL_FORMS": "3",
        "variants-2-kind": "easier",
        "variants-2-title": "E",
        "variants-2-body": "E",
    }
    assert save(author, step, **new, **{"variants-2-position": "0"}).status_code == 302
    assert [variant.kind for variant in step.variants.all()] == ["visual", "break", "easier"]


def test_a_step_gets_a_second_picture_and_lets_chance_choose(author, step):
    new = {
        "chance_chooses": "yes",
        "variants-TOTAL_FORMS": "3",
        "variants-2-kind": "visual",
        "variants-2-title": "On a line",
        "variants-2-body": "From 0 to 1.",
        "variants-2-position": "3",
        "variants-2-step": str(step.pk),
    }
    assert save(author, step, **new).status_code == 302
    step.refresh_from_db()
    assert step.lets_chance_choose
    assert [one.slug for one in step.variants.filter(kind="visual")] == ["visual", "visual-2"]
    assert "Visual aid (2), Short break" in author.get(page("step_changelist")).content.decode()
    assert "As the course says" in author.get(page("step_change", step.pk)).content.decode()
