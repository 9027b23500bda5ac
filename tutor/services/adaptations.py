"""From signals to an adaptation on the student's page, and what the student makes of it."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from content.models import Step
from content.policy.decide import Decision, PastAdaptation, Situation, decide
from content.policy.kinds import BUILT_IN
from content.policy.rules import Rule
from content.rules import rules_lately
from tutor import events
from tutor.domain.signals import build_timeline
from tutor.models import Adaptation, Sitting
from tutor.observations import events_at_step
from tutor.outcome_tasks import settle_later

COOLDOWN_MEMORY = timedelta(hours=1)


@transaction.atomic
def consider(*, sitting_id: int, now: datetime | None = None) -> Adaptation | None:
    """Ask the policy about one learner and carry out its decision.

    The sitting's row is locked, so that a clip and a tap that arrive together cannot both act.
    """
    sitting = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("lesson__course", "step")
        .filter(pk=sitting_id, step__isnull=False, finished_at__isnull=True)
        .first()
    )
    if sitting is None or sitting.step is None:
        return None
    now = now or timezone.now()
    rules = [rule for rule in rules_lately(sitting.lesson.course) if rule.scope == "learner"]
    span_s = longest_hold(rules)
    asked = {condition.signal for rule in rules for condition in rule.conditions}
    happened = events_at_step(sitting, now=now, span_s=span_s, asked=asked)
    timeline = build_timeline(happened, now=now.timestamp(), span_s=span_s)
    decision = decide(rules, timeline, describe_situation(sitting, now=now), now.timestamp())
    return carry_out(sitting, sitting.step, decision) if decision else None


def longest_hold(rules: list[Rule]) -> float:
    """Return how far back (s) the rules look, with a margin for the hysteresis to settle."""
    return max((rule.hold_s + (rule.escalate_s or 0.0) for rule in rules), default=0.0) + 20


def describe_situation(sitting: Sitting, *, now: datetime) -> Situation:
    """Return where the learner stands and what was done before."""
    step = sitting.step
    assert step is not None
    made = sitting.adaptations.select_related("step").order_by("created_at")
    past = [adaptation for adaptation in made if adaptation.created_at > now - COOLDOWN_MEMORY]
    used = {adaptation.kind for adaptation in made if adaptation.step_id == step.pk}
    offered = set(step.variants.values_list("kind", flat=True)) | BUILT_IN
    return Situation(
        course=sitting.lesson.course.slug,
        lesson=sitting.lesson.slug,
        step=step.slug,
        step_kind=step.kind,
        available=frozenset(offered - used),
        adaptations=tuple(_to_past(adaptation) for adaptation in past),
    )


def _to_past(adaptation: Adaptation) -> PastAdaptation:
    return PastAdaptation(
        at=adaptation.created_at.timestamp(),
        rule=adaptation.rule_key,
        kind=adaptation.kind,
        step=adaptation.step.slug,
        undone=adaptation.state == Adaptation.State.UNDONE,
        scope="class" if adaptation.classroom_id else "learner",
    )


def carry_out(
    sitting: Sitting, step: Step, decision: Decision, *, classroom_id: int | None = None
) -> Adaptation | None:
    """Store a decision and tell the page; `None` when this kind of help is there already."""
    variant = step.variants.filter(kind=decision.kind).order_by("position").first()
    try:
        with transaction.atomic():
            adaptation = Adaptation.objects.create(
                sitting=sitting,
                step=step,
                classroom_id=classroom_id,
                rule_id=int(decision.rule) if decision.rule.isdigit() else None,
                rule_key=decision.rule,
                rule_name=decision.rule_name,
                kind=decision.kind,
                variant=variant,
                sentence=decision.sentence,
                evidence=[evidence.sentence for evidence in decision.evidence],
                state=Adaptation.State.OFFERED if decision.mode == "offer" else Adaptation.State.SHOWN,
            )
    except IntegrityError:
        return None
    _announce(adaptation)
    # Robust: without a broker the help is there all the same, and only this outcome stays unknown.
    transaction.on_commit(lambda: settle_later(adaptation.pk), robust=True)
    return adaptation


def _announce(adaptation: Adaptation) -> None:
    send = partial(events.send_adaptation, sitting_id=adaptation.sitting_id, adaptation_id=adaptation.pk)
    transaction.on_commit(send)


def undo(*, adaptation: Adaptation) -> None:
    """Fold an adaptation away, or decline an offer; the rules respect it at this step."""
    _change(adaptation, state=Adaptation.State.UNDONE, undone_at=timezone.now())


def accept(*, adaptation: Adaptation) -> None:
    """Show what was offered, or show again what was folded away."""
    _change(adaptation, state=Adaptation.State.SHOWN, undone_at=None)


def judge(*, adaptation: Adaptation, helped: bool) -> None:
    """Keep the student's word on whether it helped."""
    _change(adaptation, helped=helped)


@transaction.atomic
def _change(adaptation: Adaptation, **values: object) -> None:
    for name, value in values.items():
        setattr(adaptation, name, value)
    adaptation.save(update_fields=list(values))
    _announce(adaptation)
