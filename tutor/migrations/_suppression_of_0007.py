"""How reports suppressed small counts when migration 0007 was written, so that it goes on doing the same."""

STATES = ("engaged", "bored", "confused", "frustrated")
UNSEEN = ("unknown", "no_camera")


def suppress_states(looked, *, min_group):
    """Return lower bounds of a cell's states, `None` where too few were known."""
    known = suppress({state: looked.get(state, 0) for state in STATES}, least=min_group)
    if known is None:
        return None
    unseen = {name: looked.get(name, 0) for name in UNSEEN}
    everybody = {"known": sum(looked.get(state, 0) for state in STATES), **unseen}
    seen = suppress(everybody, least=min_group)
    counts = {**known["counts"], **{name: seen["counts"][name] for name in UNSEEN}}
    return {"counts": counts, "untold": sum(everybody.values()) - sum(counts.values())}


def suppress(counts, *, least):
    """Return lower bounds and how many are left out of them, `None` for a group of fewer than `least`."""
    size = sum(counts.values())
    if size < max(1, least):
        return None
    shown = {state: _without_single(count) for state, count in counts.items()}
    if sum(shown.values()) == size:
        commonest = max(shown, key=lambda state: shown[state])
        shown[commonest] = _without_single(shown[commonest] - 1)
    return {"counts": shown, "untold": size - sum(shown.values())}


def _without_single(count):
    return count if count > 1 else 0
