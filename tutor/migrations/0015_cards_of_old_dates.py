"""Gives each skill that was to be practised again a card that is due on the day its student was told.

The rules are those of before: rests of 1, 3 and 7 days after the last try at a question, growing with each
review in a row that went well. A card's stability is the length of its rest, for that is what stability means
where recall on the due day is to be 90 %. A skill that was mastered was to come no more, and gets its card with
its next answer.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

REST_DAYS = (1, 3, 7)
EARLY = timedelta(hours=4)
MASTERED = 0.95
# The difficulty that FSRS 6 gives after a first answer that was right, or wrong.
AFTER_RIGHT, AFTER_WRONG = 2.118103970459016, 6.4133
AT_ONCE = 500


def give_cards(apps, schema_editor):
    Mastery = apps.get_model("tutor", "Mastery")
    known = Mastery.objects.filter(p_known__lt=MASTERED, skill__archived_at=None)
    students = list(known.order_by("student_id").values_list("student_id", flat=True).distinct())
    needs = _skills_by_question(apps)
    for student in students:
        rows = {row.skill_id: row for row in known.filter(student_id=student).order_by("p_known", "skill_id")}
        for skill, (due_on, last_on, rest, was_right) in _soonest(apps, student, list(rows), needs).items():
            row = rows[skill]
            row.stability, row.difficulty = float(rest), AFTER_RIGHT if was_right else AFTER_WRONG
            row.reviewed_on, row.due_on = last_on, max(due_on, last_on + timedelta(days=1))
        changed = [row for row in rows.values() if row.due_on]
        fields = ["stability", "difficulty", "reviewed_on", "due_on"]
        Mastery.objects.bulk_update(changed, fields, batch_size=AT_ONCE)


def _skills_by_question(apps):
    """Return the skills that each current question needs: its own, or else its step's."""
    Question = apps.get_model("content", "Question")
    current = Question._base_manager.filter(
        archived_at=None, step__archived_at=None, step__lesson__archived_at=None
    )
    own, of_step = defaultdict(set), defaultdict(set)
    for question, skill in current.exclude(skills=None).values_list("pk", "skills"):
        own[question].add(skill)
    for question, skill in current.filter(skills=None).exclude(step__skills=None).values_list("pk", "step__skills"):
        of_step[question].add(skill)
    return {**of_step, **own}


def _soonest(apps, student, skills, needs):
    """Return, by skill, what the first of its questions to come again says: due, last tried, rest, right."""
    rank = {skill: place for place, skill in enumerate(skills)}
    found = {}
    for question, tries in _tries(apps, student).items():
        candidates = needs.get(question, set()) & rank.keys()
        if candidates:
            skill = min(candidates, key=rank.__getitem__)
            card = _card_of(tries)
            found[skill] = min(card, found.get(skill, card))
    return found


def _tries(apps, student):
    """Return the student's tries by question: when, and whether right without a hint."""
    own = {"sitting__student_id": student}
    answers, hints = defaultdict(list), defaultdict(list)
    rows = apps.get_model("tutor", "Answer")._base_manager.filter(**own).order_by("created_at", "pk")
    for question, at, is_correct in rows.values_list("question_id", "created_at", "is_correct"):
        answers[question].append((at, is_correct))
    rows = apps.get_model("tutor", "HintUse")._base_manager.filter(**own)
    for question, at in rows.values_list("question_id", "created_at"):
        hints[question].append(at)
    return {question: _without_help(given, hints[question]) for question, given in answers.items()}


def _without_help(answers, hints):
    tries, before = [], None
    for at, is_correct in answers:
        has_help = any((before is None or hint > before) and hint <= at for hint in hints)
        tries.append((at, is_correct and not has_help))
        before = at
    return tries


def _card_of(tries):
    rest, was_right, in_a_row, last = 1, False, 0, None
    for number, (at, is_right) in enumerate(tries):
        if last is None or at >= last + timedelta(days=rest) - EARLY:
            in_a_row = in_a_row + 1 if is_right and number else 0
            rest, was_right = REST_DAYS[min(in_a_row, len(REST_DAYS) - 1)], is_right
        last = at
    due = last + timedelta(days=rest) - EARLY
    return timezone.localdate(due), timezone.localdate(last), rest, was_right


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0007_drafts'),
        ('tutor', '0014_review_cards'),
    ]

    operations = [migrations.RunPython(give_cards, migrations.RunPython.noop)]
