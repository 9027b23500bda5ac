"""A list that was looked at: kept until somebody decides, shown before it is followed, aged out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tutor.domain.rosters.differences import Change, Differences, compare, shares_leaving
from tutor.domain.rosters.lines import CellFault, read_lines
from tutor.domain.rosters.reading import read_table
from tutor.domain.rosters.wanted import Present, Scope, Wanted
from tutor.models import RosterChange, RosterRun, RosterSource, User
from tutor.services.locks import Gone
from tutor.services.rosters.following import follow
from tutor.services.rosters.present import read_present

KEPT_DAYS = 90
ASKED_HOURS = 24
MOST_LEAVING = 25
# Fewer are nothing to stop for.
FEW_PEOPLE, FEW_CLASSES, FEW_PLACES = 5, 2, 10


@dataclass(frozen=True)
class Preview:
    """What following a list would do now."""

    wanted: Wanted
    present: Present
    differences: Differences
    leaving: dict[str, int]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return what would be done."""
        return self.differences.changes


def file_source() -> RosterSource:
    """Return the one source that stands for files."""
    source, _ = RosterSource.objects.get_or_create(
        slug="files", defaults={"kind": RosterSource.Kind.FILE, "name": "Files"}
    )
    return source


@transaction.atomic
def check_file(*, content: bytes, name: str, scope: Scope, by: User) -> RosterRun:
    """Look at a file and keep what it asks for, with all its faults; nothing else is written.

    Raises:
        Unreadable: the file is no table.
    """
    table = read_table(content)
    reading = read_lines(table, scope=scope)
    source = file_source()
    refusals = compare(reading.wanted, read_present(source, reading.wanted)).refusals
    faults = [*reading.faults]
    faults += [CellFault(reading.first[one.person], "", one.why) for one in refusals]
    about = {
        "name": name[:200],
        "encoding": table.encoding,
        "separator": table.separator,
        "lines": len(table.lines),
        "sample": list(table.sample),
        "left_out": list(reading.left_out),
        "scope": scope,
    }
    return RosterRun.objects.create(
        source=source,
        made_by=by,
        state=RosterRun.State.ASKED,
        about=about,
        wanted=reading.wanted.to_json(),
        faults=[fault.to_json() for fault in sorted(faults, key=lambda one: (one.line, one.column))],
    )


def preview(run: RosterRun) -> Preview:
    """Return what a run would do now.

    Raises:
        Gone: the run was decided, or is too old.
    """
    if run.state != RosterRun.State.ASKED or run.wanted is None:
        raise Gone(run)
    wanted = Wanted.from_json(run.wanted)
    if run.faults:
        wanted = wanted.adding()
    present = read_present(run.source, wanted)
    differences = compare(wanted, present)
    return Preview(wanted, present, differences, leaves_much(differences.changes, present, _most(run.source)))


def leaves_much(changes: tuple[Change, ...], present: Present, most: int) -> dict[str, int]:
    """Return how many percent of people, classes and places would be retired, where that is over `most`."""
    counts = shares_leaving(changes, present)
    few = {"people": FEW_PEOPLE, "classes": FEW_CLASSES, "places": FEW_PLACES}
    return {
        name: round(100 * share)
        for name, (count, share) in counts.items()
        if count > few[name] and share * 100 > most
    }


def _most(source: RosterSource) -> int:
    return source.most_leaving if source.kind == RosterSource.Kind.ONEROSTER else MOST_LEAVING


class NotSure(ValueError):
    """A list has faults, or would retire many, and whoever asks has not said yes to that."""


def apply_run(*, run: RosterRun, by: User, take_others: bool, sure: bool) -> Differences:
    """Follow a list that was shown.

    Args:
        run: what was looked at.
        by: who decided.
        take_others: yes to leaving out the lines with faults; then nobody is retired.
        sure: yes to retiring many.

    Raises:
        NotSure: a yes is missing.
        Gone: the run was decided before, or is too old.
    """
    found = preview(run)
    if (run.faults and not take_others) or (found.leaving and not sure):
        raise NotSure
    return follow(run=run, wanted=found.wanted, by=by)


def drop_run(*, run: RosterRun) -> bool:
    """Forget a list without following it; say whether it was still asked about."""
    asked = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.ASKED)
    return bool(asked.update(state=RosterRun.State.DROPPED, wanted=None, faults=[], ended_at=timezone.now()))


def age_out_runs() -> None:
    """Forget lists that nobody decided about for a day, and how to undo what is old. Safe to run twice."""
    now = timezone.now()
    old = RosterRun.objects.filter(
        state=RosterRun.State.ASKED, made_at__lt=now - timedelta(hours=ASKED_HOURS)
    )
    old.update(state=RosterRun.State.DROPPED, wanted=None, faults=[], ended_at=now)
    RosterChange.objects.filter(run__made_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
