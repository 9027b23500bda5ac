"""The figures of a course over all its classes."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.utils import timezone

from content.models import Course
from tutor.domain.reports.cells import CourseCell, MisconceptionCell, ShownCell
from tutor.domain.reports.class_report import HelpAtStep
from tutor.domain.reports.course_report import Finished, Helped, affect_cell, renew_cells, step_cell, way_cell
from tutor.domain.reports.misconceptions import Asked, course_cell, course_cells
from tutor.models import (
    Adaptation,
    Answer,
    ClassSession,
    CourseFigures,
    Enrolment,
    HintUse,
    SelfReport,
    StepVisit,
)
from tutor.queries.misconceptions import asked_among, namings_in, titles_in

FRESH = timedelta(minutes=10)


@transaction.atomic
def figures_of(*, course: Course) -> dict[str, CourseCell]:
    """Return a course's cells, counted anew when the last count is older than `FRESH`."""
    figures, _ = CourseFigures.objects.select_for_update().get_or_create(course=course)
    now = timezone.now()
    if figures.renewed_at is None or figures.renewed_at < now - FRESH:
        figures.cells = renew_cells(figures.cells, _count(course), min_group=settings.MIN_GROUP)
        figures.renewed_at = now
        figures.save()
    cells: dict[str, CourseCell] = figures.cells
    return cells


def _count(course: Course) -> dict[str, CourseCell | None]:
    group_of = dict(
        Enrolment.objects.filter(student__sittings__lesson__course=course)
        .values_list("student")
        # Of several classes one, or a student would count in two and make both look larger.
        .annotate(group=Min("classroom"))
        .order_by()
    )
    return {
        **_cells("step", _finished(course, group_of), step_cell),
        **_cells("way", _helped(course, group_of), way_cell),
        **_cells("looked", _looked(course), affect_cell),
        **_cells("shown", _shown(course, group_of), course_cell),
    }


def _cells(
    about: str, entries: dict[str, list[Any]], make: Callable[..., CourseCell | None]
) -> dict[str, CourseCell | None]:
    return {f"{about}:{key}": make(found, min_group=settings.MIN_GROUP) for key, found in entries.items()}


def _finished(course: Course, group_of: dict[int, int]) -> dict[str, list[Finished]]:
    here = {"sitting": OuterRef("sitting")}
    by_then = {**here, "created_at__lte": OuterRef("finished_at")}
    first = Answer.objects.filter(question__step=OuterRef("step"), **here).order_by("created_at", "pk")
    visits = StepVisit.objects.filter(sitting__lesson__course=course, finished_at__isnull=False).annotate(
        was_right=Subquery(first.values("is_correct")[:1]),
        hinted=Exists(HintUse.objects.filter(question__step=OuterRef("step"), **by_then)),
        lost=Exists(SelfReport.objects.filter(step=OuterRef("step"), feeling="lost", **by_then)),
    )
    entries = defaultdict(list)
    for step, student, *went in visits.values_list(
        "step_id", "sitting__student_id", "was_right", "hinted", "lost"
    ):
        entries[str(step)].append(Finished(student, group_of.get(student), *went))
    return entries


def _helped(course: Course, group_of: dict[int, int]) -> dict[str, list[Helped]]:
    rows = Adaptation.objects.countable().filter(sitting__lesson__course=course).order_by("created_at", "pk")
    entries = defaultdict(list)
    for step, student, kind, state, helped, was_right in rows.values_list(
        "step_id", "sitting__student_id", "kind", "state", "helped", "next_answer_right"
    ):
        help_at = HelpAtStep(student, kind, state, helped, was_right)
        entries[f"{step}:{kind}"].append(Helped(group_of.get(student), help_at))
    return entries


def _shown(course: Course, group_of: dict[int, int]) -> dict[str, list[Asked]]:
    entries = defaultdict(list)
    namings = namings_in(step__lesson__course=course, step__lesson__archived_at=None)
    answers = Answer.objects.filter(sitting__lesson__course=course)
    for one in asked_among(answers, namings, group_of=group_of) if namings else ():
        entries[one.misconception].append(one)
    return entries


def shown_in_course(course: Course, cells: Mapping[str, CourseCell]) -> list[MisconceptionCell]:
    """Return the misconceptions of a course's cells, with where the questions that name them stand now."""
    shown = {
        key.removeprefix("shown:"): cast(ShownCell, cell)
        for key, cell in cells.items()
        if key.startswith("shown:")
    }
    if not shown:
        return []
    namings = namings_in(with_lesson=True, step__lesson__course=course, step__lesson__archived_at=None)
    return course_cells(shown, titles_in(course.pk), namings)


def _looked(course: Course) -> dict[str, list[tuple[int, Any]]]:
    entries = defaultdict(list)
    reports = ClassSession.objects.filter(lesson__course=course, report__isnull=False)
    for group, report in reports.annotate(group=F("classroom")).values_list("group", "report"):
        for cell in report["steps"]:
            entries[str(cell["step"])].append((group, cell))
    return entries
