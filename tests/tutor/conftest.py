"""What tests of classes share, and a watch over the order of locks in all of them."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Question, Rule, Skill
from tests.lock_order import watched
from tests.people import make_user
from tests.tutor.bracketed import brackets  # noqa: F401 (a fixture)
from tests.tutor.estimates import keep_readings
from tests.tutor.permission_matrix import PEOPLE
from tests.tutor.permission_world import build_world, sign_in
from tutor.domain.learning.review import reviewed_card
from tutor.domain.learning.spacing import Try
from tutor.models import (
    Adaptation,
    Answer,
    Classroom,
    Enrolment,
    GroupPrompt,
    Mastery,
    Sitting,
    Suggestion,
    User,
)
from tutor.services.answers import record_answer
from tutor.services.sittings import finish_step, open_sitting
from tutor.services.teaching import group_prompts
from tutor.services.teaching.classes import consider_class
from tutor.services.teaching.sessions import start_session


@pytest.fixture(autouse=True)
def locks_in_order():
    """Fail whatever test lets a service lock rows against the order."""
    with watched() as watch:
        yield watch
    # SQLite has one lock.
    assert connection.vendor != "postgresql" or watch.inversions == []


@pytest.fixture
def fill_class(classroom, lesson):
    """Seat students, so many of them lost for the last 80 seconds."""

    def fill(*, lost: int, fine: int, now=None, first: int = 0):
        now = now or timezone.now()
        sittings = []
        for number in range(lost + fine):
            student = make_user(f"s{first + number}", first_name=f"Student{first + number}")
            seat = Enrolment.objects.create(classroom=classroom, student=student)
            Enrolment.objects.filter(pk=seat.pk).update(joined_at=now - timedelta(days=1))
            sitting = open_sitting(student=student, lesson=lesson)
            sitting.started_at = now - timedelta(seconds=100)
            sitting.save()
            level = 0.9 if number < lost else 0.1
            keep_readings(
                sitting, confused=level, at=(now - timedelta(seconds=back) for back in range(0, 80, 2))
            )
            sittings.append(sitting)
        return sittings

    return fill


@pytest.fixture
def class_rule(db):
    rule = Rule.objects.create(
        slug="majority",
        name="Most are lost",
        scope="class",
        effects=["group_prompt"],
        hold_s=60,
        cooldown_s=300,
    )
    Condition.objects.create(rule=rule, signal="class.known", enter=5, leave=5)
    Condition.objects.create(rule=rule, signal="class.confused_share", enter=0.5, leave=0.4)
    return rule


@pytest.fixture
def suggestion(classroom, lesson, fill_class, class_rule):
    now = timezone.now()
    fill_class(lost=4, fine=2, now=now)
    assert consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now) == []
    return Suggestion.objects.get()


@pytest.fixture
def seat(classroom, lesson):
    """Seat more students, who are at the lesson now."""

    def seat_some(*names: str) -> list[Sitting]:
        sittings = []
        for name in names:
            student = make_user(name, first_name=name.title())
            Enrolment.objects.create(classroom=classroom, student=student)
            sittings.append(open_sitting(student=student, lesson=lesson))
        return sittings

    return seat_some


@pytest.fixture
def session(classroom, lesson, sitting):
    return start_session(classroom=classroom, lesson=lesson, pacing="self")


@pytest.fixture
def talk(session, tariq):
    """Begin a prompt; the groups are lists of sittings."""

    def begin(*groups, minutes=5, **more) -> GroupPrompt:
        keys = [[sitting.pk for sitting in group] for group in groups]
        return group_prompts.start_prompt(
            session=session, teacher=tariq, words="Why?", step=None, minutes=minutes, groups=keys, **more
        )

    return begin


@pytest.fixture
def question(lesson):
    return Question.objects.get(step__lesson=lesson)


@pytest.fixture
def skill(lesson, question):
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving")
    question.skills.add(skill)
    return skill


@pytest.fixture
def know(amira, skill):
    def know_it(p_known, skill=skill, student=amira):
        return Mastery.objects.create(student=student, skill=skill, p_known=p_known)

    return know_it


@pytest.fixture
def tried(sitting, question):
    def try_it(*, days_ago, is_correct=False, question=question, sitting=sitting):
        at = timezone.now() - timedelta(days=days_ago)
        for mastery in sitting.student.masteries.filter(skill__in=question.skills.all()):
            rating = Try(at, is_correct).rating
            mastery.card = reviewed_card(mastery.card, rating, on=timezone.localdate(at))
            mastery.save()
        return Answer.objects.create(
            sitting=sitting,
            question=question,
            submission_id=uuid4(),
            response={"number": ["2"]},
            is_correct=is_correct,
            created_at=at,
        )

    return try_it


@pytest.fixture
def page(client, amira):
    client.force_login(amira)
    return lambda name, *args: client.get(reverse(f"tutor:{name}", args=args)).content.decode()


@pytest.fixture
def world(amira: User, ben: User, noor: User, classroom: Classroom, sitting: Sitting) -> SimpleNamespace:
    return build_world(amira=amira, ben=ben, noor=noor, classroom=classroom, sitting=sitting)


@pytest.fixture
def sessions(world: SimpleNamespace) -> list[str]:
    """One session for each of `PEOPLE`."""
    return [sign_in(world.people[name]) for name in PEOPLE]


@pytest.fixture
def amiras(client, amira, sitting):
    """Return the browser of Amira, who has a sitting."""
    client.force_login(amira)
    return client


@pytest.fixture
def reports_of(hold_session):
    """Hold a lesson twice; return what gives the rest of a report's address and its query."""
    one = hold_session(students=6, lost=4)
    Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    two = hold_session(students=5, lost=2, first=10)
    args = {"session_report": [one.pk], "lesson_report": [one.lesson_id]}
    asked = {"first": "2000-01-01", "last": "2100-01-01", "session": [one.pk, two.pk]}
    return lambda name: (args.get(name, []), asked)


@pytest.fixture
def helped(lesson):
    """Let six students have a picture at a step, answer its question and finish it; return the lesson."""
    ask = lesson.steps.get(slug="ask")
    for number in range(6):
        sitting = open_sitting(student=make_user(f"s{number}"), lesson=lesson)
        Adaptation.objects.create(
            sitting=sitting, step=ask, kind="visual", rule_key="1", state="shown", next_answer_right=True
        )
        response = {"number": ["7"]}
        record_answer(sitting=sitting, question=ask.questions.get(), submission_id=uuid4(), response=response)
        finish_step(sitting=sitting, step=ask)
    return lesson
