"""Rules as authors write them; `to_policy` gives what the policy reads."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise, lazystr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.base import Draftable
from content.models.courses import Course
from content.policy import rules as policy
from content.policy.codec import Choice, Ladder, NamedSets, Seconds, Text, Whole
from content.policy.misconceptions import title_about
from content.policy.signals import FAMILIES, SIGNALS
from content.policy.units import amount

SignalChoices = list[tuple[str | Promise, list[tuple[str, str | Promise]]]]
# Read when a form is shown, in its reader's language.
SIGNAL_CHOICES: SignalChoices = [
    (_(title), [(signal.name, lazystr(signal)) for signal in SIGNALS.values() if signal.family == family])
    for family, title in FAMILIES.items()
]


def signal_choices() -> SignalChoices:
    """Return the signals by family. A function, so that a new signal needs no migration."""
    return SIGNAL_CHOICES


class Rule(Draftable):
    """When to teach a step another way. Without a course it holds everywhere."""

    course = models.ForeignKey(
        Course,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=pgettext_lazy("a field", "course"),
        help_text=_("Empty: in every course."),
    )
    slug = models.SlugField(_("slug"), max_length=80)
    # A column like those of the policy's other fields, which are made below.
    name: str
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["-priority", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_rule_per_slug_in_a_course"),
            # SQL takes no NULL for equal to another, so the constraint above lets rules of the site pass.
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
        return policy.Rule(key=key or str(self.pk), conditions=conditions, **self.as_written())

    def as_written(self) -> dict[str, Any]:
        """Return the values of all fields but the conditions, sound or not."""
        return {one.name: one.codec.from_row(self, one.name) for one in policy.RULE_FIELDS}


def rule_to_row(rule: policy.WrittenRule) -> dict[str, Any]:
    """Return the values of a rule's own columns."""
    columns: dict[str, Any] = {}
    for one in policy.RULE_FIELDS:
        columns |= one.codec.to_row(one.name, getattr(rule, one.name))
    return columns


def _make_columns(one: policy.RuleField) -> dict[str, Any]:
    """Return the columns that keep a field of a rule."""
    codec = one.codec
    told: dict[str, Any] = {
        "help_text": _(codec.help_text) if codec.help_text else "",
        "verbose_name": _(codec.label) if codec.label else None,
    }
    made: Any
    match codec:
        case Choice():
            made = models.CharField(
                max_length=codec.width,
                choices=[(word, _(label)) for word, label in codec.choices],
                default=one.default,
                **told,
            )
        case Seconds() | Whole():
            kind: Any = models.FloatField if isinstance(codec, Seconds) else models.IntegerField
            own = {"null": True, "blank": True} if codec.is_optional else {"default": one.default}
            made = kind(**own, **told)
        case Text():
            made = models.CharField(max_length=codec.most, blank=not codec.is_required, **told)
        case Ladder():
            made = models.JSONField(default=list, **told)
        case NamedSets():
            named = zip(codec.columns(one.name), codec.labels, strict=True)
            return {
                name: models.JSONField(_(label), default=list, blank=True, help_text=told["help_text"])
                for name, label in named
            }
        case _:
            raise TypeError(f"no column is known for {codec}")
    return {one.name: made}


# A field of the policy's rule is a column here, without being named once more.
for _field in policy.RULE_FIELDS:
    for _name, _column in _make_columns(_field).items():
        Rule.add_to_class(_name, _column)


class Condition(models.Model):
    """One comparison of a signal with a threshold."""

    class Comparison(models.TextChoices):
        """Which side of the threshold counts."""

        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    rule = models.ForeignKey(
        Rule, models.CASCADE, related_name="conditions", verbose_name=pgettext_lazy("a field", "rule")
    )
    signal = models.CharField(_("signal"), max_length=60, choices=signal_choices)
    comparison = models.CharField(
        _("comparison"), max_length=10, choices=Comparison, default=Comparison.AT_LEAST
    )
    # Both in the signal's unit (`content.policy.signals`).
    enter = models.FloatField(_("from"), help_text=_("Met from here on."))
    leave = models.FloatField(_("until"), help_text=_("Met until it falls back beyond this."))
    misconception = models.SlugField(
        pgettext_lazy("a field", "misconception"),
        max_length=80,
        blank=True,
        db_index=False,
        help_text=_("Which one; empty: the one shown most."),
    )
    least = models.FloatField(
        _("may move from"),
        null=True,
        blank=True,
        help_text=_("“From” may move down to this, by what helped. Empty: it stays."),
    )
    most = models.FloatField(_("to"), null=True, blank=True, help_text=_("And up to this."))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        signal = SIGNALS.get(self.signal)
        if signal is None:
            return self.signal
        title, value = title_about(signal, self.misconception), amount(self.enter, signal.unit)
        return f"{title}, {self.get_comparison_display()} {value}"

    def as_written(self) -> policy.WrittenCondition:
        """Return the condition, sound or not."""
        return policy.WrittenCondition(
            self.signal, self.comparison, self.enter, self.leave, self.misconception, self.least, self.most
        )

    def to_policy(self) -> policy.Condition:
        """Return the condition as the policy reads it.

        Raises:
            InvalidRule: it makes no sense as it stands.
        """
        return self.as_written().to_policy()
