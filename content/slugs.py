"""Addresses made from titles."""

from typing import Any

from django.utils.text import slugify


def free_slug(title: str, *, among: Any) -> str:
    """Return a slug for a title that no row of `among` (a queryset, archived rows included) has."""
    stem = slugify(title)[:60] or "untitled"
    taken = set(among.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)
