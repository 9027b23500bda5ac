"""Rules for a whole class."""

import random
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from content.models import Lesson, Step
from content.policy.decide import PastAdaptation, Situation, decide
from content.policy.decisions import Decision
from content.rules import recent_rules
from tutor.domain.class_signals import build_class_timeline
from tutor.domain.commonest import commonest
from tutor.domain.grouping import shuffle_into_groups
from tutor.messages import events
from tutor.models import Adaptation, Classroom, ClassSession, Enrolment, Sitting, Suggestion
from tutor.queries.observations import class_taps
from tutor.queries.selectors import is_step_of, kinds_at, present_sittings
from tutor.services.adaptations import carry_out, longest_hold
from tutor.services.class_affect import signals_since
from tutor.services.locks import Gone
from tutor.services.teaching.group_prompts import (
    GROUP_PROMPT,
    MINUTES,
    AnotherPromptRuns,
    start_prompt,
    words_for,
)
from tutor.services.teaching.suggestions import describe_evidence, note_nothing_new, suggest

CONSIDER_EVERY_S = 4


def consider_class(*, classroom_id: int, lesson_id: int, now: datetime | None = None) -> list[Adaptation]:
    """Ask the policy about a class at a lesson; carry its decision out for every learner present.

    Where the class leaves decisions to its teacher, the decision becomes a suggestion instead.
    However many clips arrive, a class is considered once in each `CONSIDER_EVERY_S` seconds.
    """
    # Only tests give a moment, and ask as often as they like.
    if now is None and not _is_first_to_ask(classroom_id, lesson_id):
        return []
    now = now or timezone.now()
    classroom = Classroom.objects.get(pk=classroom_id)
    lesson = Lesson.objects.select_related("course").get(pk=lesson_id)
    sittings = list(present_sittings(classroom, lesson_id=lesson_id, now=now).select_related("step"))
    rules = [rule for rule in recent_rules(lesson.course) if rule.scope == "class"]
    span_s = longest_hold(rules)
    # Also where no rule asks: the ledger does not wait until somebody looks.
    told = signals_since(classroom, now=now, span_s=span_s)
    if len(sittings) < settings.MIN_GROUP or not rules:
        return []
    timeline = build_class_timeline(
        class_taps([sitting.pk for sitting in sittings], now=now, span_s=span_s),
        now=now.timestamp(),
        span_s=span_s,
        min_known=settings.MIN_GROUP,
        told=told,
    )
    step = _commonest_step(sittings)
    if step is None:
        return []
    situation = _describe_class(classroom, lesson, step, sittings, now=now)
    while decision := decide(rules, timeline, situation, now.timestamp()):
        held = next((rule.hold_s for rule in rules if rule.key == decision.rule), 0.0)
        made = _act_on(decision, classroom, step, sittings, hold_s=held, now=now)
        if made is not None:
            return made
        rules = [rule for rule in rules if rule.key != decision.rule]
    return []


