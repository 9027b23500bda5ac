"""Going on from step to step: each press of "Next" once, from the step at which it was made."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import Step
from tutor.models import ClassSession, Sitting
from tutor.queries.selectors import is_step_of, parts_after
from tutor.queries.skips import steps_from
from tutor.services.locks import lock_sitting
from tutor.services.repeats import StaleAction, is_first
from tutor.services.sittings import finish_step_of_locked
from tutor.services.teaching.sessions import finish_and_wait

LESSON_CHANGED = _("This lesson has changed since the page was loaded. You are here now.")
GONE_ON = _("You had gone on already, perhaps in another window. You are here now.")


@dataclass(frozen=True)
class Move:
    """What came of a press.

    Attributes:
        step: where the student is now; `None` once every step is done.
        waits: the step is done, and the class goes on together.
    """

    step: Step | None
    waits: bool = False


@transaction.atomic
def go_on(*, sitting: Sitting, session: ClassSession | None, step: int, submission_id: UUID) -> Move:
    """Finish a step and go to the next; a repeat changes nothing and returns what came of it first.

    Args:
        sitting: whose.
        session: the class's at this lesson, if the student takes part in one.
        step: the key of the step that the page showed.
        submission_id: made by the page.

    Raises:
        StaleAction: the student is at another step by now, or the lesson has changed.
        Gone: the sitting was erased.
    """
    lock_sitting(sitting)
    here = sitting.step
    if here is None or not is_step_of(here, sitting.lesson_id):
        raise StaleAction(LESSON_CHANGED)
    if not is_first(sitting=sitting, submission_id=submission_id):
        return _first_move(sitting, here, step)
    if here.pk != step:
        raise StaleAction(GONE_ON)
    if finish_and_wait(sitting=sitting, session=session, step=here):
        return Move(here, waits=True)
    return Move(finish_step_of_locked(sitting=sitting, step=here))


def _first_move(sitting: Sitting, here: Step, step: int) -> Move:
    """Return where a press at `step` led: to another step, to waiting for the class, or to the end."""
    if here.pk != step:
        return Move(here)
    is_last = not parts_after(steps_from(sitting, here), here).exists()
    return Move(None) if is_last else Move(here, waits=True)
