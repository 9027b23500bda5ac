"""What all classes say about a course, for those who write it."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from content.authoring.access import is_author
from content.models import Course, Step
from tutor.domain.reports.cells import ComparedCell, CourseCell, FinishedCell, HelpFacts, LookedCell
from tutor.reports.courses import StepOfCourse, course_document
from tutor.reports.replies import in_english_for_programs, reply_with
from tutor.services.reports.course_reports import figures_of, shown_in_course
from tutor.views.requests import UserRequest


@require_GET
@login_required
@in_english_for_programs
def show_course(request: UserRequest, course_id: int, form: str = "") -> HttpResponse:
    """Show a course over all its classes, or give it as a file; to its authors alone."""
    if not is_author(request.user):
        raise PermissionDenied
    course = get_object_or_404(Course.objects.editable_by(request.user), pk=course_id)
    cells = figures_of(course=course)
    document = course_document(
        _steps_of(course, cells),
        shown_in_course(course, cells),
        title=course.title,
        min_group=settings.MIN_GROUP,
        has_camera=settings.CAMERA_AFFECT,
        compares=settings.HELP_COMPARISON,
    )
    return reply_with(request, document, form, course=course)


def _steps_of(course: Course, cells: dict[str, CourseCell]) -> list[StepOfCourse]:
    """Return the course's steps as they stand now, each with its figures."""
    steps = Step.objects.filter(lesson__course=course, lesson__archived_at=None).select_related("lesson")
    found, numbers = [], dict[int, int]()
    for step in steps.order_by("lesson__position", "lesson_id", "position", "pk"):
        numbers[step.lesson_id] = numbers.get(step.lesson_id, 0) + 1
        start = f"way:{step.pk}:"
        ways = {key.removeprefix(start): cells[key] for key in sorted(cells) if key.startswith(start)}
        found.append(
            StepOfCourse(
                step.lesson.title,
                f"{numbers[step.lesson_id]}. {step.title}",
                # What a cell is about says which kind of cell it is.
                cast(FinishedCell | None, cells.get(f"step:{step.pk}")),
                _looked(cast(LookedCell | None, cells.get(f"looked:{step.pk}"))),
                cast(dict[str, HelpFacts], ways),
                cast(ComparedCell | None, cells.get(f"compared:{step.pk}")),
                settings.HELP_COMPARISON and step.lets_chance_choose_in(course),
            )
        )
    return found


def _looked(cell: LookedCell | None) -> LookedCell | None:
    """Return how classes looked at a step, without the figures of earlier where they are told of in words."""
    if cell is None or settings.CLASS_AFFECT_DETAIL == "figures":
        return cell
    return {**cell, "states": None}
