"""The ledger of what is disclosed of classes' affect (`tutor.domain.affect.ledger`)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Step
from tutor.models.classes import Classroom


class AffectLesson(models.Model):
    """One lesson's telling: of a class, or of several that share students, whatever their sessions do."""

    began = models.PositiveIntegerField(help_text=_("The first slot."))
    next_slot = models.PositiveIntegerField(
        help_text=_("Slots before this one have been told of, or never are.")
    )
    last_here = models.PositiveIntegerField(help_text=_("The last slot in which anybody was here."))
    size = models.PositiveIntegerField(default=0, help_text=_("How many were here at most."))
    ledger: "models.JSONField[Any, Any]" = models.JSONField(
        null=True, help_text=_("Noise, and how each member counts; emptied when the lesson is over.")
    )
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("affect lesson")
        verbose_name_plural = _("affect lessons")

    def __str__(self) -> str:
        return f"lesson from slot {self.began}"


class AffectAudience(models.Model):
    """A class whose teachers read a lesson's telling, from a slot on."""

    lesson = models.ForeignKey(AffectLesson, models.CASCADE, related_name="audience")
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="affect")
    # The first slot that this class is told of: what the lesson told before was another class's.
    since = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("affect audience")
        verbose_name_plural = _("affect audiences")
        indexes = [models.Index(fields=["classroom", "since"])]
        constraints = [
            models.UniqueConstraint(
                fields=["classroom"], condition=Q(is_open=True), name="one_open_telling_per_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.classroom} reads {self.lesson}"


class AffectMember(models.Model):
    """A student who counts in a lesson's telling, and so in no other; gone when the lesson is over."""

    lesson = models.ForeignKey(AffectLesson, models.CASCADE, related_name="members")
    student = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="affect_member")

    class Meta:
        verbose_name = _("affect member")
        verbose_name_plural = _("affect members")

    def __str__(self) -> str:
        return f"{self.student} in {self.lesson}"


class AffectSlot(models.Model):
    """What is told of one slot: once, and never anew."""

    lesson = models.ForeignKey(AffectLesson, models.CASCADE, related_name="slots")
    # Counted since 1970, each of `SLOT_S` seconds (`tutor.domain.affect.cohort`), as all slots here.
    slot = models.PositiveIntegerField()
    # As `disclose_slot` returns it: the column of figures or the word, and the signals that rules read.
    told = models.JSONField()
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, related_name="+", help_text=_("At which half of those here were.")
    )

    class Meta:
        verbose_name = _("affect slot")
        verbose_name_plural = _("affect slots")
        constraints = [models.UniqueConstraint(fields=["lesson", "slot"], name="a_slot_is_told_once")]

    def __str__(self) -> str:
        return f"slot {self.slot} of {self.lesson}"
