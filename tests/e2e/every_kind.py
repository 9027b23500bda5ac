"""A lesson that asks a question of every kind, with hints, and right answers to all of them."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from fsrs import Rating

from content.models import Course, Image, Lesson, Question, Skill, Step, Variant
from tests.content.coursefolder import PIE
from tests.content.specs import SPECS
from tutor.domain.learning.review import reviewed_card
from tutor.models import Answer, Mastery, User
from tutor.services.sittings import open_sitting

PROMPTS = {
    "single": "Which is a quarter?",
    "multiple": "Which are quarters?",
    "number": "How long is three quarters of a centimetre?",
    "text": "What is one of four equal parts called?",
    "expression": "Twice as much as $x + 1$",
    "ordering": "From large to small",
    "matching": "What belongs to what?",
    "hotspots": "Where is the upper left part?",
    "cloze": "Fill in the gaps.",
}


def make_every_kind(course: Course, *, a_step_each: bool = True) -> Lesson:
    """Add to a course a lesson: a text with help of every kind, a question of every kind, and an end.

    Args:
        course: whose lesson it is; it is published.
        a_step_each: a step for each question, else one for all of them.
    """
    Course.objects.filter(pk=course.pk).update(is_published=True)
    Image.objects.get_or_create(
        course=course,
        name="pie.svg",
        defaults={"alt": "A pie", "content_type": "image/svg+xml", "data": PIE.encode()},
    )
    lesson = Lesson.objects.create(course=course, slug="every-kind", title="Every kind", position=9)
    read = Step.objects.create(lesson=lesson, slug="read", position=1, title="Quarters", body="One of four.")
    for place, kind in enumerate(("visual", "easier", "worked_example")):
        Variant.objects.create(step=read, kind=kind, title=f"A {kind}", body="Seen so.", position=place)
    skill, _ = Skill.objects.get_or_create(course=course, slug="quarter", defaults={"title": "Quarters"})
    step = read
    for place, (kind, spec) in enumerate(SPECS.items(), start=2):
        if a_step_each or step == read:
            step = Step.objects.create(
                lesson=lesson, slug=f"ask-{kind}", position=place, title=f"Ask: {kind}", kind="question"
            )
        question = Question.objects.create(
            step=step,
            slug=kind,
            position=place,
            kind=kind,
            prompt=PROMPTS[kind],
            spec=spec,
            hints=HINTS[kind],
        )
        question.skills.add(skill)
    Step.objects.create(lesson=lesson, slug="end", position=99, title="Done", body="That was it.")
    return lesson


def have_rested(student: User, question: Question) -> None:
    """Let a student have tried a question two days ago, so that its skills are due again."""
    before = timezone.now() - timedelta(days=2)
    sitting = open_sitting(student=student, lesson=question.step.lesson)
    for skill in question.skills.all():
        due = Mastery(student=student, skill=skill, p_known=0.5)
        due.card = reviewed_card(None, Rating.Again, on=timezone.localdate(before))
        due.save()
    told = {"submission_id": uuid4(), "response": {}, "is_correct": False, "created_at": before}
    Answer.objects.create(sitting=sitting, question=question, **told)


HINTS: dict[str, list[object]] = {kind: [] for kind in SPECS}
HINTS["single"] = ["Equal parts.", "Four of them."]
