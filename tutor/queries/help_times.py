"""When a student had help of hints."""

from datetime import datetime
from typing import Any

from tutor.models import HintAnswer, HintUse


def help_times(*, fields: tuple[str, ...] = ("created_at",), **about: Any) -> list[tuple[Any, ...]]:
    """Return rows of help by hints: each hint that was opened, and each answer within a hint; one query.

    Args:
        fields: what each row holds; both tables have them.
        about: conditions, as a filter takes them.
    """
    opened = HintUse.objects.filter(**about).values_list(*fields)
    # Without the model's own order, which SQLite takes in no part of a union.
    answered = HintAnswer.objects.filter(**about).order_by().values_list(*fields)
    return list(opened.union(answered, all=True))


def times_about(**about: Any) -> list[datetime]:
    """Return the times alone."""
    return [at for (at,) in help_times(**about)]
