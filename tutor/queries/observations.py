"""What happened to learners, read from the database as the signals need it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import inf
from statistics import median
from time import monotonic
from typing import Any

from django.db.models import F, Min, Q, Value

from content.policy.misconceptions import MISCONCEPTION_SIGNALS
from content.signals.camera import LATELY_S, ClipReading, look_back_s
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
from tutor.models.support import ReadingQuerySet

# What is usual at a step is the median of so many other students at least, the latest at most.
LEAST_OTHERS, MOST_OTHERS = 5, 200
_MISCONCEPTIONS = {signal.name for signal in MISCONCEPTION_SIGNALS}
FIRST_MINUTE = timedelta(minutes=1)
USUAL_KEPT_S, MOST_USUAL_KEPT = 20.0, 1000


@dataclass(frozen=True)
class Asked:
    """What the rules of a learner's course ask for.

    Attributes:
        span_s: how far back (s) the rules look.
        signals: the names of the signals that they ask for.
    """

    span_s: float
    signals: Collection[str]

    @property
    def clips_s(self) -> float:
        """How old (s) a clip may be that the rules look back at."""
        return self.span_s + LATELY_S

    @property
    def now_s(self) -> float:
        """How old (s) a clip may be that counts in what the rules ask for now."""
        return min(self.clips_s, look_back_s(self.signals))


def events_at_step(sitting: Sitting, *, now: datetime, span_s: float, asked: Collection[str]) -> StepEvents:
    """Gather what happened since one student came to the present step, as `events_at_steps` does."""
    return events_at_steps([sitting], now=now, asked={sitting.pk: Asked(span_s, asked)})[sitting.pk]


def events_at_steps(
    sittings: Sequence[Sitting],
    *,
    now: datetime,
    asked: Mapping[int, Asked],
    helps: Mapping[int, Sequence[Adaptation]] | None = None,
    for_now: bool = False,
) -> dict[int, StepEvents]:
    """Gather what happened since each of some students came to the present step, by sitting.

    Five queries however many they are, one more for `helps`, and up to five more for each whose rules ask for
    signals that few rules ask for.

    Args:
        sittings: of the students, each at a step.
        now: nothing later is looked at.
        asked: what their rules ask for, by sitting.
        helps: what came in the sittings, in the order of time; where it is not known yet, it is looked up.
        for_now: only the clips that count in what is asked for now, a few of the ninety that rules look back
            at; `add_earlier_clips` adds the others.
    """
    stays = _stays_of(sittings, now=now)
    earliest = min(stays.values(), default=now)
    # What each table is asked for at once; whose stay began later has less of it.
    here = {"sitting__in": sittings, "created_at__gte": earliest, "created_at__lte": now}
    spans = {pk: one.now_s if for_now else one.clips_s for pk, one in asked.items()}
    clips = _clips_of(stays, now=now, asked=asked, spans=spans)
    answers = Answer.objects.filter(question__step=F("sitting__step"), **here).order_by("created_at")
    reports = SelfReport.objects.filter(step=F("sitting__step"), **here).order_by("created_at")
    tried = _since_came(answers.values_list("sitting_id", "created_at", "is_correct"), stays)
    hints = _since_came(_hints_at(here), stays)
    said = _since_came(reports.values_list("sitting_id", "created_at", "feeling"), stays)
    helped = _helps_at(sittings) if helps is None else helps
    return {
        sitting.pk: _to_events(
            sitting,
            stays[sitting.pk],
            now=now,
            asked=asked[sitting.pk].signals,
            seen=clips[sitting.pk],
            answers=tried[sitting.pk],
            hints=hints[sitting.pk],
            reports=said[sitting.pk],
            helps=helped.get(sitting.pk, ()),
        )
        for sitting in sittings
    }


def add_earlier_clips(
    sittings: Sequence[Sitting],
    events: Mapping[int, StepEvents],
    *,
    now: datetime,
    asked: Mapping[int, Asked],
) -> dict[int, StepEvents]:
    """Return what happened to learners with all the clips that their rules look back at; one query."""
    stays = {one.pk: datetime.fromtimestamp(events[one.pk].entered_at, UTC) for one in sittings}
    spans = {one.pk: asked[one.pk].clips_s for one in sittings}
    clips = _clips_of(stays, now=now, asked=asked, spans=spans)
    return {
        sitting.pk: replace(
            events[sitting.pk], **_seen(sitting, clips[sitting.pk], now=now, asked=asked[sitting.pk].signals)
        )
        for sitting in sittings
    }


def _seen(
    sitting: Sitting, clips: list[ClipReading], *, now: datetime, asked: Collection[str]
) -> dict[str, Any]:
    """Return what events say of the camera: the clips against the student's usual, if rules ask for that."""
    is_asked_for_usual = any(name.endswith("_more") for name in asked)
    usual = _usual_lately(sitting, now=now) if clips and is_asked_for_usual else None
    return {"readings": compare_with_usual(clips, usual), "rest_since": usual.since if usual else None}


