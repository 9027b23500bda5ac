"""What a student's answers and skills come to in the columns of a gradebook.

Answers, hints before them, skills and steps alone: nothing that a camera saw, and no tap, is read here.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from content.models import Lesson, Question, Step
from content.skills_needed import skills_of
from tutor.domain.learning.scores import LessonStanding, QuestionStanding, Standing, standing_in
from tutor.domain.learning.spacing import read_tries
from tutor.models import Answer, LineItem, Sitting, SkippedStep
from tutor.queries.help_times import help_times
from tutor.queries.progress import mastered_skills


def standing_of(*, student_id: int, item: LineItem, best: float | None) -> Standing | None:
    """Return what a column tells of a student; `None` while there is nothing to tell. Ten queries at most."""
    lessons = lessons_of(item)
    return standing_in(_lesson_standings(student_id, lessons), best=best)


def lessons_of(item: LineItem) -> list[int]:
    """Return the lessons that a column is about, without those that were taken out of the course."""
    lessons = Lesson.objects.filter(course=item.course_id)
    if item.lesson_id is not None:
        lessons = lessons.filter(pk=item.lesson_id)
    return list(lessons.values_list("pk", flat=True))


def _lesson_standings(student_id: int, lessons: Sequence[int]) -> list[LessonStanding]:
    sittings = {one.lesson_id: one for one in Sitting.objects.filter(student=student_id, lesson__in=lessons)}
    steps, skipped = _steps_by_lesson(lessons), _skipped(student_id, lessons)
    questions = _question_standings(student_id, lessons, skipped)
    found = []
    for lesson in lessons:
        is_skipped = bool(steps[lesson]) and steps[lesson] <= skipped
        sitting = sittings.get(lesson)
        is_ended = is_skipped or (sitting is not None and sitting.finished_at is not None)
        is_begun = is_ended or sitting is not None
        found.append(LessonStanding(is_begun, is_ended, tuple(questions[lesson])))
    return found


def _steps_by_lesson(lessons: Sequence[int]) -> dict[int, set[int]]:
    steps: dict[int, set[int]] = defaultdict(set)
    for lesson, step in Step.objects.filter(lesson__in=lessons).values_list("lesson_id", "pk"):
        steps[lesson].add(step)
    return steps


def _skipped(student_id: int, lessons: Sequence[int]) -> set[int]:
    found = SkippedStep.objects.filter(student=student_id, step__lesson__in=lessons)
    return set(found.values_list("step_id", flat=True))


def _question_standings(
    student_id: int, lessons: Sequence[int], skipped: set[int]
) -> dict[int, list[QuestionStanding]]:
    answers, hints = _answers(student_id, lessons), _hints(student_id, lessons)
    mastered = mastered_skills(student_id)
    found: dict[int, list[QuestionStanding]] = defaultdict(list)
    asked = Question.objects.filter(step__lesson__in=lessons, step__archived_at=None)
    for question in asked.select_related("step").prefetch_related("skills", "step__skills"):
        skills = {skill.pk for skill in skills_of(question)}
        tries = read_tries(answers[question.pk], hints[question.pk])
        standing = QuestionStanding(
            right_at_first=bool(tries) and tries[0].is_right,
            right=any(entry.is_correct for entry in tries),
            known=question.step_id in skipped or (bool(skills) and skills <= mastered),
        )
        found[question.step.lesson_id].append(standing)
    return found


def _answers(student_id: int, lessons: Sequence[int]) -> dict[int, list[tuple[datetime, bool]]]:
    rows = Answer.objects.filter(sitting__student=student_id, question__step__lesson__in=lessons)
    found: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    for question, at, is_correct in rows.order_by("created_at", "pk").values_list(
        "question_id", "created_at", "is_correct"
    ):
        found[question].append((at, is_correct))
    return found


def _hints(student_id: int, lessons: Sequence[int]) -> dict[int, list[datetime]]:
    about = {"sitting__student": student_id, "question__step__lesson__in": list(lessons)}
    found: dict[int, list[datetime]] = defaultdict(list)
    for question, at in help_times(fields=("question_id", "created_at"), **about):
        found[question].append(at)
    return found
