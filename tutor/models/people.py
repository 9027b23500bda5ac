"""People and what they agreed to."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone


class User(AbstractUser):
    """A person with one role; superusers may do everything."""

    class Role(models.TextChoices):
        """What a person does here."""

        STUDENT = "student", "Student"
        AUTHOR = "author", "Author"
        TEACHER = "teacher", "Teacher"

    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STUDENT)

    @property
    def display_name(self) -> str:
        """The name others in the class see."""
        return self.get_full_name() or self.username


class Consent(models.Model):
    """One yes to one purpose, in the wording of one version; a no is the absence of a yes."""

    class Purpose(models.TextChoices):
        """What a student can say yes or no to."""

        CAMERA = "camera", "Camera during lessons"

    student = models.ForeignKey(User, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField(help_text="Version of the wording that was agreed to.")
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.purpose} v{self.version}"
