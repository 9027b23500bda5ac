"""What was seen of a student, and what the policy did about it."""

from collections import defaultdict
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Question, Rule, Step, Variant
from content.signals.camera import ClipReading
from emotion.estimate import STATES, ClipEstimate
from tutor.models.classes import Classroom
from tutor.models.people import Consent
from tutor.models.sittings import Sitting


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings."""

    def in_figures(self) -> Self:
        """Return those that may count in figures about groups: of students who agree, since they agreed."""
        agreed: models.QuerySet[Any] = Consent.objects.standing(Consent.Purpose.FIGURES)
        return self.filter(
            Exists(agreed.filter(student=OuterRef("sitting__student"), since__lte=OuterRef("at")))
        )

    def clips(self, *, with_emotions: bool = False) -> list[ClipReading]:
        """Return what the signals read of each, in order; the emotions, which few ask for, only if wanted."""
        return [_to_clip(*row) for row in self.values_list(*_columns(with_emotions))]

    def clips_by_sitting(self, *, with_emotions: bool = False) -> dict[int, list[ClipReading]]:
        """Return the same by the sitting's key, where the readings are of several."""
        found = defaultdict(list)
        for sitting, *row in self.values_list("sitting_id", *_columns(with_emotions)):
            found[sitting].append(_to_clip(*row))
        return found


def _columns(with_emotions: bool) -> list[str]:
    return ["at", "known", *STATES, *(["emotions"] if with_emotions else [])]


def _to_clip(at: datetime, known: bool, *numbers: Any) -> ClipReading:
    """Return a row as the signals read it: weights that read emotions alone leave the states out."""
    states, emotions = numbers[: len(STATES)], numbers[len(STATES) :]
    levels = {} if states[0] is None else dict(zip(STATES, states, strict=True))
    for shares in emotions:
        levels.update(shares)
    return ClipReading(at.timestamp(), known, levels)


class Reading(models.Model):
    """One clip's estimate. Numbers only, and only for days: see `READING_DAYS`.

    On PostgreSQL the table is partitioned by day (`tutor.services.reading_days`).
    """

    # No index of their own: (sitting, at) serves the first, and nothing looks readings up by step.
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="readings", db_index=False)
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(help_text=_("When the clip's last frame arrived."))
    known = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True, help_text=_("Why nothing is known."))
    # Of the clip's frames, those with exactly one usable face: 0 to 1.
    faces_share = models.FloatField()
    # Independent probabilities, 0 to 1, which need not sum to 1; empty where nothing is known, and with
    # weights that read emotions alone.
    engaged = models.FloatField(null=True)
    bored = models.FloatField(null=True)
    confused = models.FloatField(null=True)
    frustrated = models.FloatField(null=True)
    emotions = models.JSONField(default=dict, help_text=_("Probability of each of the eight emotions."))
    model = models.CharField(max_length=40, help_text=_("Version of the weights that made the estimate."))
    # What a browser says of itself is taken at its word, as a tap is.
    on_device = models.BooleanField(
        default=False, db_default=False, help_text=_("Read in the student's browser, not by a worker.")
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a model", "reading")
        verbose_name_plural = pgettext_lazy("a model", "readings")
        indexes = [models.Index(fields=["sitting", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"reading {self.pk} ({'known' if self.known else self.reason})"

    @classmethod
    def of(
        cls,
        estimate: ClipEstimate,
        *,
        sitting_id: int,
        step_id: int | None,
        at: datetime,
        on_device: bool = False,
    ) -> "Reading":
        """Return the row that keeps a clip's estimate; `ReadingQuerySet.clips` is the way back."""
        return cls(
            sitting_id=sitting_id,
            step_id=step_id,
            at=at,
            known=estimate.known,
            reason=estimate.reason or "",
            faces_share=estimate.faces_share,
            # Four digits say more than is known, and take half the room of what a float prints.
            emotions={name: round(share, 4) for name, share in estimate.emotions.items()},
            model=estimate.model,
            on_device=on_device,
            **{state: estimate.states.get(state) for state in STATES},
        )


def are_groups_told_in_words() -> bool:
    """Say whether classes hear of cameras in words: then nothing that hangs on a camera may be counted."""
    return bool(settings.CAMERA_AFFECT and settings.CLASS_AFFECT_DETAIL == "words")


class AdaptationQuerySet(models.QuerySet["Adaptation"]):
    """Adaptations."""

    def countable(self) -> Self:
        """Return those whose number may be told of a group.

        Left out is what a camera had a part in, since the number would say how many looked lost; and what
        came to a whole class, where whoever had it already is missing. Help from elsewhere waits for a while
        after help from a camera: where a class is told of in words, that little is too much.
        """
        if are_groups_told_in_words():
            return self.none()
        return self.filter(from_camera=False, classroom=None)

    def uncountable(self) -> Self:
        """Return what came to single students and may not be counted."""
        # As in `countable`: with words no help may be counted, whether or not a camera had a part in it.
        if are_groups_told_in_words():
            return self.filter(classroom=None)
        return self.filter(from_camera=True, classroom=None)


class Adaptation(models.Model):
    """What a rule did for a student at a step, why, and what became of it."""

    class State(models.TextChoices):
        """Where an adaptation stands."""

        OFFERED = "offered", _("Offered")
        SHOWN = "shown", _("Shown")
        UNDONE = "undone", _("Undone")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="adaptations")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("What it stands beneath; empty: the step's text."),
    )
    classroom = models.ForeignKey(
        Classroom,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="adaptations",
        help_text=_("Set by class rules."),
    )
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, related_name="+")
    # Stays when the rule is deleted: cooldowns go by it.
    rule_key = models.CharField(max_length=50)
    rule_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    from_camera = models.BooleanField(default=False, help_text=_("Does the rule ask for what a camera sees?"))
    # As `tutor.domain.learning.because` keeps it, so that each reads it in their language.
    sentence = models.TextField(blank=True, help_text=_("What the rule's author wrote, if anything."))
    evidence = models.JSONField(default=list, help_text=_("What the rule saw: signals and values."))
    state = models.CharField(max_length=10, choices=State.choices)
    helped = models.BooleanField(null=True)
    next_answer_right = models.BooleanField(
        null=True, help_text=_("Was the next answer at this step right? Empty while there is none.")
    )
    confusion_ended = models.BooleanField(
        null=True, help_text=_("Did confusion end within a minute? Empty where nothing tells.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "step", "kind"], name="a_kind_of_help_once_per_step")
        ]
        indexes = [models.Index(fields=["classroom", "created_at"])]
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} for {self.sitting}"
