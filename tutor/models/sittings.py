"""A sitting and everything the student does in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Lesson, Question, Step


class Sitting(models.Model):
    """One student's run through one lesson. It is resumed, never restarted, until it is finished."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sittings")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="sittings")
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, related_name="+", help_text=_("Where the student is.")
    )
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, help_text=_("Last sign of life."))
    touched_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When the student last typed, tapped or scrolled, as the page told."),
    )
    finished_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When it was worked through: the last step done, no question open."),
    )

    class Meta:
        verbose_name = pgettext_lazy("a model", "sitting")
        verbose_name_plural = pgettext_lazy("a model", "sittings")
        constraints = [models.UniqueConstraint(fields=["student", "lesson"], name="one_sitting_per_lesson")]
        indexes = [models.Index(fields=["lesson", "seen_at"])]

    def __str__(self) -> str:
        return f"{self.student} at {self.lesson}"


class StepVisit(models.Model):
    """When a student came to a step, last came back to it, and finished it."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="visits")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    # Of the stay that lasts: set anew whenever the student comes back to the step, or was away for a while.
    entered_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step visit")
        verbose_name_plural = _("step visits")
        constraints = [models.UniqueConstraint(fields=["sitting", "step"], name="one_visit_row_per_step")]

    def __str__(self) -> str:
        return f"{self.sitting}, step {self.step_id}"


class Answer(models.Model):
    """One try at one question. `submission_id` is made by the page, so a repeat is the same answer."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    submission_id = models.UUIDField()
    # Lists of values by the name of the form's field; only the fields that the question asks for.
    response = models.JSONField()
    is_correct = models.BooleanField()
    # Markdown as it was shown: an author who changes the question since changes no old answer.
    feedback = models.TextField(blank=True)
    misconceptions = models.JSONField(
        default=list, blank=True, help_text=_("The slugs of the course's misconceptions that it shows.")
    )
    parts = models.JSONField(
        default=dict, blank=True, help_text=_("Of several fields, which are right, by the field's name.")
    )
    seed = models.BigIntegerField(
        null=True, blank=True, help_text=_("Of the version that was shown, if the question has variables.")
    )
    variables = models.JSONField(
        default=dict, blank=True, help_text=_("The values that were shown, by variable.")
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("a model", "answer")
        verbose_name_plural = pgettext_lazy("a model", "answers")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "submission_id"], name="an_answer_counts_once")
        ]
        indexes = [models.Index(fields=["sitting", "question", "created_at"])]
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting}, question {self.question_id}: {'right' if self.is_correct else 'wrong'}"


class HintUse(models.Model):
    """One rung of a question's hint ladder that the student asked for."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="hint_uses")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(help_text=_("1 for the first hint."))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hint use")
        verbose_name_plural = _("hint uses")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "question", "number"], name="a_hint_is_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting}, hint {self.number}"


class HintAnswer(models.Model):
    """One answer to the small question of a hint: help, and no try at the question that the hint is about."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="hint_answers")
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", help_text=_("What the hint is about.")
    )
    number = models.PositiveSmallIntegerField(help_text=_("1 for the first hint."))
    submission_id = models.UUIDField()
    response = models.JSONField()
    is_correct = models.BooleanField()
    feedback = models.TextField(blank=True)
    parts = models.JSONField(default=dict, blank=True, help_text=_("As of an answer."))
    seed = models.BigIntegerField(null=True, blank=True, help_text=_("As of an answer."))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hint answer")
        verbose_name_plural = _("hint answers")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "submission_id"], name="a_hint_answer_counts_once")
        ]
        indexes = [models.Index(fields=["sitting", "question", "created_at"])]
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting}, hint {self.number}: {'right' if self.is_correct else 'wrong'}"


class GivenUp(models.Model):
    """A question that the student chose to leave open. Gone once it is taken up again."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="given_up")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("question given up")
        verbose_name_plural = _("questions given up")
        constraints = [models.UniqueConstraint(fields=["sitting", "question"], name="given_up_once")]

    def __str__(self) -> str:
        return f"{self.sitting} leaves question {self.question_id}"


class IdempotencyKey(models.Model):
    """The id of something sent that leaves no other row of its own, so that a repeat is known as one."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="idempotency_keys")
    submission_id = models.UUIDField()
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "submission_id"], name="a_submission_counts_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.submission_id}"


class SelfReport(models.Model):
    """A one-tap word from the student on how it goes."""

    class Feeling(models.TextChoices):
        """What a student can tap."""

        LOST = "lost", _("I'm lost")
        BORED = "bored", _("I'm bored")
        FINE = "fine", _("Going fine")
        GOT_IT = "got_it", _("Got it")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="self_reports")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    feeling = models.CharField(max_length=10, choices=Feeling.choices)
    submission_id = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("self report")
        verbose_name_plural = _("self reports")
        constraints = [models.UniqueConstraint(fields=["sitting", "submission_id"], name="a_tap_counts_once")]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.feeling}"
