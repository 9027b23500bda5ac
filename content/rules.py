"""The rules that hold for a course, as the policy reads them."""

import logging
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from content.models import Course, Rule
from content.models.tuning import tuning_of
from content.policy import rules as policy
from content.policy.tuning import opened_numbers, with_setting
from content.policy.tuning.settings import looser

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Compared:
    """Two settings of a rule that are compared now, by the number of the comparison.

    Attributes:
        now: the rule as it holds.
        trial: as it is tried.
        looser: the one of both that acts sooner.
    """

    round: int
    now: policy.Rule
    trial: policy.Rule
    looser: policy.Rule

    @property
    def longest_hold_s(self) -> float:
        """Return how long the one of both holds that holds longer."""
        return max(self.now.hold_s, self.trial.hold_s)


@dataclass(frozen=True)
class RulesNow:
    """The rules that hold, and by the rule's key what is compared of those that learn."""

    rules: list[policy.Rule] = field(default_factory=list)
    compared: dict[str, Compared] = field(default_factory=dict)


# By course: when its rules were read, and what they were.
_lately: dict[int, tuple[float, RulesNow]] = {}


def needs_camera(rule: policy.Rule) -> bool:
    """Say whether a rule can never act without a camera."""
    return (any if rule.join == "all" else all)(_from_camera(rule))


def reads_camera(rule: policy.Rule) -> bool:
    """Say whether what a camera sees can have a part in what a rule does."""
    return any(_from_camera(rule))


def _from_camera(rule: policy.Rule) -> list[bool]:
    return [condition.signal.startswith("camera.") for condition in rule.conditions]


def rules_for(course: Course | None) -> list[policy.Rule]:
    """Return the enabled rules of the site and of `course`, with what they have learnt: two queries.

    A rule that makes no sense (its signal left the registry, say) is left out and logged: a lesson
    goes on without it. So is one that needs a camera, where the deployment has none.
    """
    return _read_rules(course).rules


def _read_rules(course: Course | None) -> RulesNow:
    stored = (
        Rule.objects.filter(Q(course__isnull=True) | Q(course=course), enabled=True)
        .order_by("-priority", "pk")
        .select_related("tuning", "origin__tuning")
        .prefetch_related("conditions")
    )
    usable = RulesNow()
    for rule in stored:
        try:
            read = rule.to_policy()
        except policy.InvalidRule as error:
            # As text: of an exception the log keeps the type alone, and this one names only a signal.
            logger.warning("rule %s is left out: %s", rule.pk, str(error))
        else:
            if settings.CAMERA_AFFECT or not needs_camera(read):
                _add(usable, rule, read)
    return usable


def _add(usable: RulesNow, stored: Rule, read: policy.Rule) -> None:
    tuning = tuning_of(stored, read)
    if tuning is None:
        usable.rules.append(read)
        return
    now = with_setting(read, tuning.at)
    usable.rules.append(now)
    # Of a draft nothing is compared: no student is taught by it.
    if tuning.trial is not None and not tuning.is_stopped and tuning.rule_id == stored.pk:
        trial = with_setting(read, tuning.trial)
        first = looser(opened_numbers(read), tuple(tuning.at), tuple(tuning.trial))
        usable.compared[read.key] = Compared(
            tuning.round, now, trial, now if first == tuple(tuning.at) else trial
        )


def recent_rules(course: Course) -> list[policy.Rule]:
    """Return the rules of a course as they were at most `RULES_KEPT_S` ago.

    Every clip asks for them, and they change when an author saves one.
    """
    return _recent(course).rules


def recently_compared(course: Course) -> dict[str, Compared]:
    """Return what is compared of the rules of a course that learn, by the rule's key; just as old."""
    return _recent(course).compared


def _recent(course: Course) -> RulesNow:
    read_at, now = _lately.get(course.pk, (float("-inf"), RulesNow()))
    if time.monotonic() - read_at >= settings.RULES_KEPT_S:
        now = _read_rules(course)
        _lately[course.pk] = time.monotonic(), now
    return now