def _is_first_to_ask(classroom_id: int, lesson_id: int) -> bool:
    # The time is part of the name: were it that of keeping alone, a clock set back would keep it for as long.
    turn = int(time.time() // CONSIDER_EVERY_S)
    return cache.add(f"class-considered:{classroom_id}:{lesson_id}:{turn}", 1, CONSIDER_EVERY_S)


def _act_on(
    decision: Decision,
    classroom: Classroom,
    step: Step,
    sittings: list[Sitting],
    *,
    hold_s: float,
    now: datetime,
) -> list[Adaptation] | None:
    """Carry a decision out, or suggest it; `None` where it changed nothing, and another rule is to be asked.

    In a session a group prompt is no card for each: groups talk.
    """
    session = classroom.sessions.open().filter(lesson=step.lesson_id).first()
    talks = session is not None and decision.kind == GROUP_PROMPT and decision.mode == "act"
    number = step.lesson.step_numbers()[step.pk]
    evidence = describe_evidence(decision, step=step, number=number, hold_s=hold_s)
    if classroom.runs_itself and not talks:
        made = carry_out(sittings, decision, classroom_id=classroom.pk)
        if not made:
            # Kept, so that the rule's cooldown begins: it would be asked again at every look.
            note_nothing_new(classroom=classroom, step=step, decision=decision, evidence=evidence, now=now)
        return made or None
    suggestion = suggest(classroom=classroom, step=step, decision=decision, evidence=evidence, now=now)
    if classroom.runs_itself and session is not None and suggestion is not None:
        _let_talk(session, step, sittings, suggestion)
    return []


def _let_talk(session: ClassSession, step: Step, sittings: list[Sitting], suggestion: Suggestion) -> None:
    """Begin the group prompt that was suggested, by itself; it waits for the teacher while another runs."""
    # Chance for fairness, not for secrecy.
    rng = random.Random()  # noqa: S311
    groups = shuffle_into_groups([sitting.pk for sitting in sittings], rng=rng)
    words = words_for(step)
    with suppress(AnotherPromptRuns, Gone):
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
    most = commonest(steps)
    return most[0] if most else None


def _describe_class(
    classroom: Classroom, lesson: Lesson, step: Step, sittings: list[Sitting], *, now: datetime
) -> Situation:
    past = (
        # An hour is the longest cooldown that a rule may have.
        Adaptation.objects.filter(classroom=classroom, created_at__gt=now - timedelta(hours=1))
        .select_related("step")
        .order_by("created_at")
    )
    # A suggestion counts from the moment it was made, whatever became of it: nobody is asked twice.
    suggested = Suggestion.objects.filter(classroom=classroom, created_at__gt=now - timedelta(hours=1))
    return Situation(
        course=lesson.course.slug,
        lesson=lesson.slug,
        step=step.slug,
        step_kind=step.kind,
        available=_new_to_some(sittings),
        adaptations=tuple(
            PastAdaptation(
                at=adaptation.created_at.timestamp(),
                rule=adaptation.rule_key,
                kind=adaptation.kind,
                step=adaptation.step.slug,
                # One student who folds it away does not keep the next rung from the class.
                undone=False,
                scope="class",
            )
            for adaptation in [*past, *suggested.select_related("step").order_by("created_at")]
        ),
    )


def _new_to_some(sittings: list[Sitting]) -> frozenset[str]:
    """Return the kinds that somebody's step has and that student has not had there, from whatever rule."""
    kinds = kinds_at({sitting.step_id for sitting in sittings if sitting.step_id})
    # What makes way for help for everyone is as if it had not come.
    had = set(
        Adaptation.objects.filter(sitting__in=sittings, step=F("sitting__step"))
        .exclude(pk__in=Adaptation.objects.uncountable().values("pk"))
        .values_list("sitting_id", "kind")
    )
    return frozenset(
        kind
        for sitting in sittings
        for kind in kinds.get(sitting.step_id or 0, ())
        if (sitting.pk, kind) not in had
    )


def classroom_ids_of(student_id: int) -> list[int]:
    """Return the classes a student sits in, without archived ones."""
    enrolments = Enrolment.objects.filter(student_id=student_id, classroom__archived_at=None)
    return list(enrolments.values_list("classroom_id", flat=True))


def classes_at(sitting_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return the classes of some sittings' students with the lessons there: (class, lesson), each once."""
    enrolments = Enrolment.objects.filter(student__sittings__in=sitting_ids, classroom__archived_at=None)
    pairs = enrolments.values_list("classroom_id", "student__sittings__lesson_id")
    return list(pairs.distinct().order_by("classroom_id", "student__sittings__lesson_id"))


def note_change(*, student_id: int) -> None:
    """Refresh the pages of this student's teachers: something they show has changed."""
    for classroom_id in classroom_ids_of(student_id):
        events.send_class_changed(classroom_id=classroom_id)
