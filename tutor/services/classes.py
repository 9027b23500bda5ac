"""Rules for a whole class."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from content.models import Lesson, Step
from content.policy.decide import Decision, PastAdaptation, Situation, decide
from content.policy.kinds import BUILT_IN
from content.rules import rules_lately
from tutor import events
from tutor.domain.class_signals import build_class_timeline
from tutor.models import Adaptation, Classroom, Enrolment, Sitting, Suggestion
from tutor.observations import class_tracks
from tutor.selectors import present_sittings
from tutor.services.adaptations import carry_out, longest_hold
from tutor.services.suggestions import say_evidence, suggest

CONSIDER_EVERY_S = 4


def consider_class(*, classroom_id: int, lesson_id: int, now: datetime | None = None) -> list[Adaptation]:
    """Ask the policy about a class at a lesson; carry its decision out for every learner present.

    Where the class leaves decisions to its teacher, the decision becomes a suggestion instead.
    However many clips arrive, a class is considered once in `CONSIDER_EVERY_S` seconds.
    """
    if now is None and not cache.add(f"class-considered:{classroom_id}:{lesson_id}", 1, CONSIDER_EVERY_S):
        return []
    now = now or timezone.now()
    classroom = Classroom.objects.get(pk=classroom_id)
    lesson = Lesson.objects.select_related("course").get(pk=lesson_id)
    sittings = list(present_sittings(classroom, lesson_id=lesson_id, now=now).select_related("step"))
    rules = [rule for rule in rules_lately(lesson.course) if rule.scope == "class"]
    if len(sittings) < settings.MIN_GROUP or not rules:
        return []
    span_s = longest_hold(rules)
    timeline = build_class_timeline(
        class_tracks([sitting.pk for sitting in sittings], now=now, span_s=span_s),
        now=now.timestamp(),
        span_s=span_s,
        min_known=settings.MIN_GROUP,
    )
    step = _commonest_step(sittings)
    if step is None:
        return []
    situation = _describe_class(classroom, lesson, step, now=now)
    decision = decide(rules, timeline, situation, now.timestamp())
    if decision is None:
        return []
    if classroom.runs_itself:
        return _carry_out_for_all(decision, sittings, classroom_id)
    held = next((rule.hold_s for rule in rules if rule.key == decision.rule), 0.0)
    numbers = list(lesson.steps.values_list("pk", flat=True))
    evidence = say_evidence(decision, step=step, number=numbers.index(step.pk) + 1, hold_s=held)
    suggest(classroom=classroom, step=step, decision=decision, evidence=evidence, now=now)
    return []


def _commonest_step(sittings: list[Sitting]) -> Step | None:
    steps = [sitting.step for sitting in sittings if sitting.step is not None]
    return max(steps, key=lambda step: sum(other.pk == step.pk for other in steps), default=None)


def _describe_class(classroom: Classroom, lesson: Lesson, step: Step, *, now: datetime) -> Situation:
    past = (
        Adaptation.objects.filter(classroom=classroom, created_at__gt=now - timedelta(hours=1))
        .select_related("step")
        .order_by("created_at")
    )
    used = {adaptation.kind for adaptation in past if adaptation.step_id == step.pk}
    # A suggestion counts from the moment it was made, whatever became of it: nobody is asked twice.
    suggested = Suggestion.objects.filter(classroom=classroom, created_at__gt=now - timedelta(hours=1))
    available = set(step.variants.values_list("kind", flat=True)) | BUILT_IN
    return Situation(
        course=lesson.course.slug,
        lesson=lesson.slug,
        step=step.slug,
        step_kind=step.kind,
        available=frozenset(available - used),
        adaptations=tuple(
            PastAdaptation(
                at=adaptation.created_at.timestamp(),
                rule=adaptation.rule_key,
                kind=adaptation.kind,
                step=adaptation.step.slug,
                undone=False,
                scope="class",
            )
            for adaptation in [*past, *suggested.select_related("step").order_by("created_at")]
        ),
    )


def _carry_out_for_all(decision: Decision, sittings: list[Sitting], classroom_id: int) -> list[Adaptation]:
    made = [
        carry_out(sitting, sitting.step, decision, classroom_id=classroom_id)
        for sitting in sittings
        if sitting.step is not None
    ]
    return [adaptation for adaptation in made if adaptation is not None]


def classroom_ids_of(student_id: int) -> list[int]:
    """Return the classes a student sits in."""
    enrolments = Enrolment.objects.filter(student_id=student_id)
    return list(enrolments.values_list("classroom_id", flat=True))


def note_change(*, student_id: int) -> None:
    """Refresh the pages of this student's teachers: something they show has changed."""
    for classroom_id in classroom_ids_of(student_id):
        events.send_class_changed(classroom_id=classroom_id)
