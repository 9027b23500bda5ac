"""Who looked at whom, and who changed what: the audit log."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WrittenOnce(models.QuerySet["AuditEntry"]):
    """Entries are added and read; the services that fold, forget and age out say so by name."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse: what was noted stays as it was noted."""
        raise TypeError("the audit log is written once")

    def delete(self) -> NoReturn:
        """Refuse: entries go by age alone."""
        raise TypeError("the audit log goes by age alone")


class AuditEntry(models.Model):
    """One act of a member of staff: who, what, when, whose.

    People and classes are named by their keys, without a constraint: nothing here changes when an account or
    a class is deleted, and what stays of a student is a number that leads to nobody. Of who acted the name
    stays as it was, since the log is there to tell it.
    """

    at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, help_text=_("The last of those counted."))
    count = models.PositiveIntegerField(default=1, help_text=_("How often within some minutes."))
    actor = models.ForeignKey(
        "tutor.User", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    actor_name = models.CharField(max_length=310, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=40)
    what = models.CharField(
        max_length=200, blank=True, help_text=_("The name of an address, the kind of a row, or words.")
    )
    whose = models.ForeignKey(
        "tutor.User", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    classroom = models.ForeignKey(
        "tutor.Classroom", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    changes = models.JSONField(null=True, help_text=_("By field: the old value and the new one."))
    fold = models.CharField(max_length=64, blank=True, help_text=_("The same for what is counted together."))

    objects = WrittenOnce.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["actor", "at"]),
            models.Index(fields=["whose", "at"]),
            models.Index(fields=["classroom", "at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["fold"], condition=~Q(fold=""), name="folded_into_one")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action} {self.what}"

    def save(self, *args: Any, **options: Any) -> None:
        """Add an entry.

        Raises:
            TypeError: it is there already.
        """
        if not self._state.adding:
            raise TypeError("the audit log is written once")
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse: entries go by age alone."""
        raise TypeError("the audit log goes by age alone")
