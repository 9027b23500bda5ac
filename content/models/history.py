"""What a course was like before, and who is asked to write it along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.courses import Course


class StoredFile(models.Model):
    """A file's bytes, kept once however many versions have it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256


class Version(models.Model):
    """A course as it stood after one change, as the files it would be exported to."""

    class Kind(models.TextChoices):
        """How the course came to be like this."""

        EDITED = "edited", _("Written here")
        BROUGHT = "brought", _("Brought in as files")

    course = models.ForeignKey(Course, models.CASCADE, related_name="versions")
    made_at = models.DateTimeField(auto_now_add=True)
    # None where no person made it, such as the state before the first change, or the account is gone.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True, help_text=_("What was done."))
    files = models.JSONField(help_text=_("SHA-256 of every file by its path."))
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EDITED)

    class Meta:
        verbose_name = pgettext_lazy("a model", "version")
        verbose_name_plural = pgettext_lazy("a model", "versions")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.course}, {self.made_at:%d %b %Y %H:%M}"


class Import(models.Model):
    """What came as a file: while it waits for a yes with its file, and of other systems as a record after."""

    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, related_name="imports")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    format = models.CharField(max_length=20)
    name = models.CharField(max_length=200, help_text=_("What the file or folder is called."))
    slug = models.CharField(max_length=80, blank=True, help_text=_("The address that was asked for."))
    licence = models.CharField(
        max_length=200, blank=True, help_text=_("What was stated for all that has no licence of its own.")
    )
    part = models.CharField(
        max_length=200, blank=True, help_text=_("Which of several courses was asked for, if not all.")
    )
    data = models.BinaryField(null=True, editable=False, help_text=_("The file, as long as it waits."))
    report = models.JSONField(default=dict, help_text=_("What was taken, changed, left and skipped."))
    parts = models.JSONField(
        default=dict, help_text=_("By place, the digests of what the source said and of what was stored.")
    )

    class Meta:
        verbose_name = pgettext_lazy("a model", "import")
        verbose_name_plural = pgettext_lazy("a model", "imports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.format})"


class Invitation(models.Model):
    """An owner asks another author to write a course along."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="invitations")
    invited = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    # Set by a yes and by a no; a yes makes a co-author.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("a model", "invitation")
        verbose_name_plural = pgettext_lazy("a model", "invitations")
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "invited"],
                condition=Q(answered_at__isnull=True),
                name="one_open_invitation_per_author",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invited} to {self.course}"
