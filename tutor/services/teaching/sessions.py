"""A class at a lesson together: begin, pause, lead, end; who takes part; whose hand is up."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from content.language import gettext
from content.models import Lesson, Step
from tutor.messages import events
from tutor.models import Classroom, ClassSession, RaisedHand, Seat, Sitting, Suggestion
from tutor.queries import selectors
from tutor.services.locks import lock_classroom, lock_session, lock_sitting, lock_sittings
from tutor.services.repeats import is_first
from tutor.services.reports.class_reports import gather_report
from tutor.services.sittings import enter_step, mark_done
from tutor.services.teaching.group_prompts import close_prompt, seat_latecomer

# Who was at the lesson so shortly before it became the class's is there when it does.
JUST_BEFORE = timedelta(minutes=2)


class AnotherSessionRuns(ValueError):
    """The class is at another lesson already."""


class ClassIsArchived(ValueError):
    """The class is archived; it takes no lesson."""


@transaction.atomic
def start_session(*, classroom: Classroom, lesson: Lesson, pacing: str) -> ClassSession:
    """Begin a lesson with a class; who is at it already takes part.

    Raises:
        AnotherSessionRuns: a session is open, perhaps from a click a moment ago.
        ClassIsArchived: the class is archived, perhaps by a colleague.
    """
    lock_classroom(classroom)
    if classroom.archived_at is not None:
        raise ClassIsArchived(classroom.name)
    try:
        # In a savepoint: on PostgreSQL a refused insert would otherwise end the whole transaction.
        with transaction.atomic():
            session = ClassSession.objects.create(
                classroom=classroom, lesson=lesson, pacing=pacing, step=lesson.steps.first()
            )
    except IntegrityError:
        raise AnotherSessionRuns(classroom.name) from None
    # Who sits in another class's session at this lesson stays there: nobody takes part in two at a time.
    here = Sitting.objects.filter(
        lesson=lesson,
        student__enrolments__classroom=classroom,
        seen_at__gt=session.started_at - JUST_BEFORE,
    ).exclude(pk__in=Seat.objects.filter(session__in=ClassSession.objects.open()).values("sitting"))
    seated = lock_sittings(here.values_list("pk", flat=True))
    Seat.objects.bulk_create(Seat(session=session, sitting=sitting) for sitting in seated)
    _tell(session)
    return session


def pause_session(*, session: ClassSession, paused: bool) -> None:
    """Ask for everybody's eyes, or let them go on. An ended session stays ended."""
    state = ClassSession.State.PAUSED if paused else ClassSession.State.RUNNING
    _change(session, state=state)


def lead_to(*, session: ClassSession, step: Step) -> None:
    """Bring everybody to a step; from here on the class moves together."""
    _change(session, step=step, pacing=ClassSession.Pacing.TEACHER, state=ClassSession.State.RUNNING)


def set_pacing(*, session: ClassSession, pacing: str) -> None:
    """Let everybody go at their own pace, or keep the class together."""
    _change(session, pacing=pacing)


def send_announcement(*, session: ClassSession, message: str) -> None:
    """Put a word of the teacher on every student's page; an empty one takes it away."""
    _change(session, message=message)


@transaction.atomic
def _change(session: ClassSession, **values: object) -> None:
    changed = ClassSession.objects.filter(pk=session.pk).exclude(state=ClassSession.State.ENDED)
    if changed.update(**values):
        for name, value in values.items():
            setattr(session, name, value)
        _tell(session)


def _tell(session: ClassSession) -> None:
    transaction.on_commit(partial(events.send_session_changed, classroom_id=session.classroom_id))
    transaction.on_commit(partial(events.send_class_changed, classroom_id=session.classroom_id))


def take_seat(*, sitting: Sitting) -> ClassSession | None:
    """Let a student take part in the session that is open at this lesson, and land where the class is.

    Safe to call at every sign of life; `None` while no session is open.
    """
    session = selectors.open_session_of(sitting)
    if session is not None:
        # Seen at every sign of life: who sits there already begins no transaction.
        if not Seat.objects.filter(session=session, sitting=sitting).exists():
            _seat(sitting, session)
        seat_latecomer(sitting=sitting, session=session)
    return session


@transaction.atomic
def _seat(sitting: Sitting, session: ClassSession) -> None:
    lock_sitting(sitting)
    _, is_new = Seat.objects.get_or_create(session=session, sitting=sitting)
    is_elsewhere = session.leads and session.step_id != sitting.step_id
    if is_new and is_elsewhere and selectors.is_step_of(session.step, sitting.lesson_id):
        enter_step(sitting=sitting, step=session.step)


def finish_and_wait(*, sitting: Sitting, session: ClassSession | None, step: Step) -> bool:
    """Mark a step done and stay, if the class is led and stands there; else do nothing and say so.

    To be called in a transaction, with the sitting locked. Nobody waits at the last step: nothing follows to
    which the class could be led.
    """
    if session is None or not session.leads or session.step is None:
        return False
    steps = sitting.lesson.steps.all()
    is_behind = selectors.parts_before(steps, session.step).filter(pk=step.pk).exists()
    if is_behind or not selectors.parts_after(steps, step).exists():
        return False
    mark_done(sitting=sitting, step=step, now=timezone.now())
    return True


@transaction.atomic
def toggle_hand(*, sitting: Sitting, raised: bool, submission_id: UUID) -> None:
    """Raise or lower one's own hand; the same press again changes nothing, whatever happened since."""
    lock_sitting(sitting)
    if is_first(sitting=sitting, submission_id=submission_id):
        set_hand(sitting=sitting, raised=raised)


@transaction.atomic
def set_hand(*, sitting: Sitting, raised: bool) -> None:
    """Raise or lower a hand; twice is once."""
    lock_sitting(sitting)
    if raised:
        RaisedHand.objects.get_or_create(sitting=sitting)
    else:
        RaisedHand.objects.filter(sitting=sitting).delete()
    transaction.on_commit(partial(_notify_hand, sitting))


def _notify_hand(sitting: Sitting) -> None:
    events.send_hand_changed(sitting_id=sitting.pk)
    for classroom_id in sitting.student.enrolments.values_list("classroom_id", flat=True):
        events.send_class_changed(classroom_id=classroom_id)


@transaction.atomic
def end_session(*, session: ClassSession) -> None:
    """End a session, write its report and lower every hand. Twice is once."""
    now = timezone.now()
    lock_session(session)
    if not session.is_open:
        return
    # Before the report, which counts up to `ended_at`.
    session.state, session.ended_at = ClassSession.State.ENDED, now
    session.report = gather_report(session)
    session.save(update_fields=["state", "ended_at", "report"])
    Suggestion.objects.filter(classroom=session.classroom_id, state=Suggestion.State.OPEN).update(
        state=Suggestion.State.DISMISSED, reason=gettext("The session ended."), decided_at=now
    )
    for prompt in session.prompts.filter(closed_at=None):
        close_prompt(prompt=prompt)
    hands = RaisedHand.objects.filter(sitting__seats__session=session)
    RaisedHand.objects.filter(pk__in=list(hands.values_list("pk", flat=True).order_by("pk"))).delete()
    _tell(session)
