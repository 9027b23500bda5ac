"""What happened to learners, read from the database as the signals need it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from math import inf
from statistics import median
from typing import Any

from django.db.models import F, Min, Q, Value

from content.policy.misconceptions import MISCONCEPTION_SIGNALS
from content.signals.camera import LATELY_S
from content.signals.step import Showing, StepEvents, Tried
from emotion.estimate import EMOTIONS
from tutor.domain.class_signals import SAID_S
from tutor.domain.resting_face import Usual, compare_with_usual, learn_usual
from tutor.models import (
    Adaptation,
    Answer,
    HintAnswer,
    HintUse,
    Mastery,
    Reading,
    SelfReport,
    Sitting,
    StepVisit,
)

# What is usual at a step is the median of so many other students at least, the latest at most.
LEAST_OTHERS, MOST_OTHERS = 5, 200
_MISCONCEPTIONS = {signal.name for signal in MISCONCEPTION_SIGNALS}
FIRST_MINUTE = timedelta(minutes=1)


def events_at_step(
    sitting: Sitting,
    *,
    now: datetime,
    span_s: float,
    asked: Collection[str],
    helps: Sequence[Adaptation] | None = None,
) -> StepEvents:
    """Gather what happened since the student came to the present step.

    Five queries, none per row, one more for `helps`, and up to five more for signals that few rules ask for.

    Args:
        sitting: of the student, at a step.
        now: nothing later is looked at.
        span_s: how far back (s) the rules look.
        asked: the names of the signals that the rules ask for.
        helps: what came in this sitting, in the order of time; where it is not known yet, it is looked up.
    """
    # A sitting whose step was deleted is at none: no row has the key 0.
    step = sitting.step_id or 0
    if helps is None:
        helps = list(sitting.adaptations.filter(step_id=step).order_by("created_at"))
    visit = StepVisit.objects.filter(sitting=sitting, step_id=step).first()
    entered = visit.entered_at if visit else now
    since = max(entered, now - timedelta(seconds=span_s + LATELY_S))
    readings = Reading.objects.filter(sitting=sitting, at__gte=since, at__lte=now).order_by("at")
    here = {"sitting": sitting, "created_at__gte": entered, "created_at__lte": now}
    answers = Answer.objects.filter(question__step_id=step, **here).order_by("created_at")
    hints = _hints_at(step, here)
    reports = SelfReport.objects.filter(step_id=step, **here).order_by("created_at")
    is_asked_for_usual = any(name.endswith("_more") for name in asked)
    emotions_asked = any(f"camera.{emotion}" in asked for emotion in EMOTIONS)
    seen = readings.clips(with_emotions=emotions_asked)
    usual = usual_face(sitting) if seen and is_asked_for_usual else None
    return StepEvents(
        entered_at=entered.timestamp(),
        readings=compare_with_usual(seen, usual),
        answers=_with_durations(list(answers.values_list("created_at", "is_correct")), entered),
        hints=[at.timestamp() for at, is_answer in hints if not is_answer],
        hint_answers=[at.timestamp() for at, is_answer in hints if is_answer],
        reports=[(at.timestamp(), feeling) for at, feeling in reports.values_list("created_at", "feeling")],
        helps=[
            help_.created_at.timestamp()
            for help_ in helps
            if help_.step_id == step and help_.created_at <= now
        ],
        mastery=lowest_mastery(sitting) if "mastery.lowest" in asked else None,
        rest_since=usual.since if usual else None,
        usual_s=usual_seconds(sitting) if "behaviour.seconds_over_usual" in asked else None,
        touched_at=sitting.touched_at.timestamp() if sitting.touched_at else None,
        showings=showings_of(sitting, now=now) if _MISCONCEPTIONS & set(asked) else None,
    )


def showings_of(sitting: Sitting, *, now: datetime) -> list[Showing]:
    """Return which misconceptions the student's answers have shown in the course, in the order of time."""
    answers = Answer.objects.filter(
        sitting__student=sitting.student_id,
        sitting__lesson__course=sitting.lesson.course_id,
        created_at__lte=now,
    ).exclude(misconceptions=[])
    rows = answers.order_by("created_at", "pk").values_list("created_at", "misconceptions", "sitting")
    return [
        Showing(at.timestamp(), slug, in_lesson=pk == sitting.pk) for at, slugs, pk in rows for slug in slugs
    ]


def _hints_at(step: int, here: dict[str, Any]) -> list[tuple[datetime, bool]]:
    """Return when hints were opened, and when their questions were answered, in the order of time."""
    opened = HintUse.objects.filter(question__step_id=step, **here).annotate(answer=Value(0))
    # The order of each part is left out: SQLite takes none within a union.
    answered = HintAnswer.objects.filter(question__step_id=step, **here).annotate(answer=Value(1))
    rows = opened.values_list("created_at", "answer").union(
        answered.order_by().values_list("created_at", "answer"), all=True
    )
    return [(at, bool(is_answer)) for at, is_answer in rows.order_by("created_at")]


def _with_durations(answers: list[tuple[datetime, bool]], entered: datetime) -> list[Tried]:
    tried, before = [], entered
    for at, is_correct in answers:
        # An answer that ends an absence begins the stay itself: nobody knows how long it took.
        took_s = inf if at == entered else (at - before).total_seconds()
        tried.append(Tried(at=at.timestamp(), is_correct=is_correct, took_s=took_s))
        before = at
    return tried


def lowest_mastery(sitting: Sitting) -> float | None:
    """Return P(known) of the step's least known skill; `None` before any answer about one of them."""
    at_step = Q(skill__steps=sitting.step_id) | Q(skill__questions__step=sitting.step_id)
    masteries = Mastery.objects.filter(at_step, student_id=sitting.student_id, skill__archived_at=None)
    lowest: float | None = masteries.aggregate(lowest=Min("p_known"))["lowest"]
    return lowest


def usual_face(sitting: Sitting) -> Usual | None:
    """Return how the student's face read in the first minute of this sitting's camera."""
    # The lower bound leaves out the days before, which on PostgreSQL are tables of their own.
    own = Reading.objects.filter(sitting=sitting, at__gte=sitting.started_at)
    first = own.aggregate(at=Min("at"))["at"]
    if first is None:
        return None
    readings = own.filter(at__lte=first + FIRST_MINUTE).order_by("at")
    return learn_usual(readings.clips())


def usual_seconds(sitting: Sitting) -> float | None:
    """Return the median stay (s) of the other students who finished the step; `None` while they are few."""
    visits = (
        StepVisit.objects.filter(step_id=sitting.step_id or 0, finished_at__gt=F("entered_at"))
        .exclude(sitting=sitting)
        .order_by("-finished_at")
        .values_list("entered_at", "finished_at")[:MOST_OTHERS]
    )
    stays = [(finished - entered).total_seconds() for entered, finished in visits if finished]
    return median(stays) if len(stays) >= LEAST_OTHERS else None


def class_taps(sittings: list[int], *, now: datetime, span_s: float) -> list[list[tuple[float, str]]]:
    """Return each sitting's taps over the span and as long before as they count; one query."""
    taps = defaultdict(list)
    said = SelfReport.objects.filter(
        sitting__in=sittings, created_at__gt=now - timedelta(seconds=span_s + SAID_S), created_at__lte=now
    )
    for sitting_id, at, word in said.order_by("created_at", "pk").values_list(
        "sitting_id", "created_at", "feeling"
    ):
        taps[sitting_id].append((at.timestamp(), word))
    return [taps[pk] for pk in sittings]
