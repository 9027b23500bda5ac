"""Classes: who teaches whom."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.language import gettext, with_names

# No 0/O, 1/I/L: a code is read aloud and typed from a board.
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def make_join_code() -> str:
    """Return a fresh code of eight letters and digits (31^8, about 8e11 of them)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))


class Classroom(models.Model):
    """A group of students and the teachers who may see its aggregates."""

    name = models.CharField(_("name"), max_length=100)
    join_code = models.CharField(_("join code"), max_length=12, unique=True, default=make_join_code)
    # All with the same rights; the last one cannot be removed (`remove_teacher`).
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="classrooms", verbose_name=_("teachers")
    )
    students = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="tutor.Enrolment",
        related_name="enrolled_in",
        verbose_name=_("students"),
    )
    runs_itself = models.BooleanField(
        _("runs itself"),
        default=False,
        help_text=_("Class rules act at once; otherwise they suggest, and a teacher decides."),
    )
    compares_help = models.BooleanField(
        _("chance may choose help"),
        default=True,
        # A process of the version before, still running during an upgrade, leaves it out of an INSERT.
        db_default=True,
        help_text=_("Where an author compares variants. Off: this class's students have no part in it."),
    )
    roster_cut_at = models.DateTimeField(
        _("roster cut at"),
        null=True,
        blank=True,
        help_text=_(
            "When a student was last taken off the list. What lies before is not counted anew: the "
            "difference would be that one student."
        ),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # Of the page that made it, so that a form that arrives twice makes one class.
    submission_id = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("classroom")
        verbose_name_plural = _("classrooms")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """One student's place in one class."""

    classroom = models.ForeignKey(
        Classroom,
        models.CASCADE,
        related_name="enrolments",
        verbose_name=pgettext_lazy("a field", "classroom"),
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="enrolments",
        verbose_name=pgettext_lazy("a field", "student"),
    )
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["classroom", "student"], name="enrolled_once")]

    def __str__(self) -> str:
        return with_names(
            gettext("%(student)s in %(classroom)s"), {"student": self.student, "classroom": self.classroom}
        )


class TeacherInvitation(models.Model):
    """A teacher asks another to teach a class too."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="invitations")
    invited = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="class_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text=_("Also when it was withdrawn."))

    class Meta:
        verbose_name = _("teacher invitation")
        verbose_name_plural = _("teacher invitations")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "invited"],
                condition=Q(answered_at__isnull=True),
                name="one_open_invitation_per_teacher",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invited} to {self.classroom}"
