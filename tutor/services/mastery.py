"""What an answer says about what a student knows, and when to review it.

Answers and hints alone, and the day: no face, no word, no time spent enters here.
"""

from django.utils import timezone
from fsrs import Rating

from content.models import Question, Skill
from content.skills_needed import skills_of
from tutor.domain.learning.mastery import MASTERED, updated_masteries
from tutor.domain.learning.review import reviewed_card
from tutor.domain.learning.spacing import Try, counting_tries, read_tries
from tutor.models import Answer, Mastery, Sitting
from tutor.models.mastery import CARD_FIELDS
from tutor.queries.help_times import times_about
from tutor.queries.mastery_data import params_of
from tutor.queries.review_data import weights_in_use


def learn_from_answer(*, sitting: Sitting, question: Question, answer: Answer) -> list[int]:
    """Update the beliefs about the question's skills and their cards, in the answer's own transaction.

    Returns the keys of the skills that it shows to be mastered, and that were not before.

    Only the first try of a day counts (`tutor.domain.learning.spacing`).
    """
    answers = sitting.answers.filter(question=question).values_list("created_at", "is_correct")
    hints = times_about(sitting=sitting, question=question)
    counting = counting_tries(read_tries(list(answers), hints), zone=timezone.get_current_timezone())
    if counting[-1].at != answer.created_at:
        return []
    skills = skills_of(question)
    if not skills:
        return []
    return _update(student_id=sitting.student_id, skills=skills, entry=counting[-1])


def _update(*, student_id: int, skills: list[Skill], entry: Try) -> list[int]:
    # Put in and locked by key, so that two answers that share skills cannot wait for each other.
    by_key = sorted(skills, key=lambda skill: skill.pk)
    fresh = [Mastery(student_id=student_id, skill=skill, p_known=skill.p_init) for skill in by_key]
    Mastery.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = list(
        Mastery.objects.select_for_update(of=("self",))
        .filter(student_id=student_id, skill__in=skills)
        .select_related("skill")
        .order_by("skill_id")
    )
    beliefs = updated_masteries(
        [row.p_known for row in rows], correct=entry.is_right, params=[params_of(row.skill) for row in rows]
    )
    # Before the beliefs change: the least known skill is the one that was so when the student answered.
    review_cards(rows, entry)
    mastered = [
        row.skill_id for row, belief in zip(rows, beliefs, strict=True) if row.p_known < MASTERED <= belief
    ]
    for row, belief in zip(rows, beliefs, strict=True):
        row.p_known = belief
        row.save(update_fields=["p_known", *CARD_FIELDS, "updated_at"])
    return mastered


def review_cards(rows: list[Mastery], entry: Try) -> None:
    """Review the cards of a question's skills; wrong, it speaks against the least known skill alone.

    Who lacks one of two skills has not forgotten the other.
    """
    reviewed = rows if entry.rating is not Rating.Again else [min(rows, key=lambda row: row.p_known)]
    weights, on = weights_in_use(), timezone.localdate(entry.at)
    for row in reviewed:
        row.card = reviewed_card(row.card, entry.rating, on=on, weights=weights)
