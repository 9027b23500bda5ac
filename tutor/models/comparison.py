"""What chance chose among variants, for whom, and what came of it (decision 0046)."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Rule, Step, Variant
from content.policy.comparison import Arm, Choice, Outcome
from content.policy.tuning.finding import TRIAL
from tutor.models.people import Consent
from tutor.models.sittings import Sitting
from tutor.models.support import Adaptation


class HelpChoiceQuerySet(models.QuerySet["HelpChoice"]):
    """Choices that chance made."""

    def in_order(self) -> Self:
        """Return them in the order in which they were made."""
        return self.order_by("chosen_at", "pk")

    def followed(self) -> Self:
        """Return those of which something is still to be found out, the oldest first."""
        return self.filter(is_followed=True).in_order()


class HelpChoice(models.Model):
    """One choice that chance made for a student at a step, with all that is needed to make it again.

    There is a row only as long as the student's consent stands: to take it back deletes them all.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="help_choices")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    asked = models.ForeignKey(
        Step,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Whose questions tell what came of it: of the step, or of the next one that asks any."),
    )
    adaptation = models.OneToOneField(
        Adaptation,
        models.SET_NULL,
        null=True,
        related_name="choice",
        help_text=_("The help that came of it; empty once the teacher brought the same to all."),
    )
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, related_name="+")
    # The arm: the variant's key, and the version of its text.
    arm_variant = models.CharField(max_length=20)
    arm_text = models.CharField(max_length=16)
    record = models.JSONField(help_text=_("Arms, counts, probabilities, seed and terms, as `as_record`."))
    from_camera = models.BooleanField(help_text=_("Does the rule ask for what a camera sees?"))
    chosen_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Outcome], default=Outcome.OPEN.value
    )
    settled_at = models.DateTimeField(null=True, help_text=_("When the outcome was known."))
    seconds_to_right = models.FloatField(
        null=True, help_text=_("To the first right answer; a day, if none came. Empty while it may come.")
    )
    mastery_before = models.FloatField(null=True, help_text=_("P(known) of the step's least known skill."))
    mastery_after_week = models.FloatField(null=True, help_text=_("The same, a week later."))
    is_followed = models.BooleanField(default=True, help_text=_("Is anything still to be found out?"))

    objects = HelpChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("help choice")
        verbose_name_plural = _("help choices")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "step"], name="chance_chooses_once_at_a_step")
        ]
        indexes = [
            models.Index(fields=["step", "chosen_at"]),
            # Of all choices that were ever made, the few that the upkeep asks for.
            models.Index(fields=["chosen_at"], condition=Q(is_followed=True), name="choices_still_followed"),
        ]
        ordering = ["chosen_at", "pk"]

    def __str__(self) -> str:
        return f"chance at step {self.step_id} for {self.sitting}"

    @property
    def arm(self) -> Arm:
        """Return what was chosen."""
        return Arm(self.arm_variant, self.arm_text)

    @property
    def choice(self) -> Choice:
        """Return the choice as it was made."""
        return Choice.from_record(self.record)


class ArmStanding(models.Model):
    """What is known of an arm at a step, as a choice reads it: counted from the choices, again and again.

    It holds sums, and nothing about one student.
    """

    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    variant = models.CharField(max_length=20)
    text = models.CharField(max_length=16)
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    is_stopped = models.BooleanField(default=False, help_text=_("Another does better: chosen no more."))
    is_stale = models.BooleanField(
        default=False, db_index=True, help_text=_("To be counted anew: a choice was settled or erased.")
    )

    class Meta:
        verbose_name = _("arm standing")
        verbose_name_plural = _("arm standings")
        constraints = [
            models.UniqueConstraint(fields=["step", "variant", "text"], name="one_standing_of_an_arm")
        ]

    def __str__(self) -> str:
        return f"{self.variant}@{self.text} at step {self.step_id}: {self.right}, {self.wrong}"

    @property
    def arm(self) -> Arm:
        """Return the arm it is about."""
        return Arm(self.variant, self.text)


class RuleTrialQuerySet(models.QuerySet["RuleTrial"]):
    """Trials."""

    def standing(self) -> Self:
        """Return those that count: of students who agree, and where a camera had a part, to that as well."""
        purposes = Consent.Purpose
        to_camera = Q(_agrees(purposes.CAMERA), _agrees(purposes.FIGURES))
        return self.filter(_agrees(purposes.COMPARISON)).filter(Q(from_camera=False) | to_camera)


def _agrees(purpose: str) -> Exists:
    agreed: models.QuerySet[Consent] = Consent.objects.standing(purpose)
    return Exists(agreed.filter(student=OuterRef("sitting__student")))


class RuleTrial(models.Model):
    """One student at one step: which of two settings chance chose, with all that is needed to choose again.

    The row is made where the looser setting would act, before anything is shown. What came of it is read from
    the answers.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="rule_trials")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+")
    round = models.PositiveIntegerField(help_text=_("The number of the comparison."))
    is_trial = models.BooleanField(help_text=_("The other setting, not the one that holds."))
    from_camera = models.BooleanField(help_text=_("Does the rule ask for what a camera sees?"))
    record = models.JSONField(help_text=_("The choice: seed, probabilities, what was chosen."))
    entered_at = models.DateTimeField(default=timezone.now)

    objects = RuleTrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule trial")
        verbose_name_plural = _("rule trials")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "step", "rule"], name="a_rule_is_tried_once_for_a_student_at_a_step"
            )
        ]
        indexes = [models.Index(fields=["rule", "round", "entered_at"])]
        ordering = ["entered_at", "pk"]

    def __str__(self) -> str:
        return f"rule {self.rule_id} tried on {self.sitting}"

    @property
    def choice(self) -> Choice:
        """Return the choice as it was made."""
        return Choice.from_record(self.record)

    @classmethod
    def of(cls, choice: Choice, **about: object) -> "RuleTrial":
        """Return the row that keeps a choice."""
        return cls(record=choice.as_record(), is_trial=choice.arm == TRIAL, **about)
