"""manage.py fit_mastery: from answers to the parameters of the skills."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.models import Question, Skill, Step
from tests.tutor.domain.simulated import simulate
from tutor.domain.learning.mastery import BktParams
from tutor.models import Answer, HintUse, Sitting, User
from tutor.queries.mastery_data import sequences_of

MADE_WITH = BktParams(known=0.5, learn=0.25, slip=0.08, guess=0.15)


@pytest.fixture
def skill(lesson):
    return Skill.objects.create(course=lesson.course, slug="halving", title="Halving")


def fit(**options):
    out = StringIO()
    call_command("fit_mastery", restarts=1, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def answers_csv(tmp_path):
    rows = [
        f"s{student},halving,{int(is_right)}"
        for student, answers in enumerate(simulate(MADE_WITH, students=300, length=8, seed=5))
        for is_right in answers
    ]
    path = tmp_path / "answers.csv"
    path.write_text("student,skill,correct\n" + "\n".join(rows))
    return path


def test_what_a_file_says_is_stored_when_asked_to(answers_csv, skill, lesson):
    fit(csv=answers_csv, course=lesson.course.slug, write=True)
    skill.refresh_from_db()
    assert (skill.p_init, skill.p_learn) == pytest.approx((0.5, 0.25), abs=0.08)
    assert (skill.p_slip, skill.p_guess) == pytest.approx((0.08, 0.15), abs=0.06)


def test_without_write_nothing_is_stored(answers_csv, skill, lesson):
    told = fit(csv=answers_csv, course=lesson.course.slug)
    assert "300 students, 2400 answers" in told
    skill.refresh_from_db()
    assert skill.p_init == 0.3


def test_a_file_alone_is_fitted_and_told(answers_csv, db):
    assert "halving: known 0.300 → 0.5" in fit(csv=answers_csv)


def test_too_few_answers_leave_the_defaults_and_say_so(skill, lesson):
    assert "left as it is, too few data" in fit(course=lesson.course.slug, write=True)
    skill.refresh_from_db()
    assert skill.p_learn == 0.15


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("student,skill\n", "line 1: there is no column called 'correct'"),
        ("student,skill,correct\na,b,1\na,b,maybe\n", "line 3: correct is 1 or 0, not 'maybe'"),
    ],
)
def test_a_wrong_file_names_its_line(tmp_path, db, text, reason):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=reason):
        fit(csv=path)


def test_an_unknown_course_is_refused(db):
    with pytest.raises(CommandError, match="no course"):
        fit(course="none")


def test_storing_from_a_file_needs_to_know_whose_skills(answers_csv, db):
    with pytest.raises(CommandError, match="--course"):
        fit(csv=answers_csv, write=True)


@pytest.fixture
def answered(lesson, skill):
    """Return a maker of answers by one student to one question of one skill, minutes apart."""
    question = Question.objects.get(step__lesson=lesson)
    question.skills.add(skill)

    def answer(username, *answers, hint_at=None):
        student = User.objects.create_user(username)
        sitting = Sitting.objects.create(student=student, lesson=lesson)
        start = timezone.now() - timedelta(days=30)
        for minutes, is_correct in answers:
            Answer.objects.create(
                sitting=sitting,
                question=question,
                submission_id=uuid4(),
                response={},
                is_correct=is_correct,
                created_at=start + timedelta(minutes=minutes),
            )
        if hint_at is not None:
            HintUse.objects.create(
                sitting=sitting, question=question, number=1, created_at=start + timedelta(minutes=hint_at)
            )

    return answer


def test_the_database_gives_first_tries_and_tries_after_a_rest(answered, lesson):
    answered("a", (0, False), (1, True), (60 * 24, True))
    assert sequences_of(lesson.course) == {"halving": [[False, True]]}


def test_a_first_try_after_a_hint_counts_as_wrong(answered, lesson):
    answered("a", (5, True), hint_at=3)
    assert sequences_of(lesson.course) == {"halving": [[False]]}


def test_questions_of_several_skills_are_left_out(answered, lesson, skill):
    other = Skill.objects.create(course=lesson.course, slug="other", title="Other")
    answered("a", (0, True))
    Question.objects.get(step__lesson=lesson).skills.add(other)
    assert sequences_of(lesson.course) == {}


def test_a_question_without_skills_speaks_for_its_step(answered, lesson, skill):
    answered("a", (0, True))
    Question.objects.get(step__lesson=lesson).skills.clear()
    Step.objects.get(slug="ask").skills.add(skill)
    assert sequences_of(lesson.course) == {"halving": [[True]]}


def test_reading_the_answers_takes_four_queries(answered, lesson, django_assert_num_queries):
    for name in "abc":
        answered(name, (0, True), (1, False))
    with django_assert_num_queries(4):
        sequences_of(lesson.course)
