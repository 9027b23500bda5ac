"""How well a student knows a skill, as far as answers tell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Skill


class Mastery(models.Model):
    """The belief that one student knows one skill. Without a row nothing is known yet."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="masteries")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="masteries")
    p_known = models.FloatField(help_text=_("Between 0 and 1, and neither."))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = _("masteries")
        constraints = [
            models.UniqueConstraint(fields=["student", "skill"], name="one_mastery_per_skill"),
            models.CheckConstraint(
                condition=Q(p_known__gt=0, p_known__lt=1), name="mastery_is_never_certain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.skill}"
