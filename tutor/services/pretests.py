"""Taking a pre-test, what it seeds, and which steps are skipped because of it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from fsrs import Rating

from content.models import Course, Question, Skill
from content.questions import InvalidResponse, check, known_fields
from content.skills_needed import skills_of
from tutor.domain.learning.pretest import KNOWN, Skills, StepSkills, steps_to_skip
from tutor.domain.learning.review import reviewed_card
from tutor.models import Mastery, PreTest, PreTestAnswer, SkippedStep, User
from tutor.queries.pretests import Progress, bank_of, progress_of, seat_of
from tutor.queries.review_data import weights_in_use
from tutor.queries.skips import steps_of
from tutor.queries.versions import version_answered
from tutor.services.learned import tell_learned
from tutor.services.locks import lock_person, lock_row
from tutor.services.repeats import StaleAction

ANSWERED = _("You have answered that since the page was loaded, perhaps in another window. This comes next.")
CHANGED = _("This question has changed since the page was loaded. This is how it is now.")


@transaction.atomic
def start_pretest(*, student: User, course: Course) -> PreTest:
    """Begin a student's pre-test of a course, or return the one that was begun."""
    lock_person(student)
    pretest, _ = PreTest.objects.get_or_create(student=student, course=course)
    return pretest


def record_pretest_answer(
    *,
    pretest: PreTest,
    question: Question,
    submission_id: UUID,
    response: dict[str, list[str]] | None,
    version: str | None = None,
) -> None:
    """Keep an answer to the question that is asked now; after the last one the pre-test ends.

    The same submission again changes nothing.

    Args:
        pretest: of the student who answers.
        question: what the page asked.
        submission_id: made by the page.
        response: the fields of the answer; `None` for "I don't know", which is as good as a wrong answer.
        version: the key of the version that the page showed; `None` where no page was looked at.

    Raises:
        InvalidResponse: the response is empty or malformed; nothing is kept.
        StaleAction: another question is asked by now, or the pre-test has ended.
        Gone: it was erased.
    """
    # Algebra may be marked by another process, for which nobody is to wait in a transaction.
    marked = _mark(pretest, question, response, version=version)
    _keep_answer(pretest=pretest, question=question, submission_id=submission_id, marked=marked)


@dataclass(frozen=True)
class _Marked:
    """The fields that are kept, and whether they are right; or why they cannot be marked."""

    response: dict[str, list[str]]
    outcome: bool | InvalidResponse | StaleAction


def _mark(
    pretest: PreTest, question: Question, response: dict[str, list[str]] | None, *, version: str | None
) -> _Marked:
    if response is None:
        return _Marked({}, False)
    asked = version_answered(question, None, sitting=seat_of(pretest), tries=0, key=version)
    if asked is None:
        return _Marked({}, StaleAction(CHANGED))
    spec = asked.shown.spec
    kept = known_fields(spec, response)
    try:
        return _Marked(kept, check(spec, kept).is_correct)
    except InvalidResponse as error:
        return _Marked(kept, error)


@transaction.atomic
def _keep_answer(*, pretest: PreTest, question: Question, submission_id: UUID, marked: _Marked) -> None:
    lock_person(pretest.student)
    lock_row(pretest, "finished_at")
    if pretest.answers.filter(submission_id=submission_id).exists():
        return
    bank = bank_of(pretest.course)
    if pretest.finished_at or progress_of(pretest, bank).next_question != question.pk:
        raise StaleAction(ANSWERED)
    # Only now: a repeat, or an answer from an old page, is not to hear what is wrong with its fields.
    if not isinstance(marked.outcome, bool):
        raise marked.outcome
    PreTestAnswer.objects.create(
        pretest=pretest,
        question=question,
        submission_id=submission_id,
        response=marked.response,
        is_correct=marked.outcome,
    )
    progress = progress_of(pretest, bank)
    if progress.next_question is None:
        _finish(pretest, progress)


