"""What several models share."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone


class CurrentManager(models.Manager[Any]):
    """Leaves out what was archived."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows that are still part of the course."""
        return super().get_queryset().filter(archived_at__isnull=True)


class Archivable(models.Model):
    """A part of a course that students may have used.

    Taking it out of the course archives it: `objects` and related managers leave it out, while
    answers, visits and mastery that point at it stay whole. Bringing the same slug back revives it.
    """

    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CurrentManager()
    all_objects = models.Manager()  # noqa: DJ012 (a manager, which the rule takes for a field)

    class Meta:
        abstract = True

    def archive(self) -> None:
        """Take it out of the course without losing what students did with it."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])


def archive_all(parts: Iterable[Archivable]) -> None:
    """Archive each of several parts."""
    for part in parts:
        part.archive()
