"""The report of a session: gathered once, when it ends, and never changed by what comes after."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Avg, Case, Count, FloatField, Q, When
from django.utils import timezone

from tutor.domain.class_report import STATES, HelpAtStep, StudentAtStep, build_report
from tutor.models import Adaptation, Answer, ClassSession, HintUse, Reading, Sitting, StepVisit

LONGEST_STAY_S = 3600.0


def gather_report(session: ClassSession) -> dict[str, Any]:
    """Return a session's report; six queries, whatever the size of the class.

    It rests on who took part, not on who is enrolled now, so that a change of the list changes nothing.
    """
    until = session.ended_at or timezone.now()
    sittings = dict(
        Sitting.objects.filter(seats__session=session).values_list("pk", "seen_at").order_by("pk")
    )
    within = {"sitting__in": sittings, "created_at__gte": session.started_at, "created_at__lte": until}
    seen: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    answers = Answer.objects.filter(**within).order_by().values_list("sitting_id", "question__step_id")
    for sitting, step, tries, wrong in answers.annotate(
        tries=Count("pk"), wrong=Count("pk", filter=Q(is_correct=False))
    ):
        seen[sitting, step].update(tries=tries, wrong=wrong)
    hints = HintUse.objects.filter(**within).order_by().values_list("sitting_id", "question__step_id")
    for sitting, step, count in hints.annotate(count=Count("pk")):
        seen[sitting, step].update(hints=count)
    visits = StepVisit.objects.filter(sitting__in=sittings, entered_at__lte=until).filter(
        Q(finished_at=None) | Q(finished_at__gte=session.started_at)
    )
    for sitting, step, entered, finished in visits.values_list(
        "sitting_id", "step_id", "entered_at", "finished_at"
    ):
        left = min(finished or sittings[sitting], until)
        stay = (left - max(entered, session.started_at)).total_seconds()
        seen[sitting, step].update(seconds=stay if 0 <= stay <= LONGEST_STAY_S else None)
    for (sitting, step), levels in _mean_levels(session, list(sittings), until).items():
        seen[sitting, step].update(levels=levels, had_camera=True)
    steps = list(session.lesson.steps.values_list("pk", "title"))
    return build_report(
        steps,
        [StudentAtStep(step=step, **facts) for (_, step), facts in seen.items()],
        _helps(within),
        min_group=settings.MIN_GROUP,
    )


def _mean_levels(
    session: ClassSession, sittings: list[int], until: datetime
) -> dict[tuple[int, int], dict[str, float] | None]:
    one_if_known = Case(When(known=True, then=1.0), default=0.0, output_field=FloatField())
    rows = (
        Reading.objects.in_figures()
        .filter(sitting__in=sittings, step__isnull=False, at__gte=session.started_at, at__lte=until)
        .values("sitting_id", "step_id")
        .annotate(**{f"mean_{s}": Avg(s) for s in STATES}, share=Avg(one_if_known))
        .order_by()
    )
    return {
        (row["sitting_id"], row["step_id"]): (
            {state: row[f"mean_{state}"] for state in STATES}
            if row["share"] >= 0.6 and row["mean_engaged"] is not None
            else None
        )
        for row in rows
    }


def _helps(within: dict[str, Any]) -> list[HelpAtStep]:
    rows = Adaptation.objects.filter(**within).values_list(
        "sitting_id", "kind", "state", "helped", "next_answer_right"
    )
    return [
        HelpAtStep(sitting, kind, state == Adaptation.State.UNDONE, helped, right)
        for sitting, kind, state, helped, right in rows
    ]
