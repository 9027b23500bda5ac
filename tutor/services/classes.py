"""Rules for a whole class."""

import random
from contextlib import suppress
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
from tutor.domain.grouping import shuffle_into_groups
from tutor.models import Adaptation, Classroom, ClassSession, Enrolment, Sitting, Suggestion
from tutor.observations import class_tracks
from tutor.selectors import is_step_of, present_sittings
from tutor.services.adaptations import carry_out, longest_hold
from tutor.services.group_prompts import (
    GROUP_PROMPT,
    MINUTES,
    AnotherPromptRuns,
    start_prompt,
    words_for,
)
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
    held = next((rule.hold_s for rule in rules if rule.key == decision.rule), 0.0)
    return _act_on(decision, classroom, step, sittings, hold_s=held, now=now)


def _act_on(
    decision: Decision,
    classroom: Classroom,
    step: Step,
    sittings: list[Sitting],
    *,
    hold_s: float,
    now: datetime,
) -> list[Adaptation]:
    """Carry a decision out, or suggest it. In a session a group prompt is no card for each: groups talk."""
    session = classroom.sessions.filter(ended_at=None, lesson=step.lesson_id).first()
    talks = session is not None and decision.kind == GROUP_PROMPT and decision.mode == "act"
    if classroom.runs_itself and not talks:
        return _carry_out_for_all(decision, sittings, classroom.pk)
    numbers = list(step.lesson.steps.values_list("pk", flat=True))
    evidence = say_evidence(decision, step=step, number=numbers.index(step.pk) + 1, hold_s=hold_s)
    suggestion = suggest(classroom=classroom, step=step, decision=decision, evidence=evidence, now=now)
    if classroom.runs_itself and session is not None and suggestion is not None:
        _let_talk(session, step, sittings, suggestion)
    return []


def _let_talk(session: ClassSession, step: Step, sittings: list[Sitting], suggestion: Suggestion) -> None:
    """Begin the group prompt that was suggested, by itself; it waits for the teacher while another runs."""
    rng = random.Random()  # noqa: S311
    groups = shuffle_into_groups([sitting.pk for sitting in sittings], rng=rng)
    words = words_for(step)
    with suppress(AnotherPromptRuns):
        start_prompt(
            session=session,
            teacher=None,
            words=words,
            step=step,
            minutes=MINUTES,
            groups=groups,
            suggestion=suggestion,
        )


def _commonest_step(sittings: list[Sitting]) -> Step | None:
    steps = [sitting.step for sitting in sittings if is_step_of(sitting.step, sitting.lesson_id)]
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
    """Return the classes a student sits in, without those that were put away."""
    enrolments = Enrolment.objects.filter(student_id=student_id, classroom__archived_at=None)
    return list(enrolments.values_list("classroom_id", flat=True))


def note_change(*, student_id: int) -> None:
    """Refresh the pages of this student's teachers: something they show has changed."""
    for classroom_id in classroom_ids_of(student_id):
        events.send_class_changed(classroom_id=classroom_id)
