"""A student's pre-test of a course, and the steps that are skipped because of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Course, Question, Step


class PreTest(models.Model):
    """One student's pre-test of one course: begun, left and taken up again as one likes, and ended once."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pretests")
    course = models.ForeignKey(Course, models.CASCADE, related_name="pretests")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Once it has ended: P(known) by the key of each skill it judged."),
    )

    class Meta:
        verbose_name = _("pre-test")
        verbose_name_plural = _("pre-tests")
        constraints = [models.UniqueConstraint(fields=["student", "course"], name="one_pretest_per_course")]

    def __str__(self) -> str:
        return f"{self.student}, pre-test of {self.course}"


class PreTestAnswer(models.Model):
    """An answer in a pre-test. Each question is asked once, and nobody is shown whether it was right."""

    pretest = models.ForeignKey(PreTest, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    submission_id = models.UUIDField()
    response = models.JSONField(help_text=_("Empty: “I don't know”."))
    is_correct = models.BooleanField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pre-test answer")
        verbose_name_plural = _("pre-test answers")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pretest", "question"], name="a_pretest_asks_a_question_once"),
            models.UniqueConstraint(fields=["pretest", "submission_id"], name="a_pretest_answer_counts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pretest}, question {self.question_id}"


class SkippedStep(models.Model):
    """A step that a student need not take: a pre-test showed that its skills are known."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skipped_steps")
    step = models.ForeignKey(Step, models.CASCADE, related_name="skips")
    skipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("skipped step")
        verbose_name_plural = _("skipped steps")
        constraints = [models.UniqueConstraint(fields=["student", "step"], name="a_step_is_skipped_once")]

    def __str__(self) -> str:
        return f"{self.student} skips {self.step}"
