"""The rules that hold for a course, as the policy reads them."""

import logging

from django.db.models import Q

from content.models import Course, Rule
from content.policy import rules as policy

logger = logging.getLogger(__name__)


def rules_for(course: Course | None) -> list[policy.Rule]:
    """Return the enabled rules of the site and of `course`: two queries.

    A rule that makes no sense (its signal left the registry, say) is left out and logged: a lesson
    goes on without it.
    """
    stored = (
        Rule.objects.filter(Q(course__isnull=True) | Q(course=course), enabled=True)
        .order_by("-priority", "pk")
        .prefetch_related("conditions")
    )
    usable = []
    for rule in stored:
        try:
            usable.append(rule.to_policy())
        except policy.InvalidRule as error:
            logger.warning("rule %s is left out: %s", rule.pk, error)
    return usable