def _to_events(
    sitting: Sitting,
    entered: datetime,
    *,
    now: datetime,
    asked: Collection[str],
    seen: list[ClipReading],
    answers: list[tuple[datetime, Any]],
    hints: list[tuple[datetime, Any]],
    reports: list[tuple[datetime, Any]],
    helps: Sequence[Adaptation],
) -> StepEvents:
    return StepEvents(
        entered_at=entered.timestamp(),
        **_seen(sitting, seen, now=now, asked=asked),
        answers=_with_durations(answers, entered),
        hints=[at.timestamp() for at, is_answer in hints if not is_answer],
        hint_answers=[at.timestamp() for at, is_answer in hints if is_answer],
        reports=[(at.timestamp(), feeling) for at, feeling in reports],
        helps=[
            help_.created_at.timestamp()
            for help_ in helps
            if help_.step_id == sitting.step_id and help_.created_at <= now
        ],
        mastery=lowest_mastery(sitting) if "mastery.lowest" in asked else None,
        usual_s=usual_seconds(sitting) if "behaviour.seconds_over_usual" in asked else None,
        touched_at=sitting.touched_at.timestamp() if sitting.touched_at else None,
        showings=showings_of(sitting, now=now) if _MISCONCEPTIONS & set(asked) else None,
    )


def _stays_of(sittings: Sequence[Sitting], *, now: datetime) -> dict[int, datetime]:
    """Return since when each is at the present step; who never came to it, since now."""
    visits = StepVisit.objects.filter(sitting__in=sittings, step=F("sitting__step"))
    entered = dict(visits.values_list("sitting_id", "entered_at"))
    return {sitting.pk: entered.get(sitting.pk, now) for sitting in sittings}


def _clips_of(
    stays: Mapping[int, datetime], *, now: datetime, asked: Mapping[int, Asked], spans: Mapping[int, float]
) -> dict[int, list[ClipReading]]:
    """Return, by sitting, the clips of the present stay and of the last so many seconds (`spans`)."""
    since = {pk: max(entered, now - timedelta(seconds=spans[pk])) for pk, entered in stays.items()}
    with_emotions = any(f"camera.{emotion}" in asked[pk].signals for pk in since for emotion in EMOTIONS)
    earliest = min(since.values(), default=now)
    readings = Reading.objects.filter(sitting__in=list(since), at__gte=earliest, at__lte=now).order_by("at")
    clips = readings.clips_by_sitting(with_emotions=with_emotions)
    starts = {pk: first.timestamp() for pk, first in since.items()}
    return {pk: [clip for clip in clips.get(pk, ()) if clip.at >= start] for pk, start in starts.items()}


def _since_came(
    rows: Iterable[tuple[int, datetime, Any]], stays: Mapping[int, datetime]
) -> defaultdict[int, list[tuple[datetime, Any]]]:
    """Return, by sitting, what came in its present stay."""
    found = defaultdict(list)
    for pk, at, what in rows:
        if at >= stays[pk]:
            found[pk].append((at, what))
    return found


def _helps_at(sittings: Sequence[Sitting]) -> dict[int, list[Adaptation]]:
    found = defaultdict(list)
    here = Adaptation.objects.filter(sitting__in=sittings, step=F("sitting__step"))
    for adaptation in here.order_by("created_at"):
        found[adaptation.sitting_id].append(adaptation)
    return found


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


def _hints_at(here: dict[str, Any]) -> list[tuple[int, datetime, bool]]:
    """Return whose hints were opened when, and when their questions were answered, in the order of time."""
    opened = HintUse.objects.filter(question__step=F("sitting__step"), **here).annotate(answer=Value(0))
    # The order of each part is left out: SQLite takes none within a union.
    answered = HintAnswer.objects.filter(question__step=F("sitting__step"), **here).annotate(answer=Value(1))
    columns = ("sitting_id", "created_at", "answer")
    rows = opened.values_list(*columns).union(answered.order_by().values_list(*columns), all=True)
    return [(pk, at, bool(is_answer)) for pk, at, is_answer in rows.order_by("created_at")]


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


# By sitting, with its start: until when it is kept, and how the student's face looks at rest.
_usual_kept: dict[tuple[int, datetime], tuple[float, Usual | None]] = {}


def _usual_lately(sitting: Sitting, *, now: datetime) -> Usual | None:
    """Return how the student's face looks at rest, as it was at most `USUAL_KEPT_S` ago, once it is known.

    Every clip asks for it. Within the first minute there is nothing to know, and later it changes no more,
    but for a consent that is withdrawn and given again.
    """
    key = sitting.pk, sitting.started_at
    until, usual = _usual_kept.get(key, (-inf, None))
    if monotonic() < until:
        return usual
    first = _first_reading_at(sitting)
    if first is None:
        return None
    left_s = (first + FIRST_MINUTE - now).total_seconds()
    usual = _usual_since(sitting, first) if left_s <= 0 else None
    if usual is not None or left_s > 0:
        if len(_usual_kept) >= MOST_USUAL_KEPT:
            _usual_kept.clear()
        kept_s = min(left_s, USUAL_KEPT_S) if left_s > 0 else USUAL_KEPT_S
        _usual_kept[key] = monotonic() + kept_s, usual
    return usual


def usual_face(sitting: Sitting) -> Usual | None:
    """Return how the student's face read in the first minute of this sitting's camera."""
    first = _first_reading_at(sitting)
    return _usual_since(sitting, first) if first is not None else None


def _first_reading_at(sitting: Sitting) -> datetime | None:
    at: datetime | None = _own_readings(sitting).aggregate(at=Min("at"))["at"]
    return at


def _usual_since(sitting: Sitting, first: datetime) -> Usual | None:
    return learn_usual(_own_readings(sitting).filter(at__lte=first + FIRST_MINUTE).order_by("at").clips())


def _own_readings(sitting: Sitting) -> ReadingQuerySet:
    # The lower bound leaves out the days before, which on PostgreSQL are tables of their own.
    return Reading.objects.filter(sitting=sitting, at__gte=sitting.started_at)


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
