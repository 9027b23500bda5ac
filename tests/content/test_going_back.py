"""Going back to an earlier version keeps students' work, wherever its parts stand by now."""

from uuid import uuid4

import pytest

from content.authoring.arranging import arrange
from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.authoring.versions import restore_version
from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.models import Course, Lesson, Question, Rule, Skill, Step
from tests.content.coursefolder import course_files
from tests.content.rows import rows_of
from tutor.models import Answer, Mastery
from tutor.services.answers import record_answer
from tutor.services.sittings import open_sitting

pytestmark = [pytest.mark.django_db, pytest.mark.process]


@pytest.fixture
def course(noor) -> Course:
    course = save_course(read_course(course_files()), owner=noor, publish=True)
    Lesson.objects.create(course=course, slug="more", title="More", position=2)
    publish(course, by=noor)
    return course


@pytest.fixture
def answer(course, amira) -> Answer:
    """Amira's answer to a question of the step “turn”."""
    question = Question.objects.get(step__lesson__course=course, slug="half-of-eight")
    sitting = open_sitting(student=amira, lesson=question.step.lesson)
    record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["4"]})
    return Answer.objects.get()


def of_draft(course, model, **named):
    inside = {
        Step: {"lesson__course": working_copy(course), "lesson__archived_at": None},
        Question: {"step__lesson__course": working_copy(course)},
    }
    return model.objects.filter(**inside.get(model, {"course": working_copy(course)}), **named)


def move_turn(course):
    """Move the step “turn” to the second lesson."""
    draft = working_copy(course)
    half, more = draft.lessons.all()
    turn = half.steps.get(slug="turn")
    arrange(draft, [(half.pk, [half.steps.first().pk]), (more.pk, [*_keys(more), turn.pk])])


def _keys(lesson):
    return lesson.steps.values_list("pk", flat=True)


def go_back(course, by):
    """Publish what the draft is, and then what the course was at first."""
    first = course.versions.order_by("pk").first()
    publish(course, by=by)
    restore_version(first, by=by)
    publish(course, by=by)


def place_of(question) -> tuple[str, str, str]:
    """Return where a question that is still asked stands."""
    found = Question.objects.filter(pk=question.pk, step__archived_at=None, step__lesson__archived_at=None)
    return found.values_list("step__lesson__slug", "step__slug", "slug").get()


AS_IT_WAS = ("a-half", "turn", "half-of-eight")


def test_an_answer_stays_with_a_step_that_was_moved_and_comes_back(course, answer, noor):
    before = rows_of(course)
    move_turn(course)
    go_back(course, noor)
    assert place_of(answer.question) == AS_IT_WAS
    assert rows_of(course) == before


def test_it_stays_with_one_whose_name_was_taken_where_it_moved_to(course, answer, noor):
    more = of_draft(course, Lesson).get(slug="more")
    Step.objects.create(lesson=more, slug="turn", title="Another", body="Other.")
    move_turn(course)
    go_back(course, noor)
    assert place_of(answer.question) == AS_IT_WAS


@pytest.mark.parametrize(
    ("model", "slug"), [(Lesson, "a-half"), (Step, "turn"), (Question, "half-of-eight"), (Skill, "half")]
)
def test_an_answer_and_what_is_known_stay_with_a_part_that_was_renamed(
    course, answer, amira, noor, model, slug
):
    known, _ = Mastery.objects.get_or_create(
        student=amira, skill=course.skills.get(), defaults={"p_known": 0.5}
    )
    before = rows_of(course)
    of_draft(course, model, slug=slug).update(slug="renamed")
    go_back(course, noor)
    assert place_of(answer.question) == AS_IT_WAS
    assert list(course.skills.all()) == [known.skill]
    assert rows_of(course) == before


def test_a_rule_that_was_renamed_stays_the_same(course, noor):
    rule = course.rules.get()
    of_draft(course, Rule).update(slug="renamed")
    go_back(course, noor)
    assert course.rules.get() == rule


def test_a_renamed_lesson_is_known_by_its_steps_where_its_title_changed_too(course, answer, noor):
    of_draft(course, Lesson, slug="a-half").update(slug="half", title="Half of it")
    go_back(course, noor)
    assert place_of(answer.question) == AS_IT_WAS
    assert Lesson.objects.get(pk=answer.sitting.lesson_id).slug == "a-half"


def test_of_two_steps_of_one_name_neither_is_taken_for_the_one_that_is_gone(course, noor):
    """Nobody knows which of them it was."""
    move_turn(course)
    of_draft(course, Step, slug="turn").update(title="Else")
    third = Lesson.objects.create(course=working_copy(course), slug="third", title="Third", position=3)
    Step.objects.create(lesson=third, slug="turn", title="Other", body="Other.")
    moved = set(of_draft(course, Step, slug="turn").values_list("pk", flat=True))
    publish(course, by=noor)
    restore_version(course.versions.order_by("pk").first(), by=noor)
    assert len(moved) == 2
    assert of_draft(course, Step).get(slug="turn").pk not in moved


def test_a_step_that_another_took_the_place_of_stays_where_its_name_leads(course, noor):
    move_turn(course)
    half = of_draft(course, Lesson).get(slug="a-half")
    newer = Step.objects.create(lesson=half, slug="turn", title="Newer", body="New.", position=9)
    publish(course, by=noor)
    restore_version(course.versions.order_by("pk").first(), by=noor)
    assert of_draft(course, Step).get(slug="turn").pk == newer.pk
