"""What leaves for research: numbers of students who agreed, a row a step; no name, no word, no date."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Q

from content.policy.kinds import KINDS
from emotion.estimate import STATES
from tutor.models import Adaptation, Answer, Consent, HintUse, Reading, SelfReport, Sitting, StepVisit

LONGEST_STAY_S = 3600.0
SEEN = ("clips", "clips_known", *STATES)
COLUMNS = (
    *("student", "course", "lesson", "step", "seconds", "tries", "wrong", "hints", "said_lost"),
    *(*SEEN, *(f"help_{kind}" for kind in KINDS)),
)


@dataclass
class Rows:
    """The numbers of one lesson, by sitting and step."""

    found: dict[tuple[int, int], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, rows: Any, *names: str) -> None:
        """Take rows of (sitting, step, one value for each name)."""
        for sitting, step, *values in rows:
            self.found[sitting, step].update(zip(names, values, strict=True))


def export_rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of every lesson that at least `MIN_GROUP` agreeing students took.

    Counted is only what came after each yes. A student's mark is random and lasts for one export, so that
    two exports cannot be joined.
    """
    since = dict(Consent.objects.standing(Consent.Purpose.RESEARCH).values_list("student_id", "since"))
    marks = {student: secrets.token_hex(8) for student in since}
    by_lesson = defaultdict(list)
    for sitting in Sitting.objects.filter(student__in=since).select_related("lesson__course"):
        by_lesson[sitting.lesson_id].append(sitting)
    for sittings in by_lesson.values():
        yield from _rows_of_lesson(sittings, since, marks)


def _rows_of_lesson(
    sittings: list[Sitting], since: dict[int, datetime], marks: dict[int, str]
) -> Iterator[dict[str, Any]]:
    lesson = sittings[0].lesson
    slugs = dict(lesson.steps.values_list("pk", "slug"))
    rows = _gather(sittings, since)
    students = {sitting.pk: sitting.student_id for sitting in sittings}
    for step, slug in slugs.items():
        there = [pk for pk in students if (pk, step) in rows.found]
        if len(there) < settings.MIN_GROUP:
            continue
        if sum("clips" in rows.found[pk, step] for pk in there) < settings.MIN_GROUP:
            _forget_cameras([rows.found[pk, step] for pk in there])
        # Not in the order in which they came, which would tell who is who.
        for pk in sorted(there, key=lambda pk: marks[students[pk]]):
            place = {"course": lesson.course.slug, "lesson": lesson.slug, "step": slug}
            yield {"student": marks[students[pk]], **place, **rows.found[pk, step]}


def _forget_cameras(rows: list[dict[str, Any]]) -> None:
    """Leave out what cameras said where few had one, as it would tell who."""
    for row in rows:
        for name in SEEN:
            row.pop(name, None)


def _gather(sittings: list[Sitting], since: dict[int, datetime]) -> Rows:
    rows = Rows()
    for sitting in sittings:
        _add_deeds(rows, sitting.pk, since[sitting.student_id])
        _add_readings(rows, sitting.pk, since[sitting.student_id])
    return rows


def _add_deeds(rows: Rows, sitting: int, since: datetime) -> None:
    own = {"sitting": sitting, "created_at__gte": since}
    visits = StepVisit.objects.filter(sitting=sitting, entered_at__gte=since, finished_at__gt=F("entered_at"))
    rows.add(
        [
            (sitting, step, min(round((finished - entered).total_seconds(), 1), LONGEST_STAY_S))
            for step, entered, finished in visits.values_list("step_id", "entered_at", "finished_at")
        ],
        "seconds",
    )
    tries = Answer.objects.filter(**own).order_by().values_list("sitting_id", "question__step_id")
    rows.add(
        tries.annotate(tries=Count("pk"), wrong=Count("pk", filter=Q(is_correct=False))), "tries", "wrong"
    )
    hints = HintUse.objects.filter(**own).order_by().values_list("sitting_id", "question__step_id")
    rows.add(hints.annotate(count=Count("pk")), "hints")
    lost = SelfReport.objects.filter(feeling=SelfReport.Feeling.LOST, **own).order_by()
    rows.add(lost.values_list("sitting_id", "step_id").annotate(count=Count("pk")), "said_lost")
    helps = Adaptation.objects.filter(**own).order_by().values_list("sitting_id", "step_id", "kind")
    for pk, step, kind in helps:
        rows.add([(pk, step, 1)], f"help_{kind}")


def _add_readings(rows: Rows, sitting: int, since: datetime) -> None:
    readings = Reading.objects.filter(sitting=sitting, at__gte=since, step__isnull=False).order_by()
    means = {f"mean_{state}": Avg(state, filter=Q(known=True)) for state in STATES}
    counts = {"clips": Count("pk"), "clips_known": Count("pk", filter=Q(known=True))}
    seen = readings.values_list("sitting_id", "step_id").annotate(**counts, **means)
    rounded = [(*row[:4], *(None if mean is None else round(mean, 3) for mean in row[4:])) for row in seen]
    rows.add(rounded, *SEEN)
