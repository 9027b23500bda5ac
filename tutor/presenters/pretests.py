"""A pre-test's question and result as the pages show them."""

from dataclasses import dataclass, field
from typing import Any

from content.models import Lesson, Question, Skill, Step
from content.texts.rendering import render_markdown
from tutor.domain.learning.pretest import KNOWN
from tutor.models import PreTest
from tutor.presenters.question_views import Done, Refused
from tutor.presenters.questions import image_urls, present
from tutor.queries.pretests import seat_of
from tutor.queries.skips import skipped_steps, steps_of


@dataclass
class LessonPlan:
    """A lesson after a pre-test: the titles of the steps that are skipped, of how many there are."""

    lesson: Lesson
    total: int = 0
    skipped: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether all of it is skipped."""
        return len(self.skipped) == self.total


def present_pretest_question(
    pretest: PreTest, question: Question, *, refused: Refused | None
) -> dict[str, Any]:
    """Return a question of a pre-test without hints or verdicts, with the text that it may point at."""
    images = image_urls(question.step)
    is_told = question.step.kind == Step.Kind.EXPLANATION
    return {
        "question_view": present(question, Done(), images=images, sitting=seat_of(pretest), refused=refused),
        "body_html": "" if is_told else render_markdown(question.step.say("body"), images=images),
    }


def present_result(pretest: PreTest) -> dict[str, Any]:
    """Return what a pre-test showed, and what is skipped because of it: four queries."""
    beliefs = {int(skill): belief for skill, belief in pretest.outcome.items()}
    skills = Skill.objects.filter(pk__in=beliefs)
    plans = _plans(pretest)
    return {
        "course": pretest.course,
        "known": [skill for skill in skills if beliefs[skill.pk] >= KNOWN],
        "open": [skill for skill in skills if beliefs[skill.pk] < KNOWN],
        "plans": [plan for plan in plans if plan.skipped],
        "next_lesson": next((plan.lesson for plan in plans if not plan.is_whole), None),
    }


def _plans(pretest: PreTest) -> list[LessonPlan]:
    skipped = skipped_steps(pretest.student_id, pretest.course)
    plans: dict[int, LessonPlan] = {}
    for step in steps_of(pretest.course).select_related("lesson"):
        plan = plans.setdefault(step.lesson_id, LessonPlan(step.lesson))
        plan.total += 1
        if step.pk in skipped:
            plan.skipped.append(step.say("title"))
    return list(plans.values())
