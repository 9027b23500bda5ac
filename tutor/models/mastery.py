"""How well a student knows a skill, as far as answers tell, and when to review it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Skill
from tutor.domain.learning.review import ReviewCard

CARD_FIELDS = ("stability", "difficulty", "reviewed_on", "due_on")


class Mastery(models.Model):
    """The belief that one student knows one skill. Without a row nothing is known yet.

    The last four fields are the student's card of the skill; all are empty until the first review.
    """

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="masteries")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="masteries")
    p_known = models.FloatField(help_text=_("Between 0 and 1, and neither."))
    updated_at = models.DateTimeField(auto_now=True)
    stability = models.FloatField(
        null=True, blank=True, help_text=_("Days after which the chance of recall has fallen to 90%.")
    )
    difficulty = models.FloatField(null=True, blank=True, help_text=_("From 1, easy, to 10."))
    reviewed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text=_("The day on which the skill comes again."))

    class Meta:
        verbose_name = _("mastery")
        verbose_name_plural = _("masteries")
        constraints = [
            models.UniqueConstraint(fields=["student", "skill"], name="one_mastery_per_skill"),
            models.CheckConstraint(
                condition=Q(p_known__gt=0, p_known__lt=1), name="mastery_is_never_certain"
            ),
            models.CheckConstraint(
                # To a database a check that comes to NULL holds, so each field is asked for by name.
                condition=Q(**{f"{name}__isnull": True for name in CARD_FIELDS})
                | Q(
                    **{f"{name}__isnull": False for name in CARD_FIELDS},
                    stability__gt=0,
                    difficulty__range=(1, 10),
                    due_on__gt=models.F("reviewed_on"),
                ),
                name="review_card_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.skill}"

    @property
    def card(self) -> ReviewCard | None:
        """Return the card; `None` before the first review."""
        if (
            self.stability is None
            or self.difficulty is None
            or self.reviewed_on is None
            or self.due_on is None
        ):
            return None
        return ReviewCard(self.stability, self.difficulty, self.reviewed_on, self.due_on)

    @card.setter
    def card(self, card: ReviewCard) -> None:
        for name in CARD_FIELDS:
            setattr(self, name, getattr(card, name))


class ReviewFit(models.Model):
    """What this site's own reviews say of how its students forget; the newest row is the one in use.

    It holds sums over students who had reviews enough, and nothing about one of them.
    """

    weights = models.JSONField(help_text=_("The 21 parameters of FSRS 6."))
    students = models.PositiveIntegerField()
    reviews = models.PositiveIntegerField()
    log_loss_before = models.FloatField(help_text=_("A review, on students left out of the fit."))
    log_loss_after = models.FloatField(help_text=_("A review, on students left out of the fit."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review fit")
        verbose_name_plural = _("review fits")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}: {self.reviews}"
