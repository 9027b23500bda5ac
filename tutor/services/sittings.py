"""Opening a lesson and moving through its steps."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from content.models import Lesson, Step
from tutor.models import Sitting, SkippedStep, StepVisit, User
from tutor.queries.open_questions import open_questions
from tutor.queries.selectors import is_step_of, parts_after
from tutor.queries.skips import not_skipped, steps_from
from tutor.services.learned import tell_learned
from tutor.services.locks import find_locked_sitting, lock_person, lock_sitting

# Away for longer than this, a student who comes back begins the step's clock anew: time spent elsewhere
# is not time spent stuck.
AWAY = timedelta(minutes=2)
# Between machines; whoever was seen later than this from now was seen before a clock was set back.
CLOCKS_DIFFER = timedelta(seconds=5)


@transaction.atomic
def open_sitting(*, student: User, lesson: Lesson) -> Sitting:
    """Return the student's sitting of a lesson, begun at its first step if there was none.

    Its step is always one of the lesson's; `None` where the lesson has none.
    """
    sitting = _find_locked(student, lesson)
    if sitting is None:
        # Of two pages that open together the second finds what the first has begun.
        lock_person(student)
        sitting = _find_locked(student, lesson)
    if sitting is None:
        return _begin(student, lesson)
    # The objects of the caller, so that nothing loads them again.
    sitting.student, sitting.lesson = student, lesson
    step = _step_to_open(sitting)
    if step is None:
        # Not stored: a step that comes back finds the student where it was left.
        sitting.step = None
    else:
        step.lesson = lesson
        _enter(sitting, step)
    return sitting


@transaction.atomic
def sitting_of_skipped(*, student: User, lesson: Lesson) -> Sitting:
    """Return the student's sitting of a lesson that was skipped, for a question of it that is practised.

    A new one is at no step, and shows no sign of life: its student is not at the lesson.
    """
    lock_person(student)
    skipped = SkippedStep.objects.filter(student=student, step__lesson=lesson)
    at = skipped.aggregate(at=Min("skipped_at"))["at"] or timezone.now()
    sitting, _ = Sitting.objects.get_or_create(
        student=student, lesson=lesson, defaults={"started_at": at, "seen_at": at}
    )
    return sitting


def _find_locked(student: User, lesson: Lesson) -> Sitting | None:
    locked = Sitting.objects.select_for_update(of=("self",), no_key=True)
    return locked.filter(student=student, lesson=lesson).select_related("step").first()


def _begin(student: User, lesson: Lesson) -> Sitting:
    """Make a sitting that nobody else has seen yet, at the lesson's first step."""
    now = timezone.now()
    step = _first_step(lesson, student.pk)
    sitting = Sitting.objects.create(student=student, lesson=lesson, step=step, seen_at=now)
    if step is not None:
        step.lesson = lesson
        StepVisit.objects.create(sitting=sitting, step=step, entered_at=now)
    return sitting


def _first_step(lesson: Lesson, student_id: int) -> Step | None:
    """Return a lesson's first step that is not skipped; the very first where all are."""
    if not lesson.course.pretest_questions:
        return lesson.steps.first()
    return not_skipped(lesson.steps.all(), student_id).first() or lesson.steps.first()


def _step_to_open(sitting: Sitting) -> Step | None:
    """Return the step the student left, or what stands in its place since the author took it away."""
    steps, left = sitting.lesson.steps, sitting.step
    if left is None:
        return _first_step(sitting.lesson, sitting.student_id)
    if is_step_of(left, sitting.lesson_id):
        return left
    if left.lesson_id != sitting.lesson_id:
        # Its position is one in another lesson now; what the student saw of this one says more.
        return steps.filter(pk__in=sitting.visits.values("step")).last() or steps.first()
    return steps.filter(position__gte=left.position).first() or steps.last()


@transaction.atomic
def enter_step(*, sitting: Sitting, step: Step) -> None:
    """Put the student at a step. Coming anew restarts the step's clock; a reload does not."""
    lock_sitting(sitting)
    _enter(sitting, step)


