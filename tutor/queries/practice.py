"""Practising one skill: which question comes next, what an answer changed, and when it comes again."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from content.models import Question, Skill
from tutor.domain.learning.mastery import MASTERED, describe_mastery, mastery_level
from tutor.domain.learning.spacing import describe_wait, next_due, read_tries
from tutor.models import Answer, HintUse, Mastery, StepVisit, User
from tutor.queries.progress import due_questions_of, questions_of


@dataclass(frozen=True)
class Outcome:
    """What an answer in practice came to.

    Attributes:
        words, level: how well the skill is known now.
        change: what changed, in a sentence.
        again: when the question comes again.
        again_on: the day on which it does.
    """

    words: str
    level: int
    change: str
    again: str
    again_on: datetime


def choose_question(student: User, skill: Skill, *, now: datetime) -> tuple[int, int] | None:
    """Return the (question, sitting) to practise next; `None` while there is nothing to practise.

    Not the one that was asked last, where there is another: what has just been read is not remembered,
    only repeated. Those due come first, the longest due at the front, then those met but never tried.
    """
    if belief_of(student, skill) >= MASTERED:
        return None
    due = due_questions_of(student, skill, now=now)
    answered = _answered(student, skill)
    others = [pair for pair in due if pair[0] not in answered[-1:]]
    return next(iter(others or _untried(student, skill, answered) or due), None)


def next_question_due(student: User, skill: Skill) -> datetime | None:
    """Return when the first of a skill's questions comes again; `None` where none was tried."""
    keys = dict.fromkeys(_answered(student, skill))
    dues = (when_due(student, key) for key in keys)
    return min((due for due in dues if due), default=None)


def when_due(student: User, question: int) -> datetime | None:
    """Return when a question comes again."""
    own = {"sitting__student": student, "question": question}
    answers = Answer.objects.filter(**own).values_list("created_at", "is_correct")
    hints = HintUse.objects.filter(**own).values_list("created_at", flat=True)
    return next_due(read_tries(list(answers), list(hints)))


def belief_of(student: User, skill: Skill) -> float:
    """Return P(known) of a skill, as far as answers tell."""
    known = Mastery.objects.filter(student=student, skill=skill).values_list("p_known", flat=True).first()
    return skill.p_init if known is None else float(known)


def describe_outcome(student: User, skill: Skill, question: Question, *, before: float) -> Outcome:
    """Return what the last answer to a question came to; `before` is the belief before it."""
    after = belief_of(student, skill)
    again_on = when_due(student, question.pk) or timezone.now()
    days = (timezone.localdate(again_on) - timezone.localdate()).days
    return Outcome(
        words=describe_mastery(after),
        level=mastery_level(after),
        change=_describe_change(before, after),
        again=describe_wait(max(0, days)),
        again_on=again_on,
    )


def _describe_change(before: float, after: float) -> str:
    was, now = describe_mastery(before), describe_mastery(after)
    if was != now:
        return gettext("From “%(was)s” to “%(now)s”.") % {"was": was, "now": now}
    if after == before:
        return gettext("Still “%(now)s”: a second try right after the first one changes nothing.") % {
            "now": now
        }
    if after > before:
        return gettext("Still “%(now)s”, and a little surer.") % {"now": now}
    return gettext("Still “%(now)s”, and a little less sure.") % {"now": now}


def _answered(student: User, skill: Skill) -> list[int]:
    """Return the questions of a skill that the student answered, the last one at the end."""
    answers = Answer.objects.filter(sitting__student=student, question__in=questions_of([skill.pk]))
    return list(answers.order_by("created_at", "pk").values_list("question_id", flat=True))


def _untried(student: User, skill: Skill, answered: list[int]) -> list[tuple[int, int]]:
    """Return questions of a skill that the student met at a step and never tried."""
    never = [question for question in questions_of([skill.pk]) if question not in answered]
    of_step = dict(Question.objects.filter(pk__in=never).values_list("pk", "step"))
    met = StepVisit.objects.filter(sitting__student=student, step__in=of_step.values())
    sittings = dict(met.values_list("step_id", "sitting_id"))
    return [(question, sittings[step]) for question, step in of_step.items() if step in sittings]
