"""Answers as the fit of knowledge tracing reads them, from the database or from a file."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from content.models import Course, Question, Skill
from tutor.domain.learning.mastery import BktParams
from tutor.domain.learning.spacing import Try, counting_tries, read_tries
from tutor.models import Answer
from tutor.queries.help_times import help_times

Sequences = dict[str, list[list[bool]]]
WORDS = {"1": True, "true": True, "0": False, "false": False}


class BadAnswerFile(ValueError):
    """The file is not a list of answers; the message names the line."""


def sequences_of(course: Course) -> Sequences:
    """Return, by skill slug, how each student's counting tries went, in time order: four queries."""
    sequences: Sequences = defaultdict(list)
    for (skill, _), tries in sorted(tries_by_skill(course).items()):
        sequences[skill].append([entry.is_right for entry in tries])
    return dict(sequences)


def tries_by_skill(course: Course) -> dict[tuple[str, int], list[Try]]:
    """Return the counting tries by (skill slug, student), in time order: four queries.

    Questions of several skills are left out: what they say about each is what is to be found out.
    """
    skill_of, zone = _single_skills(course), timezone.get_current_timezone()
    tries: dict[tuple[str, int], list[Try]] = defaultdict(list)
    hints = _hints_by_question(course)
    for (student, question), answers in _answers_by_question(course).items():
        if question in skill_of:
            counting = counting_tries(read_tries(answers, hints[student, question]), zone=zone)
            tries[skill_of[question], student] += counting
    return {key: sorted(entries, key=lambda entry: entry.at) for key, entries in tries.items()}


def _single_skills(course: Course) -> dict[int, str]:
    """Return the skill of each question that needs exactly one, its own or else its step's."""
    questions = Question.objects.filter(step__lesson__course=course)
    own, steps = defaultdict(set), defaultdict(set)
    # This is an outer join, so that a question without skills comes too, with None for a skill.
    for question, skill in questions.filter(skills__archived_at=None).values_list("pk", "skills__slug"):
        own[question].add(skill)
    for question, skill in questions.filter(step__skills__archived_at=None).values_list(
        "pk", "step__skills__slug"
    ):
        steps[question].add(skill)
    needed = {question: (own[question] - {None}) or (steps[question] - {None}) for question in steps | own}
    return {question: min(skills) for question, skills in needed.items() if len(skills) == 1}


def _answers_by_question(course: Course) -> dict[tuple[int, int], list[tuple[datetime, bool]]]:
    rows = Answer.objects.filter(question__step__lesson__course=course).order_by("created_at", "pk")
    answers = defaultdict(list)
    for student, question, at, is_correct in rows.values_list(
        "sitting__student_id", "question_id", "created_at", "is_correct"
    ):
        answers[student, question].append((at, is_correct))
    return answers


def _hints_by_question(course: Course) -> dict[tuple[int, int], list[datetime]]:
    fields = ("sitting__student_id", "question_id", "created_at")
    hints = defaultdict(list)
    for student, question, at in help_times(fields=fields, question__step__lesson__course=course):
        hints[student, question].append(at)
    return hints


def read_sequences(lines: Iterable[str]) -> Sequences:
    """Return, by skill, each student's answers from a CSV with the columns student, skill and correct.

    The lines are in time order; `correct` is 1 or 0, true or false. Every line counts.

    Raises:
        BadAnswerFile: a column is missing, or a line says neither right nor wrong.
    """
    reader = csv.DictReader(lines)
    missing = {"student", "skill", "correct"} - set(reader.fieldnames or ())
    if missing:
        raise BadAnswerFile(f"line 1: there is no column called {min(missing)!r}")
    answers: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in reader:
        is_right = WORDS.get((row["correct"] or "").strip().lower())
        if is_right is None:
            raise BadAnswerFile(f"line {reader.line_num}: correct is 1 or 0, not {row['correct']!r}")
        answers[row["skill"]][row["student"]].append(is_right)
    return {skill: list(students.values()) for skill, students in answers.items()}


def skills_by_slug(course: Course) -> dict[str, Skill]:
    """Return a course's skills by the name that files use."""
    return {skill.slug: skill for skill in Skill.objects.filter(course=course)}


def params_of(skill: Skill) -> BktParams:
    """Return a skill's parameters, or the default ones where those stored cannot be."""
    try:
        return BktParams(known=skill.p_init, learn=skill.p_learn, slip=skill.p_slip, guess=skill.p_guess)
    except ValueError:
        return BktParams()
