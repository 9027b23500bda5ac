"""Rules as authors write them; `to_policy` gives what the policy reads."""

from typing import Literal, cast

from django.db import models
from django.db.models import Q

from content.models.base import Draftable
from content.models.courses import Course
from content.policy import rules as policy
from content.policy.sentences import amount
from content.policy.signals import FAMILIES, SIGNALS

SIGNAL_CHOICES = [
    (title, [(signal.name, signal.title) for signal in SIGNALS.values() if signal.family == family])
    for family, title in FAMILIES.items()
]


def signal_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the signals by family. A function, so that a new signal needs no migration."""
    return SIGNAL_CHOICES


class Rule(Draftable):
    """When to teach a step another way. Without a course it holds everywhere."""

    class Scope(models.TextChoices):
        """Whom it watches and whom it helps."""

        LEARNER = "learner", "One learner"
        CLASS = "class", "The whole class"

    class Join(models.TextChoices):
        """How its conditions go together."""

        ALL = "all", "all of them hold"
        ANY = "any", "any of them holds"

    class Mode(models.TextChoices):
        """How it speaks."""

        ACT = "act", "Show at once"
        OFFER = "offer", "Offer first"

    course = models.ForeignKey(
        Course,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rules",
        help_text="Empty: in every course.",
    )
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    enabled = models.BooleanField(default=True)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.LEARNER)
    join = models.CharField("acts when", max_length=5, choices=Join, default=Join.ALL)
    hold_s = models.FloatField("for at least (s)", default=0, help_text="How long it must last, in seconds.")
    escalate_s = models.FloatField(
        "next effect after (s)",
        null=True,
        blank=True,
        help_text="If it lasts this much longer, show the next effect. Empty: wait for the cooldown.",
    )
    cooldown_s = models.FloatField(
        "at most every (s)",
        default=120,
        help_text="The least time between two acts of this rule, in seconds.",
    )
    priority = models.IntegerField(default=0, help_text="Of two rules that could act, the greater one does.")
    mode = models.CharField(max_length=5, choices=Mode, default=Mode.ACT)
    effects = models.JSONField(default=list, help_text="Kinds of variant, the first is tried first.")
    sentence = models.CharField(
        max_length=300,
        blank=True,
        help_text="What the student reads. Empty: one is made from what was noticed.",
    )
    limit_courses = models.JSONField(default=list, blank=True)
    limit_lessons = models.JSONField(default=list, blank=True)
    limit_step_kinds = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-priority", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_rule_per_slug_in_a_course"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(course__isnull=True), name="one_site_rule_per_slug"
            ),
            models.CheckConstraint(
                condition=Q(hold_s__gte=0, cooldown_s__gte=0), name="rule_times_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def take_archived_place(self) -> None:
        """Become the archived rule of the same name, if there is one, without its conditions."""
        super().take_archived_place()
        if self.pk is not None:
            self.conditions.all().delete()

    def to_policy(self, *, key: str | None = None) -> policy.Rule:
        """Return the rule as the policy reads it; its key is the primary key unless another is given.

        Raises:
            InvalidRule: it makes no sense as it stands.
        """
        conditions = tuple(condition.to_policy() for condition in self.conditions.all())
        return self.to_policy_with(conditions, key=key)

    def to_policy_with(
        self, conditions: tuple[policy.Condition, ...], *, key: str | None = None
    ) -> policy.Rule:
        """Return the rule with conditions that are not stored yet, as forms need it."""
        return policy.Rule(
            key=key or str(self.pk),
            name=self.name,
            conditions=conditions,
            effects=tuple(self.effects),
            join=cast(policy.Join, self.join),
            scope=cast(policy.Scope, self.scope),
            mode=cast(policy.Mode, self.mode),
            hold_s=self.hold_s,
            escalate_s=self.escalate_s,
            cooldown_s=self.cooldown_s,
            priority=self.priority,
            sentence=self.sentence,
            limits=policy.Limits(
                courses=frozenset(self.limit_courses),
                lessons=frozenset(self.limit_lessons),
                step_kinds=frozenset(self.limit_step_kinds),
            ),
        )


class Condition(models.Model):
    """One comparison of a signal with a threshold."""

    class Comparison(models.TextChoices):
        """Which side of the threshold counts."""

        AT_LEAST = "at_least", "at least"
        AT_MOST = "at_most", "at most"

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="conditions")
    signal = models.CharField(max_length=60, choices=signal_choices)
    comparison = models.CharField(max_length=10, choices=Comparison, default=Comparison.AT_LEAST)
    enter = models.FloatField(help_text="Met from here on.")
    leave = models.FloatField(help_text="Met until it falls back beyond this.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        signal = SIGNALS.get(self.signal)
        if signal is None:
            return self.signal
        return f"{signal.title}, {self.get_comparison_display()} {amount(self.enter, signal.unit)}"

    def to_policy(self) -> policy.Condition:
        """Return the condition as the policy reads it.

        Raises:
            InvalidRule: it makes no sense as it stands.
        """
        return policy.Condition(
            signal=self.signal,
            comparison=cast(Literal["at_least", "at_most"], self.comparison),
            enter=self.enter,
            leave=self.leave,
        )