def _enter(sitting: Sitting, step: Step) -> None:
    now = timezone.now()
    is_new = sitting.step_id != step.pk or _was_away(sitting, now)
    sitting.step = step
    sitting.seen_at = now
    sitting.save(update_fields=["step", "seen_at"])
    # No two come at once: whoever writes here has locked the sitting.
    visits = StepVisit.objects.filter(sitting=sitting, step=step)
    is_known = visits.update(entered_at=now) if is_new else visits.exists()
    if not is_known:
        StepVisit.objects.create(sitting=sitting, step=step, entered_at=now)


def note_activity(*, sitting: Sitting, now: datetime) -> None:
    """Note a sign of life; after a longer absence, or a clock set back, the step's clock begins anew with it.

    What is kept because of it comes after, with the same `now`: it is part of the stay that begins.
    """
    _restart_clock_after_absence(sitting, now)
    sitting.seen_at = now
    sitting.save(update_fields=["seen_at"])


def _restart_clock_after_absence(sitting: Sitting, now: datetime) -> None:
    if _was_away(sitting, now):
        StepVisit.objects.filter(sitting=sitting, step_id=sitting.step_id or 0).update(entered_at=now)


def _was_away(sitting: Sitting, now: datetime) -> bool:
    return not -CLOCKS_DIFFER <= now - sitting.seen_at <= AWAY


@transaction.atomic
def finish_step(*, sitting: Sitting, step: Step) -> Step | None:
    """Mark a step done and return the next, having entered it; `None` after the last.

    After the last, the lesson is finished if no question of it is open.
    """
    lock_sitting(sitting)
    return finish_step_of_locked(sitting=sitting, step=step)


def finish_step_of_locked(*, sitting: Sitting, step: Step) -> Step | None:
    """Do what `finish_step` does, for a sitting that was locked in this transaction."""
    now = timezone.now()
    # Time spent elsewhere is not to count as time that the step took.
    if sitting.step_id == step.pk:
        _restart_clock_after_absence(sitting, now)
    mark_done(sitting=sitting, step=step, now=now)
    following = parts_after(steps_from(sitting, step), step).first()
    if following is not None:
        _enter(sitting, following)
        return following
    if sitting.step_id == step.pk:
        sitting.seen_at = now
        sitting.save(update_fields=["seen_at"])
    finish_if_worked_through(sitting=sitting)
    return None


def mark_done(*, sitting: Sitting, step: Step, now: datetime) -> None:
    """Note that a student, whose sitting is locked, is done with a step."""
    if not StepVisit.objects.filter(sitting=sitting, step=step).update(finished_at=now):
        StepVisit.objects.create(sitting=sitting, step=step, entered_at=now, finished_at=now)


def finish_if_worked_through(*, sitting: Sitting) -> None:
    """Note that a lesson is worked through: its last step is done, and no question of it is open."""
    if sitting.finished_at is not None:
        return
    steps = sitting.lesson.steps.all()
    last = not_skipped(steps, sitting.student_id).last() or steps.last()
    is_done = sitting.visits.filter(step=last, finished_at__isnull=False).exists()
    if is_done and not open_questions(sitting.student_id, [sitting.lesson_id]):
        sitting.finished_at = timezone.now()
        sitting.save(update_fields=["finished_at"])
        tell_learned(
            student=sitting.student, course_id=sitting.lesson.course_id, ended=True, finished=sitting
        )


@transaction.atomic
def note_presence(*, sitting_id: int, touched_s: float | None = None) -> None:
    """Note a sign of life that a page gives by itself.

    Args:
        sitting_id: whose page it is.
        touched_s: how many seconds ago the student last typed, tapped or scrolled, if the page tells.

    Raises:
        Gone: the sitting was erased meanwhile.
    """
    now = timezone.now()
    signs = {"seen_at": now}
    if touched_s is not None:
        signs["touched_at"] = now - timedelta(seconds=touched_s)
    # As `_was_away` has it: most signs of life end no absence, and take one query.
    stays = Sitting.objects.filter(pk=sitting_id, seen_at__range=(now - AWAY, now + CLOCKS_DIFFER))
    if stays.update(**signs):
        return
    sitting = find_locked_sitting(sitting_id)
    _restart_clock_after_absence(sitting, now)
    for name, at in signs.items():
        setattr(sitting, name, at)
    sitting.save(update_fields=list(signs))
