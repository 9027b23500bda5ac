"""Practising one skill: which question comes next, what an answer changed, and when it comes again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from content.language import gettext
from content.models import Question, Skill
from tutor.domain.learning.mastery import MASTERED, describe_mastery, mastery_level
from tutor.models import Answer, Mastery, StepVisit, User
from tutor.queries.progress import describe_wait, masteries_of, practice_sets, questions_of, rested_questions
from tutor.queries.skips import untried_of_skipped


@dataclass(frozen=True)
class Outcome:
    """What an answer in practice came to.

    Attributes:
        words, level: how well the skill is known now.
        change: what changed, in a sentence.
        again: when the skill comes again.
        again_on: the day on which it does; `None` where it is still due.
    """

    words: str
    level: int
    change: str
    again: str
    again_on: date | None


def choose_question(student: User, skill: Skill, *, now: datetime) -> tuple[int, int | None] | None:
    """Return the (question, sitting) to practise next; `None` while there is nothing to practise.

    A question of a step that was skipped has no sitting before it is practised.

    Not the one that was asked last, where there is another: what has just been read is not remembered,
    only repeated. Those that have rested come first, the longest at the front, then those never tried.
    """
    mastery = Mastery.objects.filter(student=student, skill=skill).first()
    questions = questions_of([skill.pk])
    rested = rested_questions(student, questions, now=now) if mastery and _is_up(mastery, now) else []
    answered = _answered(student, questions)
    others = [pair for pair in rested if pair[0] not in answered[-1:]]
    is_mastered = mastery is not None and mastery.p_known >= MASTERED
    untried = [] if others or is_mastered else _untried(student, questions, answered)
    of_skipped: list[tuple[int, int | None]] = []
    if not (others or untried) and mastery is not None and _is_up(mastery, now):
        of_skipped = [(question, None) for question in untried_of_skipped(student, questions)]
    return next(iter([*others, *untried, *of_skipped, *rested]), None)


def next_due(student: User, skill: Skill) -> date | None:
    """Return the day on which a skill comes again; `None` before its first review."""
    return Mastery.objects.filter(student=student, skill=skill).values_list("due_on", flat=True).first()


def _is_up(mastery: Mastery, now: datetime) -> bool:
    """Say whether a skill is practised today: its card is due, or today's review went so that it is tomorrow.

    A skill that did not go well is worth another question at once, and the card rests for a day all the same.
    """
    card, today = mastery.card, timezone.localdate(now)
    if card is None:
        return False
    is_shaky = card.reviewed_on == today and card.due_on == today + timedelta(days=1)
    return is_shaky or card.due_on <= today


def next_skill(student: User, skill: Skill, *, now: datetime) -> Skill | None:
    """Return another skill of the course that is due, the weakest first; `None` where none is."""
    due = practice_sets(student, masteries_of(student), courses={skill.course_id}, now=now)
    return next((one.skill for one in due if one.skill != skill), None)


def belief_of(student: User, skill: Skill) -> float:
    """Return P(known) of a skill, as far as answers tell."""
    known = Mastery.objects.filter(student=student, skill=skill).values_list("p_known", flat=True).first()
    return skill.p_init if known is None else float(known)


def describe_outcome(student: User, skill: Skill, *, before: float) -> Outcome:
    """Return what the last answer to a question of a skill came to; `before` is the belief before it."""
    after, due, today = belief_of(student, skill), next_due(student, skill), timezone.localdate()
    again_on = due if due and due > today else None
    return Outcome(
        words=describe_mastery(after),
        level=mastery_level(after),
        change=_describe_change(before, after),
        again=describe_wait((again_on - today).days if again_on else 0),
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


def _answered(student: User, questions: dict[int, int]) -> list[int]:
    """Return those of the questions that the student answered, the last one at the end."""
    answers = Answer.objects.filter(sitting__student=student, question__in=questions)
    return list(answers.order_by("created_at", "pk").values_list("question_id", flat=True))


def _untried(student: User, questions: dict[int, int], answered: list[int]) -> list[tuple[int, int]]:
    """Return those of the questions that the student met at a step and never tried."""
    never = [question for question in questions if question not in answered]
    of_step = dict(Question.objects.filter(pk__in=never).values_list("pk", "step"))
    met = StepVisit.objects.filter(sitting__student=student, step__in=of_step.values())
    sittings = dict(met.values_list("step_id", "sitting_id"))
    return [(question, sittings[step]) for question, step in of_step.items() if step in sittings]