@transaction.atomic
def end_pretest(*, pretest: PreTest) -> None:
    """End a pre-test with what is sure by now. Safe to run twice.

    Raises:
        Gone: it was erased.
    """
    lock_person(pretest.student)
    lock_row(pretest, "finished_at")
    if pretest.finished_at is None:
        _finish(pretest, progress_of(pretest, bank_of(pretest.course)))


def _finish(pretest: PreTest, progress: Progress) -> None:
    pretest.finished_at = timezone.now()
    pretest.outcome = {str(skill): progress.beliefs[skill] for skill in sorted(progress.judged)}
    pretest.save(update_fields=["finished_at", "outcome"])
    _seed(pretest, progress)
    _skip(pretest, lesson=None)
    tell_learned(
        student=pretest.student,
        course_id=pretest.course_id,
        ended=True,
        mastered=sorted(progress.judged & progress.known),
    )


def _seed(pretest: PreTest, progress: Progress) -> None:
    """Believe what the pre-test showed, where no answer in a lesson has said more.

    A skill that is known has a card from now on and comes again when it is due: as after a right answer, and
    sooner where no question asked for it. What is not known has none: there is nothing to forget yet.
    """
    weights, today = weights_in_use(), timezone.localdate()
    rows = []
    for skill in sorted(progress.judged):
        row = Mastery(student_id=pretest.student_id, skill_id=skill, p_known=progress.beliefs[skill])
        if skill in progress.known:
            rating = Rating.Good if skill in progress.tested else Rating.Hard
            row.card = reviewed_card(None, rating, on=today, weights=weights)
        rows.append(row)
    # Where there is a row already, it stays.
    Mastery.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def set_skipped(*, pretest: PreTest, skipped: bool, lesson: int | None = None) -> None:
    """Skip what a pre-test showed to be known, or take it back: in one lesson, or in the whole course.

    Raises:
        Gone: the pre-test was erased.
    """
    lock_person(pretest.student)
    lock_row(pretest, "outcome")
    if skipped:
        _skip(pretest, lesson=lesson)
        tell_learned(student=pretest.student, course_id=pretest.course_id, ended=True)
        return
    rows = SkippedStep.objects.filter(student=pretest.student_id, step__lesson__course=pretest.course_id)
    (rows if lesson is None else rows.filter(step__lesson=lesson)).delete()


def _skip(pretest: PreTest, *, lesson: int | None) -> None:
    steps = _steps_to_skip(pretest.course, _known_by(pretest), lesson=lesson)
    rows = [SkippedStep(student_id=pretest.student_id, step_id=step) for step in sorted(steps)]
    SkippedStep.objects.bulk_create(rows, ignore_conflicts=True)


def _known_by(pretest: PreTest) -> Skills:
    """Return the skills that are known: by the pre-test, or by answers in lessons."""
    told = {int(skill) for skill, belief in pretest.outcome.items() if belief >= KNOWN}
    learned = Mastery.objects.filter(
        student=pretest.student_id, skill__course=pretest.course_id, p_known__gte=KNOWN
    )
    return frozenset(told | set(learned.values_list("skill_id", flat=True)))


def _steps_to_skip(course: Course, known: Skills, *, lesson: int | None) -> set[int]:
    lessons: dict[int, list[StepSkills]] = {}
    for step in steps_of(course).prefetch_related("skills", "questions__skills"):
        own = _keys(step.skills.all())
        asked = [_keys(skills_of(question)) for question in step.questions.all()]
        about = StepSkills(step.pk, own.union(*asked), is_open=not all(asked))
        lessons.setdefault(step.lesson_id, []).append(about)
    chosen = lessons.values() if lesson is None else [lessons.get(lesson, [])]
    return steps_to_skip(chosen, known)


def _keys(skills: object) -> frozenset[int]:
    return frozenset(skill.pk for skill in skills if isinstance(skill, Skill))  # type: ignore[attr-defined]
