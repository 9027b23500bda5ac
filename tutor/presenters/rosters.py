"""What the pages about lists show of a run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from content import figures
from content.language import gettext
from tutor.domain.rosters.differences import Kind
from tutor.domain.rosters.lines import CellFault
from tutor.domain.rosters.words import describe_fault
from tutor.models import RosterChange, RosterRun, User
from tutor.services.rosters.runs import Preview

# Of longer lists a page shows the beginning, and a file holds all.
SHOWN = 100

# How many, of each kind.
COUNTS: dict[Kind, Any] = {
    Kind.PERSON_NEW: ngettext_lazy("%(count)s new account", "%(count)s new accounts", "count"),
    Kind.PERSON_MET: ngettext_lazy(
        "%(count)s account found by its user name", "%(count)s accounts found by their user names", "count"
    ),
    Kind.PERSON_CHANGED: ngettext_lazy(
        "%(count)s person with a new name or role", "%(count)s people with a new name or role", "count"
    ),
    Kind.PERSON_BACK: ngettext_lazy("%(count)s person comes back", "%(count)s people come back", "count"),
    Kind.CLASS_NEW: ngettext_lazy("%(count)s new class", "%(count)s new classes", "count"),
    Kind.CLASS_RENAMED: ngettext_lazy(
        "%(count)s class with a new name", "%(count)s classes with a new name", "count"
    ),
    Kind.CLASS_BACK: ngettext_lazy(
        "%(count)s class out of the archive", "%(count)s classes out of the archive", "count"
    ),
    Kind.SEATED: ngettext_lazy("%(count)s place in a class", "%(count)s places in classes", "count"),
    Kind.TEACHES: ngettext_lazy("%(count)s class gets a teacher", "%(count)s classes get a teacher", "count"),
    Kind.UNSEATED: ngettext_lazy(
        "%(count)s student leaves a class", "%(count)s students leave a class", "count"
    ),
    Kind.TEACHES_NO_MORE: ngettext_lazy(
        "%(count)s teacher leaves a class", "%(count)s teachers leave a class", "count"
    ),
    Kind.CLASS_RETIRED: ngettext_lazy(
        "%(count)s class goes into the archive", "%(count)s classes go into the archive", "count"
    ),
    Kind.PERSON_RETIRED: ngettext_lazy(
        "%(count)s account is closed for now", "%(count)s accounts are closed for now", "count"
    ),
}
PROBLEMS: dict[str, str | Promise] = {
    "away": _("The server did not answer, or asked to wait too long. It is asked again next night, or now."),
    "refused": _("The server did not accept the client id and the secret. Please check both."),
    "faulty": _(
        "The server sent something that is not OneRoster, or not the whole list. Please tell its operator."
    ),
    "unsafe": _(
        "The address is not safe: it must begin with https://, and all pages must be on that server."
    ),
    "empty": _("The server has no people at all. That is taken for a mistake."),
    "broken_off": _("The reading was broken off, perhaps because this site was restarted. Please try again."),
}
KEPT: dict[str, str | Promise] = {
    "used": _("in use since, so it stays"),
    "changed": _("changed since, so it stays"),
}
_FIELDS: dict[str, str | Promise] = {
    "first_name": _("given name"),
    "last_name": _("family name"),
    "role": _("role"),
    "name": _("name"),
}


@dataclass(frozen=True)
class Line:
    """One change: whom it is about, which class, what was and will be, and why an undo left it."""

    person: str
    classroom: str
    details: str
    kept: str | Promise = ""


@dataclass(frozen=True)
class Section:
    """Changes of one kind: their number in words, the first of them, and how many more there are."""

    kind: str
    title: str
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class FaultLine:
    """A fault as people read it; line 0 is left out."""

    line: int
    column: str
    wrong: str
    todo: str


def faults_of(run: RosterRun) -> list[FaultLine]:
    """Return the faults of a file in words."""
    faults = (CellFault(*held) for held in run.faults)
    return [FaultLine(fault.line, fault.column, *describe_fault(fault.code, fault.value)) for fault in faults]


def sections_of_preview(found: Preview) -> list[Section]:
    """Return what would be done."""
    people = {key: _name(one.given_name, one.family_name) for key, one in found.present.people.items()}
    people |= {one.key: _name(one.given_name, one.family_name) for one in found.wanted.people}
    classes = {key: one.name for key, one in found.present.classes.items()}
    classes |= {one.key: one.name for one in found.wanted.classes}
    lines = (
        (
            change.kind,
            people.get(change.person, change.person),
            classes.get(change.classroom, change.classroom),
            change.before,
            change.after,
            "",
        )
        for change in found.changes
    )
    return _sections(lines)


def sections_of_run(run: RosterRun, *, kept: bool = False) -> list[Section]:
    """Return what was done; with `kept`, what an undo left as it is."""
    changes = run.changes.select_related("person", "classroom")
    if kept:
        changes = changes.exclude(kept_because="")
    return _sections(
        (
            Kind(change.kind),
            change.person.display_name if change.person else "",
            change.classroom.name if change.classroom else "",
            change.before,
            change.after,
            change.kept_because,
        )
        for change in changes
    )


def _sections(
    lines: Iterable[tuple[Kind, str, str, Any, Any, str]],
) -> list[Section]:
    found: dict[Kind, list[Line]] = {}
    for kind, person, classroom, before, after, kept in lines:
        details = _describe(before, after) if before else ""
        if kind is Kind.PERSON_NEW and after.get("role"):
            details = str(User.Role(after["role"]).label)
        found.setdefault(kind, []).append(Line(person, classroom, details, KEPT.get(kept, "")))
    return [
        Section(
            kind.value,
            figures.in_digits(COUNTS[kind] % {"count": len(found[kind])}),
            found[kind][:SHOWN],
            len(found[kind][SHOWN:]),
        )
        for kind in Kind
        if kind in found
    ]


def _describe(before: dict[str, str], after: dict[str, str]) -> str:
    words = gettext("%(field)s: “%(before)s” becomes “%(after)s”")
    return figures.side_by_side(
        words % {"field": _FIELDS[name], "before": before[name], "after": after[name]} for name in after
    )


def _name(given: str, family: str) -> str:
    return f"{given} {family}".strip()


def counts_of(run: RosterRun) -> list[str]:
    """Return what a run did, in a few words for each kind."""
    return [
        figures.in_digits(COUNTS[kind] % {"count": run.counts[kind]}) for kind in Kind if run.counts.get(kind)
    ]


def people_made(run: RosterRun) -> list[list[str]]:
    """Return a table of the accounts that a run made: names, user names, roles, classes."""
    made = RosterChange.objects.filter(run=run, kind=Kind.PERSON_NEW, person__isnull=False)
    people = User.objects.filter(roster_changes__in=made).prefetch_related("enrolled_in", "classrooms")
    head = [
        gettext("given name"),
        gettext("family name"),
        gettext("user name"),
        gettext("role"),
        gettext("classes"),
    ]
    rows = [
        [
            person.first_name,
            person.last_name,
            person.username,
            str(person.get_role_display()),
            figures.in_a_row(one.name for one in (*person.enrolled_in.all(), *person.classrooms.all())),
        ]
        for person in people.order_by("last_name", "first_name", "pk")
    ]
    return [head, *rows]
