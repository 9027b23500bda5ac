"""Rows that are added, removed and moved by the server, for browsers without scripts."""

from collections.abc import Callable

from django.http import QueryDict

ROWS = "_rows"
"""The name of the buttons; their values are "add LIST", "remove LIST KEY", "up LIST KEY", "down LIST KEY";
"form FORMS" adds a whole form."""
_LONGEST = 300


def with_rows(sent: QueryDict) -> QueryDict:
    """Return what a browser sent with the pressed button's change made; the button stays named."""
    changed = sent.copy()
    action, _, rest = sent.get(ROWS, "")[:_LONGEST].partition(" ")
    name, _, key = rest.partition(" ")
    if action == "form":
        count = sent.get(f"{name}-TOTAL_FORMS", "")
        if count.isdecimal() and len(count) < 5:
            changed[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
            # The default, so that the new row comes last (`ArchivingFormSet.save_new`).
            changed[f"{name}-{count}-position"] = "0"
    elif action in _CHANGES:
        changed.setlist(name, _CHANGES[action](sent.getlist(name), key))
    return changed


def _added(keys: list[str], _: str) -> list[str]:
    taken = set(keys)
    return [*keys, next(key for number in range(len(keys) + 1) if (key := f"n{number}") not in taken)]


def _moved(keys: list[str], key: str, *, by: int) -> list[str]:
    if key not in keys:
        return keys
    place = keys.index(key)
    others = [*keys[:place], *keys[place + 1 :]]
    target = max(0, place + by)
    return [*others[:target], key, *others[target:]]


_CHANGES: dict[str, Callable[[list[str], str], list[str]]] = {
    "add": _added,
    "remove": lambda keys, key: [each for each in keys if each != key],
    "up": lambda keys, key: _moved(keys, key, by=-1),
    "down": lambda keys, key: _moved(keys, key, by=1),
}
