"""Which of several variants helps, worked out for reports: in the background, and kept."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from content.models import Course
from content.policy.comparison import Choice, Outcome
from tutor.domain.reports.cells import ComparedCell
from tutor.domain.reports.comparisons import Chosen, NamedArm, compared_cell, renewed
from tutor.models import Consent, CourseFigures, Enrolment, HelpChoice
from tutor.models.support import are_groups_told_in_words
from tutor.queries.comparing.history import TERMS, arms_now


def tell_comparisons(*, now: datetime) -> None:
    """Work out anew what may be told of every step at which chance chose. Safe to run twice."""
    chosen = HelpChoice.objects.filter(step__lesson__course=OuterRef("pk"))
    for course in Course.objects.filter(Exists(chosen), draft_of=None).order_by("pk"):
        tell_comparisons_of(course, now=now)


def tell_comparisons_of(course: Course, *, now: datetime) -> None:
    """Work out what may be told of a course's steps at which chance chose, and keep it.

    Before the transaction: on SQLite nobody else writes during one, and each step takes some milliseconds.
    """
    fresh = {f"compared:{step}": _cell(step, made, now=now) for step, made in _made_in(course).items()}
    with transaction.atomic():
        figures, _ = CourseFigures.objects.select_for_update().get_or_create(course=course)
        kept: dict[str, ComparedCell] = figures.cells
        for key, (cell, arms) in fresh.items():
            told = renewed(kept.get(key), cell, arms, min_group=settings.MIN_GROUP)
            if told is None:
                kept.pop(key, None)
            else:
                kept[key] = told
        figures.save()


def countable_choices() -> QuerySet[HelpChoice]:
    """Return the choices that may be counted together.

    Where classes are told of in words, nothing that hangs on a camera may be counted; help of a student with
    a camera does, since it waits for a while after help from the camera.
    """
    made = HelpChoice.objects.in_order()
    if are_groups_told_in_words():
        with_camera = Consent.objects.standing(Consent.Purpose.CAMERA)
        own: QuerySet[Consent] = with_camera.filter(student=OuterRef("sitting__student"))
        return made.filter(~Exists(own), from_camera=False)
    return made


def _made_in(course: Course) -> dict[int, list[Chosen]]:
    group_of = dict(
        Enrolment.objects.filter(student__sittings__lesson__course=course)
        .values_list("student")
        # Of several classes one, or a student would count in two and make both look larger.
        .annotate(group=Min("classroom"))
        .order_by()
    )
    rows = countable_choices().filter(step__lesson__course=course).select_related("sitting", "adaptation")
    made = defaultdict(list)
    for row in rows:
        before, after = row.mastery_before, row.mastery_after_week
        student = row.sitting.student_id
        made[row.step_id].append(
            Chosen(
                student,
                group_of.get(student),
                Choice.from_record(row.record),
                Outcome(row.outcome),
                row.from_camera,
                row.seconds_to_right,
                None if before is None or after is None else after - before,
                row.adaptation.helped if row.adaptation else None,
            )
        )
    return made


def _cell(step: int, made: list[Chosen], *, now: datetime) -> tuple[ComparedCell | None, list[NamedArm]]:
    """Return what may be told of a step, and the arms that it has now."""
    arms = arms_now(step, [(one.choice, one.outcome) for one in made])
    named = [NamedArm(arm, variant.kind, variant.title) for arm, variant in arms.items()]
    at = now.isoformat(timespec="minutes")
    return compared_cell(made, named, terms=TERMS, min_group=settings.MIN_GROUP, at=at), named
