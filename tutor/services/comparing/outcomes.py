"""What came of the choices that chance made: settled in time, and counted by arm."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from celery import shared_task
from django.db import OperationalError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from content.models import Question
from content.policy.comparison import Arm, Outcome
from content.policy.comparison.outcomes import (
    WEEK_S,
    Try,
    mastery_after_a_week,
    next_answer,
    seconds_to_right,
)
from tutor.models import ArmStanding, Consent, HelpChoice
from tutor.queries.comparing.beliefs import least_known
from tutor.queries.comparing.history import comparison_of
from tutor.queries.comparing.next_answers import tries_after

AT_ONCE = 100
SETTLED = ("outcome", "settled_at", "seconds_to_right", "mastery_after_week", "is_followed")
WEEK = timedelta(seconds=WEEK_S)
# Later than this after a week's end nobody knows what was believed when it ended.
READ_WITHIN = timedelta(days=1)


@shared_task(
    name="tutor.settle_choices", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3
)
def settle_choices() -> None:
    """Settle what has come of choices by now, and count it. Safe to run twice: it overwrites."""
    settle(now=timezone.now())


def settle(*, now: datetime) -> None:
    """Settle the outcomes of choices that are known by now, and count anew the arms that they were of."""
    _drop_withdrawn()
    due = list(_due(now).values_list("pk", flat=True))
    for start in range(0, len(due), AT_ONCE):
        _settle_some(due[start : start + AT_ONCE], now=now)
    stale = ArmStanding.objects.filter(is_stale=True).order_by("step_id").values_list("step_id", flat=True)
    for step_id in stale.distinct():
        count_arms(step_id=step_id)


def _drop_withdrawn() -> None:
    """Delete choices that were made in the very moment in which their student took the yes back."""
    open_yes = Consent.objects.filter(
        purpose=Consent.Purpose.COMPARISON, withdrawn_at=None, student=OuterRef("sitting__student")
    )
    HelpChoice.objects.followed().exclude(Exists(open_yes)).delete()


def _due(now: datetime) -> QuerySet[HelpChoice]:
    """Return the choices of which something may have become known."""
    is_open = Q(outcome=Outcome.OPEN) | Q(seconds_to_right=None)
    return HelpChoice.objects.followed().filter(is_open | Q(chosen_at__lte=now - WEEK))


@transaction.atomic
def _settle_some(keys: Sequence[int], *, now: datetime) -> None:
    choices = list(HelpChoice.objects.filter(pk__in=keys).select_related("sitting").order_by("pk"))
    tries = tries_after((one.sitting_id, one.asked_id, one.chosen_at) for one in choices)
    asking = _still_asking(choices)
    told: set[tuple[int, Arm]] = set()
    for choice, own in zip(choices, tries, strict=True):
        was = choice.outcome
        _note_what_came(choice, own, now=now, is_gone=choice.asked_id not in asking)
        if choice.outcome != was:
            told.add((choice.step_id, choice.arm))
    # What was erased meanwhile stays erased: no row is put in.
    HelpChoice.objects.bulk_update(choices, SETTLED)
    for step_id, arm in sorted(told, key=str):
        _mark_stale(step_id, arm)


def _note_what_came(choice: HelpChoice, tries: Sequence[Try], *, now: datetime, is_gone: bool) -> None:
    """Give a choice what is known of it by now."""
    at, moment = choice.chosen_at.timestamp(), now.timestamp()
    outcome = Outcome(choice.outcome)
    if outcome is Outcome.OPEN:
        outcome = next_answer(at, tries, now=moment, is_gone=is_gone)
    seconds, after = choice.seconds_to_right, choice.mastery_after_week
    if seconds is None:
        seconds = seconds_to_right(at, tries, now=moment)
    if after is None and choice.mastery_before is not None and now < choice.chosen_at + WEEK + READ_WITHIN:
        after = _after_week(choice, choice.mastery_before, now=moment)
    if outcome is not Outcome.OPEN:
        choice.settled_at = choice.settled_at or now
    is_over = now >= choice.chosen_at + WEEK and outcome is not Outcome.OPEN and seconds is not None
    choice.outcome, choice.seconds_to_right = outcome.value, seconds
    choice.mastery_after_week, choice.is_followed = after, not is_over


def _after_week(choice: HelpChoice, before: float, *, now: float) -> float | None:
    at = choice.chosen_at.timestamp()
    beliefs = [(at, before)]
    if now >= at + WEEK_S:
        known = least_known(choice.sitting.student_id, choice.asked_id)
        # Nothing is kept of what was believed in between: what is believed soon after the end stands for it.
        beliefs += [] if known is None else [(at + WEEK_S, known)]
    return mastery_after_a_week(at, beliefs, now=now)


def _still_asking(choices: Sequence[HelpChoice]) -> set[int | None]:
    """Return the steps that are still there and still ask something; one query."""
    steps = {choice.asked_id for choice in choices}
    asking = Question.objects.filter(
        step__in=steps - {None}, step__archived_at=None, step__lesson__archived_at=None
    )
    return set(asking.values_list("step_id", flat=True))


def _mark_stale(step_id: int, arm: Arm) -> None:
    ArmStanding.objects.update_or_create(
        step_id=step_id, variant=arm.variant, text=arm.text, defaults={"is_stale": True}
    )


def count_arms(*, step_id: int) -> None:
    """Count what is known of each arm of a step anew, and stop those of which another does better for sure.

    Which are stopped is worked out before the transaction: on SQLite nobody else writes during one.
    """
    comparison = comparison_of(step_id)
    stopped = {one.arm for one in comparison.standings if one.is_stopped} if comparison else set()
    with transaction.atomic():
        rows = list(ArmStanding.objects.select_for_update().filter(step=step_id).order_by("pk"))
        known = dict(_counts(step_id))
        for row in rows:
            row.right, row.wrong = known.get(row.arm, (0, 0))
            row.is_stopped, row.is_stale = row.arm in stopped, False
        ArmStanding.objects.bulk_update(rows, ["right", "wrong", "is_stopped", "is_stale"])


def _counts(step_id: int) -> Iterator[tuple[Arm, tuple[int, int]]]:
    made = HelpChoice.objects.filter(step=step_id).values_list("arm_variant", "arm_text").order_by()
    counted = made.annotate(
        right=Count("pk", filter=Q(outcome=Outcome.RIGHT)),
        wrong=Count("pk", filter=Q(outcome=Outcome.NOT_RIGHT)),
    )
    for variant, text, right, wrong in counted:
        yield Arm(variant, text), (right, wrong)
