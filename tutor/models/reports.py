"""What is kept of reports beside those of sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Course


class CourseFigures(models.Model):
    """A course over all its classes; a figure is renewed when a whole group more is behind it."""

    course = models.OneToOneField(Course, models.CASCADE, related_name="+")
    # Keys: "step:<step>", "way:<step>:<kind of help>", "looked:<step>", "shown:<slug of a misconception>",
    # "compared:<step>".
    cells = models.JSONField(
        default=dict, help_text=_("Figures by what they are about; small groups withheld.")
    )
    renewed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("course figures")
        verbose_name_plural = _("course figures")

    def __str__(self) -> str:
        return f"figures of {self.course}"
