"""What teachers read of a class's affect: on the live page, in rules, in reports; from the ledger alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from content import figures
from content.language import gettext, gettext_noop
from emotion.estimate import STATES
from tutor.domain.affect import words as affect_words
from tutor.domain.affect.cohort import LOST, SLOT_S
from tutor.domain.affect.figures import LASTS
from tutor.domain.affect.ledger import unpack
from tutor.domain.class_signals import Standing
from tutor.domain.disclosure.small_groups import WITHHELD_KEY
from tutor.domain.reports.cells import Report, StepCell
from tutor.models import AffectLesson, AffectSlot, Classroom
from tutor.queries.affect_readings import slot_of, start_of
from tutor.services.affect import update_ledger

WITHHELD = "withheld"
SHOWN_SLOTS = 10 * 60 // SLOT_S
TOO_SMALL = gettext_noop(
    "With fewer than %(smallest)s students here the class is too small for cameras "
    "to speak of it: what one student looks like would show. Taps and answers speak."
)


@dataclass(frozen=True)
class Looks:
    """What cameras make of a class, as the live page shows it: a sentence, and a chart of figures."""

    sentence: str = ""
    series: dict[str, list[Any]] | None = None


def look_at(classroom: Classroom, *, now: datetime) -> Looks:
    """Bring the ledger up to date, and return what stands; nothing where cameras are off."""
    lesson = update_ledger(classroom, now=now) if settings.CAMERA_AFFECT else None
    if lesson is None or lesson.ledger is None:
        return Looks()
    slots = disclosed_slots(classroom, first=lesson.next_slot - SHOWN_SLOTS, until=lesson.next_slot)
    if lesson.ledger["words"]:
        return Looks(_describe_words(lesson, slots))
    columns = [(row.slot, row.told["column"]) for row in slots if row.told.get("column")]
    return Looks(_describe_figures(columns[-1][1]), _series(columns)) if columns else Looks()


def withhold_figures(report: Report) -> Report:
    """Return a report without the figures of earlier, where classes are told of in words now."""
    if settings.CLASS_AFFECT_DETAIL == "figures":
        return report
    steps: list[StepCell] = [{**cell, "states": None} for cell in report["steps"]]
    return {**report, "steps": steps}


def disclosed_slots(classroom: Classroom, *, first: int, until: int) -> list[AffectSlot]:
    """Return what was told to a class from slot `first` to before `until`, in time order; one query."""
    # One call of `filter`, so that class and `since` are those of the same row: in two calls the `since` of
    # another class that shares the lesson would do.
    told = AffectSlot.objects.filter(
        lesson__audience__classroom=classroom,
        lesson__audience__since__lte=F("slot"),
        slot__gte=first,
        slot__lt=until,
    )
    return list(told.order_by("slot"))


def _describe_figures(column: dict[str, int]) -> str:
    """Return the last figures in a sentence; empty where nobody looks lost, as a camera may see nothing."""
    lost = sum(column[state] for state in LOST)
    here = sum(column.values())
    return (
        gettext("Cameras guess that at least %(lost)s of %(here)s look lost.") % {"lost": lost, "here": here}
        if lost
        else ""
    )


def _series(columns: list[tuple[int, dict[str, int]]]) -> dict[str, list[Any]]:
    labels = [figures.precise_clock(timezone.localtime(start_of(slot))) for slot, _ in columns]
    return {
        "labels": labels,
        **{name: [column[name] for _, column in columns] for name in STATES},
        WITHHELD: [column[WITHHELD_KEY] for _, column in columns],
    }


def _describe_words(lesson: AffectLesson, slots: list[AffectSlot]) -> str:
    words = unpack(lesson.ledger).words
    if words is not None and words.told:
        at = timezone.localtime(start_of(words.slot + 1))
        return gettext("At %(at)s cameras guessed that %(told)s may be lost. They say so once a lesson.") % {
            "at": figures.clock(at),
            "told": gettext(words.told),
        }
    if lesson.size < affect_words.SMALLEST:
        return gettext(TOO_SMALL) % {"smallest": affect_words.SMALLEST}
    return gettext(
        "Cameras have not guessed that many are lost. They may miss it: taps and answers are facts."
    )


def signals_since(classroom: Classroom, *, now: datetime, span_s: float) -> list[Standing] | None:
    """Return what the ledger told rules over a span, in time order; `None` where cameras are off.

    Figures are renewed by what has lasted for `LASTS` slots, and count from the first of them.
    """
    if not settings.CAMERA_AFFECT:
        return None
    lesson = update_ledger(classroom, now=now)
    if lesson is None:
        return []
    first = slot_of(now) - int(span_s // SLOT_S) - LASTS - 1
    standing = []
    for row in disclosed_slots(classroom, first=first, until=lesson.next_slot):
        begun = row.slot - LASTS + 1 if row.told.get("renewed") == row.slot else row.slot
        standing.append(Standing(float(begun * SLOT_S), row.told["signals"]))
    return standing
