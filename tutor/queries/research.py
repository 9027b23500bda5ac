"""What leaves for research: coarse numbers of students who agreed; no name, no word, no date."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Q

from content.policy.kinds import KINDS
from emotion.estimate import STATES
from tutor.domain.disclosure.k_anonymity import anonymize, coarsen
from tutor.models import Adaptation, Answer, Consent, HintUse, Reading, SelfReport, Sitting, StepVisit

# A longer stay counts as this long.
LONGEST_STAY_S = 3600.0
SEEN = ("clips_known", *STATES)
HELPS = tuple(f"help_{kind}" for kind in KINDS)
COLUMNS = ("course", "lesson", "step", "seconds", "tries", "wrong", "hints", "said_lost", *SEEN, *HELPS)


@dataclass
class Rows:
    """The numbers of one lesson, by sitting and step."""

    found: dict[tuple[int, int], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, rows: Any, *names: str) -> None:
        """Take rows of (sitting, step, one value for each name)."""
        for sitting, step, *values in rows:
            self.found[sitting, step].update(zip(names, values, strict=True))


def export_rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of each step that `MIN_GROUP` agreeing students took or more, in an order by chance.

    Only what came after consent is counted. A row says nothing of which other rows are of the same student,
    its numbers are coarse, and every row is like `MIN_GROUP` others of its step or more: whoever has two
    exports, or the original numbers, can join no row with fewer than so many.
    """
    agreed: Any = Consent.objects.standing(Consent.Purpose.RESEARCH)
    since: dict[int, datetime] = dict(agreed.values_list("student_id", "since"))
    by_lesson = defaultdict(list)
    for sitting in Sitting.objects.filter(student__in=since).select_related("lesson__course"):
        by_lesson[sitting.lesson_id].append(sitting)
    for sittings in by_lesson.values():
        yield from _rows_of_lesson(sittings, since)


def _rows_of_lesson(sittings: list[Sitting], since: dict[int, datetime]) -> Iterator[dict[str, Any]]:
    lesson = sittings[0].lesson
    found = _gather(sittings, since).found
    for step, slug in lesson.steps.values_list("pk", "slug"):
        rows = [found[sitting.pk, step] for sitting in sittings if (sitting.pk, step) in found]
        if len(rows) < settings.MIN_GROUP:
            continue
        place = {"course": lesson.course.slug, "lesson": lesson.slug, "step": slug}
        alike = anonymize([coarsen(row) for row in rows], least=settings.MIN_GROUP)
        # Not in the order in which they came, which would tell who is who.
        SystemRandom().shuffle(alike)
        for row in alike:
            yield {**place, **row}


def _gather(sittings: list[Sitting], since: dict[int, datetime]) -> Rows:
    rows = Rows()
    # One by one: each student's numbers begin with that student's own yes.
    for sitting in sittings:
        _add_deeds(rows, sitting.pk, since[sitting.student_id])
        _add_readings(rows, sitting.pk, since[sitting.student_id])
    return rows


def _add_deeds(rows: Rows, sitting: int, since: datetime) -> None:
    own = {"sitting": sitting, "created_at__gte": since}
    visits = StepVisit.objects.filter(sitting=sitting, entered_at__gte=since, finished_at__gt=F("entered_at"))
    rows.add(
        [
            (sitting, step, min((finished - entered).total_seconds(), LONGEST_STAY_S))
            for step, entered, finished in visits.values_list("step_id", "entered_at", "finished_at")
            if finished
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
    seen = readings.values_list("sitting_id", "step_id")
    rows.add(seen.annotate(clips_known=Count("pk", filter=Q(known=True)), **means), *SEEN)
