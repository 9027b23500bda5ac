"""Rules that learn: what is compared is looked at now and then, and moved by what came of it."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from content.authoring import learning
from content.models import Rule, RuleTuning
from content.policy import rules as policy
from content.policy.comparison import Choice, Outcome
from content.policy.tuning import find, opened_numbers
from content.policy.tuning.finding import counted
from content.rules import needs_camera, reads_camera
from tutor.models import RuleTrial
from tutor.queries.comparing.next_answers import outcomes_after

logger = logging.getLogger(__name__)


def tune_rules(*, now: datetime) -> None:
    """Look at every rule that may learn. Safe to run twice: a second look finds a later comparison."""
    if not settings.HELP_COMPARISON:
        return
    for rule, read in rules_that_may_learn():
        try:
            _tune(rule, read, now=now)
        except Exception:
            # What is wrong with one keeps no other from learning.
            logger.exception("A rule that learns could not be looked at.")


def rules_that_may_learn() -> Iterator[tuple[Rule, policy.Rule]]:
    """Yield the rules that students are taught by and that have a number with a range, and how they read."""
    taught = Q(course=None) | Q(course__is_published=True, course__draft_of=None)
    has_range = Q(hold_least__isnull=False) | Q(conditions__least__isnull=False)
    stored = Rule.objects.filter(taught, has_range, enabled=True).distinct().order_by("pk")
    for rule in stored.prefetch_related("conditions"):
        try:
            read = rule.to_policy()
        except policy.InvalidRule:
            continue
        if opened_numbers(read) and (settings.CAMERA_AFFECT or not needs_camera(read)):
            yield rule, read


def _tune(rule: Rule, read: policy.Rule, *, now: datetime) -> None:
    tuning = learning.begin(rule, read)
    if tuning.trial is None:
        return
    history = history_of(tuning, now=now)
    learning.look(
        tuning.pk,
        read,
        counted=len(counted(history)),
        finding=find(history, students=tuning.students),
        is_told=not reads_camera(read),
    )


def history_of(tuning: RuleTuning, *, now: datetime) -> list[tuple[Choice, Outcome]]:
    """Return who came to the comparison under way, in their order, each with what came of it."""
    trials = list(RuleTrial.objects.standing().filter(rule=tuning.rule_id, round=tuning.round))
    places = [(one.sitting_id, one.step_id, one.entered_at) for one in trials]
    return list(zip((one.choice for one in trials), outcomes_after(places, now=now), strict=True))
