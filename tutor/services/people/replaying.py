"""What a student knows, worked out anew from all answers that are kept."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone
from fsrs import Rating

from content.models import Question, Skill
from content.skills_needed import skills_of
from tutor.domain.learning.mastery import updated_masteries
from tutor.domain.learning.pretest import KNOWN
from tutor.domain.learning.review import Weights, reviewed_card
from tutor.domain.learning.spacing import Try, counting_tries, read_tries
from tutor.models import Answer, Mastery, PreTest
from tutor.queries.help_times import help_times
from tutor.queries.mastery_data import params_of
from tutor.queries.review_data import weights_in_use
from tutor.services.mastery import review_cards


def replay_masteries(*, student_id: int) -> None:
    """Replace a student's masteries by what all pre-tests and answers say; to be called in a transaction.

    As they came in: a pre-test seeds a skill that no answer spoke of before, and of a question's tries those
    count that counted then. Skills of which neither speaks are left as they are.
    """
    rows: dict[int, Mastery] = {}
    weights = weights_in_use()
    for _, about in sorted(_happenings(student_id), key=lambda one: one[0]):
        if isinstance(about, PreTest):
            _seed(rows, about, weights)
        else:
            _learn(rows, student_id, *about)
    Mastery.objects.filter(student=student_id, skill__in=rows).delete()
    for row in rows.values():
        row.save()


def _happenings(student_id: int) -> list[tuple[datetime, PreTest | tuple[Question, Try]]]:
    """Return all that speaks of what a student knows, each with its time."""
    ended = PreTest.objects.filter(student=student_id, finished_at__isnull=False)
    happened: list[tuple[datetime, PreTest | tuple[Question, Try]]] = [
        (one.finished_at, one) for one in ended if one.finished_at is not None
    ]
    answers, hints = defaultdict(list), defaultdict(list)
    kept = Answer.objects.filter(sitting__student=student_id).order_by("created_at", "pk")
    for question, at, is_correct in kept.values_list("question_id", "created_at", "is_correct"):
        answers[question].append((at, is_correct))
    for question, at in help_times(fields=("question_id", "created_at"), sitting__student=student_id):
        hints[question].append(at)
    zone = timezone.get_current_timezone()
    questions = Question.objects.filter(pk__in=answers).prefetch_related("skills", "step__skills")
    for asked in questions:
        tries = counting_tries(read_tries(answers[asked.pk], hints[asked.pk]), zone=zone)
        happened += [(entry.at, (asked, entry)) for entry in tries]
    return happened


def _learn(rows: dict[int, Mastery], student_id: int, question: Question, entry: Try) -> None:
    skills: list[Skill] = sorted(skills_of(question), key=lambda skill: skill.pk)
    if not skills:
        return
    about = [
        rows.setdefault(skill.pk, Mastery(student_id=student_id, skill=skill, p_known=skill.p_init))
        for skill in skills
    ]
    params = [params_of(skill) for skill in skills]
    beliefs = updated_masteries([row.p_known for row in about], correct=entry.is_right, params=params)
    review_cards(about, entry)
    for row, belief in zip(about, beliefs, strict=True):
        row.p_known = belief


def _seed(rows: dict[int, Mastery], pretest: PreTest, weights: Weights) -> None:
    for key, belief in pretest.outcome.items():
        skill = Skill.objects.filter(pk=int(key)).first()
        if skill is None or skill.pk in rows:
            continue
        row = Mastery(student_id=pretest.student_id, skill=skill, p_known=belief)
        if belief >= KNOWN and pretest.finished_at is not None:
            on = timezone.localdate(pretest.finished_at)
            # Which question asked for it is not kept: as where none did, so that it comes sooner.
            row.card = reviewed_card(None, Rating.Hard, on=on, weights=weights)
        rows[skill.pk] = row
