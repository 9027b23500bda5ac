"""A class at a lesson together: sessions, who took part, hands, and what the class rules suggest."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Lesson, Rule, Step
from tutor.models.classes import Classroom
from tutor.models.sittings import Sitting


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    """Sessions of classes."""

    def open(self) -> Self:
        """Return those that have not ended; a class has one at most."""
        # The constraint below asks for the state instead: `end_session`, which alone ends one, sets both.
        return self.filter(ended_at=None)


class ClassSession(models.Model):
    """One lesson that a class takes together. It goes on without its teacher's page, until it is ended."""

    class Pacing(models.TextChoices):
        """Who says when to go on."""

        SELF = "self", _("Everyone at their own pace")
        TEACHER = "teacher", _("Together, at my pace")

    class State(models.TextChoices):
        """Where a session stands."""

        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="sessions")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="class_sessions")
    pacing = models.CharField(max_length=10, choices=Pacing.choices, default=Pacing.SELF)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    step = models.ForeignKey(
        Step,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Where the teacher has led the class."),
    )
    message = models.CharField(
        max_length=300, blank=True, help_text=_("The teacher's last word to everyone.")
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    report: "models.JSONField[Any, Any]" = models.JSONField(
        null=True, help_text=_("Aggregates, small groups withheld, written once when the session ends.")
    )

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("class session")
        verbose_name_plural = _("class sessions")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["classroom"], condition=~Q(state="ended"), name="one_open_session_per_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.classroom} at {self.lesson}"

    @property
    def is_open(self) -> bool:
        """Say whether the session has not ended."""
        return self.state != self.State.ENDED

    @property
    def leads(self) -> bool:
        """Say whether the class moves at the teacher's pace now."""
        return self.is_open and self.pacing == self.Pacing.TEACHER and self.step_id is not None


class Seat(models.Model):
    """A sitting that took part in a session. It stays when the student leaves the class."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="seats")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="seats")
    # A report counts what was done from here on, so that no two sessions count the same moment.
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("a model", "seat")
        verbose_name_plural = pgettext_lazy("a model", "seats")
        constraints = [models.UniqueConstraint(fields=["session", "sitting"], name="one_seat_per_session")]

    def __str__(self) -> str:
        return f"{self.sitting} in session {self.session_id}"


class RaisedHand(models.Model):
    """A hand that is up. Gone once it is lowered."""

    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="hand")
    raised_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("raised hand")
        verbose_name_plural = _("raised hands")

    def __str__(self) -> str:
        return f"hand of {self.sitting}"


class Suggestion(models.Model):
    """What a class rule would do, and what the teacher made of it."""

    class State(models.TextChoices):
        """Where a suggestion stands."""

        OPEN = "open", _("Waiting")
        STARTED = "started", _("Started")
        DISMISSED = "dismissed", _("Dismissed")

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="suggestions")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, related_name="+")
    # Stays when the rule is deleted: cooldowns go by it.
    rule_key = models.CharField(max_length=50)
    rule_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    evidence = models.JSONField(default=list, help_text=_("Plain sentences: what the rule saw."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    action = models.CharField(max_length=20, blank=True, help_text=_("What the teacher started in the end."))
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why the teacher dismissed it."))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("a model", "suggestion")
        verbose_name_plural = pgettext_lazy("a model", "suggestions")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["classroom", "created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["classroom"], condition=Q(state="open"), name="one_open_suggestion_per_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.classroom}: {self.state}"
