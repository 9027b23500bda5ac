"""What a page's forms send: an id of their own, and the state that the page showed."""

from uuid import uuid4

from tutor.models import Adaptation, ClassSession, Sitting

Fields = dict[str, object]

# As htmx asks: for a part of a page.
HTMX = {"HX-Request": "true"}


def press(**state: object) -> Fields:
    """Return the fields of a form that was sent once."""
    return {"submission_id": str(uuid4()), **state}


def at_number(sitting: Sitting, number: int) -> Fields:
    """Put the student at a step, by its number from 1, and return what "Next" sends from there."""
    step = sitting.lesson.steps.all()[number - 1]
    Sitting.objects.filter(pk=sitting.pk).update(step=step)
    return press(step=step.pk)


def hand(session: ClassSession, raised: str) -> Fields:
    """Return what the hand's button sends."""
    return press(session=session.pk, raised=raised)


def about(adaptation: Adaptation, **more: object) -> Fields:
    """Return what a button of an adaptation's card sends, as the card stands."""
    adaptation.refresh_from_db()
    return press(seen=adaptation.state, **more)
