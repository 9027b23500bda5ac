"""What a rule that may learn has learnt: where its search stands, and the log of every move."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.rules import Rule
from content.policy import rules as policy
from content.policy.tuning import Search, opened_numbers, setting_of
from content.policy.tuning.settings import fingerprint


class RuleTuning(models.Model):
    """Where the search for a rule's numbers stands. A row of its own: the rule stays as it was written.

    It belongs to the rule that students are taught by, and not to its row in a draft.
    """

    rule = models.OneToOneField(Rule, models.CASCADE, related_name="tuning")
    written = models.CharField(
        max_length=16,
        help_text=_("A hash of the rule as it was written: what was learnt holds for it alone."),
    )
    at = models.JSONField(help_text=_("The numbers that hold, in the order of the rule's open numbers."))
    level = models.PositiveSmallIntegerField(default=0, help_text=_("How often the step was halved."))
    done = models.JSONField(default=list, help_text=_("What was tried and did no better."))
    trial = models.JSONField(null=True, help_text=_("What is compared with it now."))
    round = models.PositiveIntegerField(default=0, help_text=_("The number of the comparison."))
    students = models.PositiveIntegerField(default=0, help_text=_("How many this comparison counts."))
    counted = models.PositiveIntegerField(default=0, help_text=_("How many it had counted when last looked."))
    is_stopped = models.BooleanField(default=False, help_text=_("Its author stopped it."))
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rule tuning")
        verbose_name_plural = _("rule tunings")

    def __str__(self) -> str:
        return f"what {self.rule} has learnt"

    @classmethod
    def beginning(cls, rule: Rule, read: policy.Rule) -> "RuleTuning":
        """Return a search that begins at the numbers as they are written."""
        return cls(rule=rule, written=fingerprint(read), at=list(setting_of(read)))

    @property
    def search(self) -> Search:
        """Return where the search stands."""
        return Search(tuple(self.at), self.level, frozenset(tuple(one) for one in self.done))

    def take(self, search: Search) -> None:
        """Keep where the search stands now."""
        self.at, self.level = list(search.at), search.level
        self.done = sorted(list(one) for one in search.done)

    def holds_for(self, read: policy.Rule) -> bool:
        """Say whether the rule is still written as it was when this was learnt."""
        return bool(opened_numbers(read)) and self.written == fingerprint(read)


class RuleMove(models.Model):
    """One entry in the log of a rule that may learn. Nothing edits it."""

    class What(models.TextChoices):
        """What happened."""

        BEGAN = "began", _("Began at the numbers as they are written")
        MOVED = "moved", _("Moved: the other setting did better")
        KEPT = "kept", _("Stayed: the other setting did no better")
        HARMED = "harmed", _("Stayed, and ended early: the other setting did worse")
        RESTED = "rested", _("Rests: nothing within the ranges is left to try")
        TOOK_BACK = "took_back", _("A move was taken back")
        STOPPED = "stopped", _("Stopped")
        WENT_ON = "went_on", _("Went on")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="moves")
    made_at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=10, choices=What)
    numbers = models.JSONField(help_text=_("Which numbers may move, as `hold_s` and `enter-0`."))
    before = models.JSONField(help_text=_("What held before, in that order."))
    after = models.JSONField(help_text=_("What held after it."))
    tried = models.JSONField(null=True, help_text=_("What was compared with it."))
    # Of rules that read the camera without counts: how many they helped says how many looked lost.
    facts = models.JSONField(default=dict, help_text=_("Counts of both settings, and the interval."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rule move")
        verbose_name_plural = _("rule moves")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["rule", "made_at"])]

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_what_display()}"


def tuning_of(stored: Rule, read: policy.Rule) -> RuleTuning | None:
    """Return what a rule has learnt, or the published one that it drafts; None: nothing that fits."""
    for row in (stored, stored.origin):
        tuning = getattr(row, "tuning", None)
        if tuning is not None and tuning.holds_for(read):
            found: RuleTuning = tuning
            return found
    return None
