"""A step at which chance chooses between two pictures, and students who come to it."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from content.models import Condition, Lesson, Rule, Step, Variant
from tests.people import agree, make_user
from tutor.models import HelpChoice, Sitting, StepVisit, User
from tutor.services.adaptations import consider
from tutor.services.answers import record_self_report
from tutor.services.sittings import open_sitting


def let_chance_choose(lesson: Lesson) -> Step:
    """Give the step with the question a second picture and a rule that brings one to who is lost."""
    step = lesson.steps.get(slug="ask")
    step.chance_chooses = "yes"
    step.save()
    Variant.objects.create(step=step, kind="visual", title="A number line", body="0 to 8.", position=9)
    rule = Rule.objects.create(slug="lost", name="Lost", effects=["visual", "easier"], cooldown_s=0)
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    return step


def be_lost(student: User, step: Step) -> Sitting:
    """Let a student come to a step and say that it makes no sense, and the rules be asked."""
    sitting = open_sitting(student=student, lesson=step.lesson)
    StepVisit.objects.get_or_create(
        sitting=sitting, step=step, defaults={"entered_at": timezone.now() - timedelta(seconds=30)}
    )
    Sitting.objects.filter(pk=sitting.pk).update(step=step)
    sitting.refresh_from_db()
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    consider(sitting_id=sitting.pk)
    return sitting


def agreeing(name: str) -> User:
    """Return a new student who agreed to comparisons."""
    student = make_user(name)
    agree(student, "comparison")
    return student


def choose_for(students: int, step: Step) -> list[HelpChoice]:
    """Let so many new students be lost at a step, and return what chance chose for each."""
    sittings = [be_lost(agreeing(f"student-{number}"), step) for number in range(students)]
    return [HelpChoice.objects.get(sitting=sitting) for sitting in sittings]
