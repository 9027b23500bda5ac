"""People and what they agreed to."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutor.models.wordings import is_asked, version_of


class User(AbstractUser):
    """A person with one role; superusers may do everything."""

    class Role(models.TextChoices):
        """What a person does here."""

        STUDENT = "student", _("Student")
        AUTHOR = "author", _("Author")
        TEACHER = "teacher", _("Teacher")

    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.STUDENT)
    is_of_age = models.BooleanField(
        _("decides alone"),
        default=False,
        help_text=_("No guardian is asked, where guardians are asked at all."),
    )
    guardian_email = models.EmailField(
        _("guardian's e-mail"), blank=True, help_text=_("As the school knows it. Only staff can change it.")
    )
    closed_at = models.DateTimeField(
        _("closed since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Unused, left out of a school's list, at a year's end, or merged; erased in time."),
    )
    language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("What this person reads; empty until they first sign in."),
    )
    # By the switch, and not by what a browser asked for: it comes along to other browsers.
    has_chosen_language = models.BooleanField(default=False, db_default=False, editable=False)
    legibility = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("How text looks to this person, as they chose it (tutor/domain/learning/legibility.py)."),
    )
    scores_go_out = models.BooleanField(
        default=False,
        # A process of the version before, still running during an upgrade, leaves it out of an INSERT.
        db_default=False,
        editable=False,
        help_text=_("Scores of some lessons go to an LMS. Kept here, where asking for it costs nothing."),
    )

    @property
    def display_name(self) -> str:
        """The name others in the class see."""
        return self.get_full_name() or self.username

    @property
    def may_teach(self) -> bool:
        """Whether this person may have classes at all."""
        return self.role == self.Role.TEACHER or self.is_superuser


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents that currently apply."""

    def standing(self, purpose: str) -> Self:
        """Return those that count now, each with `since`, the moment from which it does.

        Such a consent was given to the present wording, is not withdrawn, and is confirmed by a
        guardian where one must.
        """
        said = self.annotate(since=Coalesce("confirmed_at", "given_at"))
        if not is_asked(purpose):
            return said.none()
        said = said.filter(purpose=purpose, version=version_of(purpose), withdrawn_at=None)
        if settings.GUARDIAN_CONSENT:
            said = said.filter(Q(student__is_of_age=True) | Q(confirmed_at__isnull=False))
        return said


class Consent(models.Model):
    """One consent to one purpose, with its wording; no consent is no row."""

    class Purpose(models.TextChoices):
        """What a student can say yes or no to."""

        CAMERA = "camera", _("Camera in lessons")
        FRAMES = "frames", _("Pictures read by the server")
        FIGURES = "figures", _("Counting in figures about groups")
        RESEARCH = "research", _("Numbers for research")
        COMPARISON = "comparison", _("Comparing explanations")

    student = models.ForeignKey(User, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.CharField(max_length=12, help_text=_("A hash of the words."))
    words = models.TextField(help_text=_("What was agreed to, word for word."))
    given_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("When a guardian agreed as well."))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a model", "consent")
        verbose_name_plural = pgettext_lazy("a model", "consents")
        constraints = [
            models.UniqueConstraint(
                fields=["student", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.purpose} {self.version}"
