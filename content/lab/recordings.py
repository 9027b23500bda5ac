"""Recorded sittings for the lab: signals over time, and no name of anybody.

Whoever keeps sittings registers a source; the lab itself knows of none. A recording may also be
brought as JSON: `[{"at": 0, "values": {"camera.confused": 0.7, "said.lost": null}}, ...]`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from content.language import gettext
from content.policy.decide import Snapshot
from content.policy.misconceptions import base_of
from content.policy.signal import finite
from content.policy.signals import SIGNALS

MAX_SNAPSHOTS = 5000


@dataclass(frozen=True)
class Recording:
    """One recorded stay of one's own at a step; the title names a step and a day."""

    key: str
    title: str
    load: Callable[[], Sequence[Snapshot]]


@dataclass(frozen=True)
class Stays:
    """What a group of students did at a step: played one by one, told of as a count alone.

    Attributes:
        load: one timeline for each student.
        say: turns for how many students, of how many, a rule would have acted into what may be told.
    """

    key: str
    title: str
    load: Callable[[], Sequence[Sequence[Snapshot]]]
    say: Callable[[int, int], str]


Source = Callable[[Any], Sequence[Recording | Stays]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add a source: given the user who asks, it returns the recordings they may play."""
    if source not in _sources:
        _sources.append(source)


def recordings_for(user: Any) -> list[Recording | Stays]:
    """Return everything recorded that a user may play."""
    return [recording for source in _sources for recording in source(user)]


def read_recording(data: bytes) -> list[Snapshot]:
    """Return the snapshots of a JSON recording; unknown signals and odd values are unknown.

    Raises:
        ValueError: it is no such list; the message is for the author.
    """
    try:
        items = json.loads(data)
    # `RecursionError` is what brackets within brackets by the thousand raise.
    except (ValueError, RecursionError):
        raise ValueError(gettext("This is no JSON.")) from None
    if not isinstance(items, list) or not 0 < len(items) <= MAX_SNAPSHOTS:
        raise ValueError(gettext("A recording is a list of 1 to %(most)s moments.") % {"most": MAX_SNAPSHOTS})
    snapshots = [_read_moment(item, number) for number, item in enumerate(items, start=1)]
    start = min(snapshot.at for snapshot in snapshots)
    return [Snapshot(snapshot.at - start, snapshot.values) for snapshot in snapshots]


def _read_moment(item: object, number: int) -> Snapshot:
    at = finite(item.get("at")) if isinstance(item, dict) else None
    values = item.get("values") if isinstance(item, dict) else None
    if at is None:
        raise ValueError(
            gettext("Moment %(number)s has no time: give its second as “at”.") % {"number": number}
        )
    if not isinstance(values, dict):
        raise ValueError(gettext("Moment %(number)s has no “values”.") % {"number": number})
    known = {
        name: SIGNALS[base_of(name)].read(value)
        for name, value in values.items()
        if base_of(name) in SIGNALS and (base_of(name) == name or SIGNALS[base_of(name)].names_misconception)
    }
    return Snapshot(at, known)
