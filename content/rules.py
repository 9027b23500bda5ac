"""The rules that hold for a course, as the policy reads them."""

import logging
import time

from django.conf import settings
from django.db.models import Q

from content.models import Course, Rule
from content.policy import rules as policy

logger = logging.getLogger(__name__)
# By course: when its rules were read, and what they were.
_lately: dict[int, tuple[float, list[policy.Rule]]] = {}


def needs_camera(rule: policy.Rule) -> bool:
    """Say whether a rule can never act without a camera."""
    from_camera = [condition.signal.startswith("camera.") for condition in rule.conditions]
    return any(from_camera) if rule.join == "all" else all(from_camera)


def rules_for(course: Course | None) -> list[policy.Rule]:
    """Return the enabled rules of the site and of `course`: two queries.

    A rule that makes no sense (its signal left the registry, say) is left out and logged: a lesson
    goes on without it. So is one that needs a camera, where the deployment has none.
    """
    stored = (
        Rule.objects.filter(Q(course__isnull=True) | Q(course=course), enabled=True)
        .order_by("-priority", "pk")
        .prefetch_related("conditions")
    )
    usable = []
    for rule in stored:
        try:
            read = rule.to_policy()
        except policy.InvalidRule as error:
            # As text: of an exception the log keeps the type alone, and this one names only a signal.
            logger.warning("rule %s is left out: %s", rule.pk, str(error))
        else:
            if settings.CAMERA_AFFECT or not needs_camera(read):
                usable.append(read)
    return usable


def recent_rules(course: Course) -> list[policy.Rule]:
    """Return the rules of a course as they were at most `RULES_KEPT_S` ago.

    Every clip asks for them, and they change when an author saves one.
    """
    read_at, rules = _lately.get(course.pk, (float("-inf"), []))
    if time.monotonic() - read_at >= settings.RULES_KEPT_S:
        rules = rules_for(course)
        _lately[course.pk] = time.monotonic(), rules
    return rules
