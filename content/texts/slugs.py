"""Addresses made from titles."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify


class FreeSlugs:
    """Gives out slugs that nothing else has: "a", "a-2", "a-3"."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        # Where to go on counting: from 2 each time, a thousand of one name would take half a million looks.
        self._next: dict[str, int] = {}

    def take(self, stem: str) -> str:
        """Return `stem`, or with the first number after it that is free; from then on it is taken."""
        slug, number = stem, self._next.get(stem, 2)
        while slug in self._taken:
            slug, number = f"{stem}-{number}", number + 1
        self._taken.add(slug)
        self._next[stem] = number
        return slug


def free_slug(title: str, *, among: Any) -> str:
    """Return a slug for a title that no row of `among` (a queryset, archived rows included) has."""
    stem = slugify(title)[:60] or "untitled"
    return FreeSlugs(among.filter(slug__startswith=stem).values_list("slug", flat=True)).take(stem)
