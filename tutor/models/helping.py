"""What teachers note of having helped somebody."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Step
from tutor.models.classes import Classroom


class HelpGivenQuerySet(models.QuerySet["HelpGiven"]):
    """Help that teachers gave."""

    def standing(self) -> Self:
        """Return what was not undone."""
        return self.filter(undone_at=None)


class HelpGiven(models.Model):
    """A teacher's note to have helped a student, by one press. `submission_id` is made by the page."""

    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="helped")
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="helps")
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, related_name="+", help_text=_("Where the student was.")
    )
    reasons = models.JSONField(
        default=list, help_text=_("Why the list named the student at that moment, as codes.")
    )
    submission_id = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = HelpGivenQuerySet.as_manager()

    class Meta:
        verbose_name = _("help given")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["classroom", "at"])]
        verbose_name_plural = _("help given")

    def __str__(self) -> str:
        return f"help for {self.student} in {self.classroom}"
