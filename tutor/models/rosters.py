"""Who was in a class, and why no longer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutor.models.classes import Classroom


class PastEnrolment(models.Model):
    """A place that a student had in a class: who leaves is archived here, and can be returned."""

    class Reason(models.TextChoices):
        """Why the place ended."""

        TEACHER = "teacher", _("A teacher took the student off the list")
        ROSTER = "roster", _("No longer on the school’s list")
        LMS = "lms", _("No longer in the course of the LMS")
        YEAR_END = "year_end", _("The school year ended")
        MERGED = "merged", _("Two accounts became one")
        UNDONE = "undone", _("What had seated the student was undone")

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="past_enrolments")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_enrolments")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=10, choices=Reason.choices)

    class Meta:
        ordering = ["left_at", "pk"]

    def __str__(self) -> str:
        return f"{self.student} left {self.classroom}"
