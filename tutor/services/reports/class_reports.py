"""The report of a session: gathered once, when it ends, and never changed by what comes after."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import timezone

from tutor.domain.reports.cells import MisconceptionCell, Report, SeenCell
from tutor.domain.reports.class_report import DisclosedSlot, HelpAtStep, StudentAtStep, build_report
from tutor.domain.reports.misconceptions import session_cells
from tutor.domain.reports.variants_seen import seen_cells
from tutor.models import Adaptation, Answer, ClassSession, HintUse, Seat, StepVisit
from tutor.queries.affect_readings import slot_of
from tutor.queries.misconceptions import asked_among, namings_in, titles_in
from tutor.services.affect import update_ledger
from tutor.services.class_affect import disclosed_slots
from tutor.services.reports.comparison_reports import countable_choices

# A longer stay does not say how long the step takes, and counts as unknown.
LONGEST_STAY_S = 3600.0
Facts = dict[tuple[int, int], dict[str, Any]]


def gather_report(session: ClassSession) -> Report:
    """Return a session's report; nine to eleven queries, whatever the size of the class.

    It rests on who took part, not on who is enrolled now, so that a change of the list changes nothing;
    and of each on the time since the seat was taken, so that no two sessions count the same moment.
    """
    seen: Facts = defaultdict(dict)
    _add_tries(session, seen)
    _add_stays(session, seen)
    steps = list(session.lesson.steps.values_list("pk", "title"))
    report = build_report(
        steps,
        [StudentAtStep(step=step, **facts) for (_, step), facts in seen.items()],
        _helps(session),
        _told(session),
        min_group=settings.MIN_GROUP,
    )
    report["misconceptions"] = _misconceptions(session)
    report["variants"] = _variants(session, steps)
    return report


def _variants(session: ClassSession, steps: Sequence[tuple[int, str]]) -> list[SeenCell]:
    """Return which variants chance gave to the session's students; in which a camera had a part is left out.

    How many got help because of a camera would say how many looked lost.
    """
    chosen = countable_choices().filter(from_camera=False, **_within(session, "chosen_at"))
    seen = chosen.values_list("step_id", "variant__title", "arm_variant")
    return seen_cells(steps, seen, min_group=settings.MIN_GROUP)


def _misconceptions(session: ClassSession) -> list[MisconceptionCell]:
    """Return what students have shown in the session; two queries more where questions name any."""
    namings = namings_in(step__lesson=session.lesson_id)
    if not namings:
        return []
    asked = asked_among(Answer.objects.filter(**_within(session)), namings)
    return session_cells(asked, titles_in(session.lesson.course_id), namings)


def _until(session: ClassSession) -> Any:
    return session.ended_at or timezone.now()


def _within(session: ClassSession, moment: str = "created_at") -> dict[str, Any]:
    """Return the condition that something was done by who took part, while they took part."""
    return {
        "sitting__seats__session": session,
        f"{moment}__gte": F("sitting__seats__taken_at"),
        f"{moment}__lte": _until(session),
    }


def _add_tries(session: ClassSession, seen: Facts) -> None:
    by_step = ("sitting_id", "question__step_id")
    answers = Answer.objects.filter(**_within(session)).order_by().values_list(*by_step)
    for sitting, step, tries, wrong in answers.annotate(
        tries=Count("pk"), wrong=Count("pk", filter=Q(is_correct=False))
    ):
        seen[sitting, step].update(tries=tries, wrong=wrong)
    hints = HintUse.objects.filter(**_within(session)).order_by().values_list(*by_step)
    for sitting, step, count in hints.annotate(count=Count("pk")):
        seen[sitting, step].update(hints=count)


def _add_stays(session: ClassSession, seen: Facts) -> None:
    until = _until(session)
    seats = Seat.objects.filter(session=session).values_list("sitting_id", "taken_at", "sitting__seen_at")
    taken = {sitting: (at, last) for sitting, at, last in seats}
    visits = StepVisit.objects.filter(sitting__seats__session=session, entered_at__lte=until)
    rows = visits.filter(Q(finished_at=None) | Q(finished_at__gte=session.started_at))
    for sitting, step, entered, finished in rows.values_list(
        "sitting_id", "step_id", "entered_at", "finished_at"
    ):
        begun, last = taken[sitting]
        if finished is None or finished >= begun:
            stay = (min(finished or last, until) - max(entered, begun)).total_seconds()
            seen[sitting, step].update(seconds=stay if 0 < stay <= LONGEST_STAY_S else None)


def _told(session: ClassSession) -> list[DisclosedSlot]:
    """Return what the ledger told of the session's slots; the last one, which is not over, is left out."""
    if not settings.CAMERA_AFFECT:
        return []
    # The session is locked already, and classes come before sessions in the order of locks.
    update_ledger(session.classroom, now=_until(session), begins=False)
    slots = disclosed_slots(
        session.classroom, first=slot_of(session.started_at), until=slot_of(_until(session)) + 1
    )
    return [
        DisclosedSlot(slot.step_id, slot.told.get("column"), slot.told.get("word", ""))
        for slot in slots
        if slot.step_id is not None
    ]


def _helps(session: ClassSession) -> list[HelpAtStep]:
    rows = Adaptation.objects.countable().filter(**_within(session)).order_by("created_at", "pk")
    return [
        HelpAtStep(*row)
        for row in rows.values_list("sitting_id", "kind", "state", "helped", "next_answer_right")
    ]
