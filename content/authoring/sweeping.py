"""Drops the files of versions that are kept no longer."""

from collections.abc import Iterable

from django.db import transaction

from content.models import StoredFile, Version

_AT_ONCE = 500


def sweep_files() -> int:
    """Delete stored files that no version of any course has, and return how many. Safe to run at any time."""
    unused = sorted(_without_version(StoredFile.objects.values_list("pk", flat=True)))
    return sum(_delete(unused[start : start + _AT_ONCE]) for start in range(0, len(unused), _AT_ONCE))


@transaction.atomic
def _delete(digests: list[str]) -> int:
    """Delete those that still have no version once nobody can begin to use them.

    `store_version` locks the files that it finds: what it holds is skipped here, and what is held here it
    finds gone and stores anew.
    """
    rows = StoredFile.objects.select_for_update(skip_locked=True).filter(pk__in=digests).order_by("pk")
    held = _without_version(rows.values_list("pk", flat=True))
    deleted, _ = StoredFile.objects.filter(pk__in=held).delete()
    return deleted


def _without_version(digests: Iterable[str]) -> set[str]:
    unused = set(digests)
    if unused:
        for files in Version.objects.values_list("files", flat=True).iterator():
            unused.difference_update(files.values())
    return unused
