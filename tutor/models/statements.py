"""What an LRS (learning record store) is told of learning: an outbox of facts."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Lesson, Question, Skill


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements."""

    def waiting(self) -> Self:
        """Return what is still to be sent."""
        return self.filter(due_at__isnull=False)

    def refused(self) -> Self:
        """Return what the LRS does not take."""
        return self.filter(problem=Statement.Problem.REFUSED)


class Statement(models.Model):
    """One fact about learning, which waits while `due_at` is set. Its JSON is made when it is sent.

    Answers, lessons, skills and hints that the student asked for; nothing of a camera, no tap, and no help
    that a rule brought, since what is missing among such help would tell of a camera (docs/xapi.md).
    """

    class Kind(models.TextChoices):
        """What is said."""

        ANSWERED = "answered", _("answered a question")
        COMPLETED = "completed", _("completed a lesson")
        MASTERED = "mastered", _("mastered a skill")
        HELPED = "helped", _("was helped by a hint")

    class Problem(models.TextChoices):
        """Why the last try did not succeed."""

        AWAY = "away", _("The LRS cannot be reached, or has an error of its own.")
        BUSY = "busy", _("The LRS asks us to slow down.")
        NO_ENTRY = "no_entry", _("The LRS does not let us in: look at XAPI_KEY and XAPI_SECRET.")
        FAULTY = "faulty", _("What answers is no LRS: look at XAPI_ENDPOINT.")
        REFUSED = "refused", _("The LRS does not take it.")

    statement_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.BigIntegerField(
        help_text=_("The key of the answer, lesson, skill or opened hint: each is told once.")
    )
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, related_name="+")
    skill = models.ForeignKey(Skill, models.CASCADE, null=True, related_name="+")
    is_correct = models.BooleanField(null=True, help_text=_("Of an answer."))
    rung = models.PositiveSmallIntegerField(null=True, help_text=_("Of a hint: 1 for the first."))
    at = models.DateTimeField(default=timezone.now, help_text=_("When it happened."))
    due_at = models.DateTimeField(default=timezone.now, null=True, help_text=_("Empty: nothing waits."))
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=10, choices=Problem.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("The LRS's own words."))
    sent_at = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["student", "kind", "about"], name="a_fact_is_told_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="statements_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} {self.kind} ({self.about})"
