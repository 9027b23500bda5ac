"""A class that talks something over in groups: the prompt, the groups, and what they write."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Step
from tutor.domain.grouping import MOST
from tutor.models.sessions import ClassSession
from tutor.models.sittings import Sitting


class GroupPrompt(models.Model):
    """What the groups of a session talk over until `ends_at`; then their boards are everybody's to read."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="prompts")
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, related_name="+", help_text=_("Whose pictures the words may name.")
    )
    words = models.TextField(max_length=2000, help_text=_("Markdown."))
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text=_("When the teacher put it away."))

    class Meta:
        verbose_name = _("group prompt")
        verbose_name_plural = _("group prompts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(closed_at__isnull=True), name="one_open_prompt_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.words[:40]}"


class TalkGroup(models.Model):
    """One group of a prompt, with a board of its own."""

    prompt = models.ForeignKey(GroupPrompt, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("talk group")
        verbose_name_plural = _("talk groups")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["prompt", "number"], name="one_group_per_number")]

    def __str__(self) -> str:
        return f"group {self.number} of prompt {self.prompt_id}"


class GroupPlace(models.Model):
    """One student's place in one group. It is kept while the student is away."""

    prompt = models.ForeignKey(GroupPrompt, models.CASCADE, related_name="places")
    group = models.ForeignKey(TalkGroup, models.CASCADE, related_name="places")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="group_places")
    chair = models.PositiveSmallIntegerField(
        help_text=_("From 1; there are no more chairs than a group has.")
    )

    class Meta:
        verbose_name = _("group place")
        verbose_name_plural = _("group places")
        ordering = ["chair"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "sitting"], name="in_one_group_of_a_prompt"),
            models.UniqueConstraint(fields=["group", "chair"], name="one_student_per_chair"),
            models.CheckConstraint(condition=Q(chair__gte=1, chair__lte=MOST), name="a_group_has_few_chairs"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} in {self.group}"


class Post(models.Model):
    """What a student wrote on a board. `submission_id` is made by the page, so a repeat is the same post."""

    group = models.ForeignKey(TalkGroup, models.CASCADE, related_name="posts")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="posts")
    submission_id = models.UUIDField()
    words = models.CharField(max_length=400)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("a model", "post")
        verbose_name_plural = pgettext_lazy("a model", "posts")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "submission_id"], name="a_post_counts_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.words[:40]}"
