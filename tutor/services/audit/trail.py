"""Reading the audit log: what one person is told, and what an administrator looks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from content.language import gettext
from tutor.models import AuditEntry, Enrolment, PastEnrolment, User
from tutor.services.audit.acts import Act
from tutor.services.audit.openings import OPENS

PAGE = 50
# What staff change in a class's or a course's settings tells nothing of its students.
_OF_SETTINGS = (Act.ADDED, Act.CHANGED, Act.DELETED)
ROLES: dict[str, str | Promise] = {**dict(User.Role.choices), "administrator": _("Administrator")}
# Who acts without an account.
_NAMELESS: dict[str, str | Promise] = {
    Act.GUARDIAN_ANSWERED: _("A guardian"),
    Act.AGED_OUT: _("Attune"),
}
_YOURS: dict[tuple[str, str], str | Promise] = {
    (Act.ADDED, "tutor.User"): _("made your account"),
    (Act.CHANGED, "tutor.User"): _("changed your account"),
    (Act.ADDED, "tutor.Enrolment"): _("put you on a class’s list"),
    (Act.DELETED, "tutor.Enrolment"): _("took you off a class’s list"),
    (Act.ADDED, "tutor.TeacherInvitation"): _("asked you to teach a class"),
}


@dataclass(frozen=True)
class Wanted:
    """What an administrator looks for; what is empty leaves nothing out.

    Attributes:
        person: whose; a user name, a part of a name, or the number of one who was erased.
        actor: who, in the same way.
        action: a value of `Act`.
        first, last: days of the site's time zone; both belong to it.
    """

    person: str = ""
    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


def entries_about(person: User) -> QuerySet[AuditEntry]:
    """Return what others did and opened that this person is told of, the latest first.

    That is what was about the person, what was about a class as a whole while the person was in it, and what
    was about everybody.
    """
    shared = Q(whose=None) & ~Q(action__in=_OF_SETTINGS)
    told = Q(whose=person) | (shared & Q(classroom=None, action=Act.OPENED, at__gte=person.date_joined))
    for classroom_id, since, until in _places(person):
        told |= shared & Q(classroom=classroom_id, at__gte=since, at__lte=until)
    return AuditEntry.objects.filter(told).exclude(actor=person.pk).prefetch_related("classroom")


def _places(person: User) -> Iterator[tuple[int, Any, Any]]:
    now = timezone.now()
    for classroom_id, since in Enrolment.objects.filter(student=person).values_list(
        "classroom_id", "joined_at"
    ):
        yield classroom_id, since, now
    yield from PastEnrolment.objects.filter(student=person).values_list(
        "classroom_id", "joined_at", "left_at"
    )


def find_entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    """Return what an administrator looks for, the latest first, with the people and classes still there."""
    # Not joined: Django takes it that a key that was looked for has its row, and leaves out who was erased.
    found = AuditEntry.objects.prefetch_related("actor", "whose", "classroom")
    if wanted.person:
        exact = User.objects.filter(username=wanted.person).first()
        if exact is not None:
            # As that person is told of it, with the classes.
            found = found.filter(pk__in=entries_about(exact).values("pk"))
        else:
            found = found.filter(_named("whose", wanted.person))
    if wanted.actor:
        found = found.filter(_named("actor", wanted.actor) | Q(actor_name__icontains=wanted.actor))
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.first:
        found = found.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        found = found.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _named(relation: str, text: str) -> Q:
    named = Q(username__icontains=text) | Q(first_name__icontains=text) | Q(last_name__icontains=text)
    by_name = Q(**{f"{relation}_id__in": User.objects.filter(named).values("pk")})
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_name |= Q(**{f"{relation}_id": int(text)})
    return by_name


def page_of(found: QuerySet[AuditEntry], *, before: int | None, size: int = PAGE) -> list[AuditEntry]:
    """Return up to `size` entries older than the one with the key `before`."""
    last = AuditEntry.objects.filter(pk=before).values_list("at", "pk").first() if before else None
    if last is not None:
        at, key = last
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
    return list(found[:size])


def describe(entry: AuditEntry) -> str:
    """Return what was done, in words that follow a name: "opened the class’s list of people"."""
    if entry.action == Act.OPENED:
        opening = OPENS.get(entry.what)
        return gettext("opened %(what)s") % {"what": opening.words if opening else entry.what}
    label = Act(entry.action).label if entry.action in Act.values else entry.action
    if entry.action in _OF_SETTINGS:
        return f"{label} {_kind(entry.what)}".strip()
    return f"{label}: {entry.what}" if entry.what else str(label)


def describe_to(entry: AuditEntry, person: User) -> str:
    """Return the same as the person whose it is reads it."""
    if entry.whose_id == person.pk:
        yours = _YOURS.get((entry.action, entry.what.partition(" ")[0]))
        if yours is not None:
            return str(yours)
    words = describe(entry)
    return f"{words} ({entry.classroom.name})" if entry.classroom else words


def _kind(what: str) -> str:
    label, _space, key = what.partition(" ")
    try:
        return f"{apps.get_model(label)._meta.verbose_name} {key}".strip()
    except (LookupError, ValueError):
        return what


def name_of(entry: AuditEntry) -> str:
    """Return the name of who acted, as it was; and what acted, where it was nobody with an account."""
    if entry.actor_name:
        return entry.actor_name
    if entry.actor_id is not None:
        # A student, whose name is not kept here.
        erased = gettext("somebody erased since (number %(number)s)") % {"number": str(entry.actor_id)}
        return entry.actor.display_name if entry.actor else erased
    return str(_NAMELESS.get(entry.action, _("Attune, or a system it is connected to")))


def role_of(entry: AuditEntry) -> str:
    """Return the role that somebody acted in; nobody acts for the schedule, a platform and guardians."""
    return capfirst(str(ROLES.get(entry.actor_role, entry.actor_role)))


def tell(person: User, *, most: int | None = None) -> list[dict[str, Any]]:
    """Return what a person is told, by day: who, in which role, what, how often."""
    told: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entry in entries_about(person)[:most]:
        day = timezone.localtime(entry.at).date()
        words = describe_to(entry, person)
        fields = sorted(entry.changes) if entry.changes and entry.whose_id == person.pk else []
        line = {"on": day, "who": name_of(entry), "role": role_of(entry), "what": words, "fields": fields}
        same = (day, entry.actor_id, entry.actor_name, words, *fields)
        told.setdefault(same, {**line, "times": 0})["times"] += entry.count
    return list(told.values())


@transaction.atomic
def forget_person(person_id: int) -> None:
    """Take out of the log what it says of an erased person beyond that something was done.

    Who acted, when, and what kind of act stay, under a number that leads to nobody: that a school looked is
    the school's to answer for, and is not undone by the one looked at leaving.
    """
    about: QuerySet[AuditEntry] = QuerySet(AuditEntry).filter(whose=person_id)
    about.exclude(action=Act.OPENED).update(changes=None)
