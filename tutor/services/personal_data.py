"""The data about one person: shown, downloaded, erased."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone
from lti_tool.models import LtiUser

from tutor.messages import events
from tutor.models import (
    AffectMember,
    Consent,
    HelpGiven,
    Mastery,
    PreTest,
    ScoreLine,
    Sitting,
    SkippedStep,
    Statement,
    StepVisit,
    User,
)
from tutor.services.comparing.forgetting import forget_choices
from tutor.services.locks import lock_person
from tutor.services.people.held.holding import Holding
from tutor.services.people.held.holdings import HOLDINGS
from tutor.services.people.standing import EVERYTHING
from tutor.services.teaching.rosters import cut_rosters

ACCOUNT_FIELDS = (
    *("username", "first_name", "last_name", "email", "guardian_email", "is_of_age", "role", "language"),
    *("legibility", "date_joined", "last_login", "closed_at"),
)
# What is told in numbers before it is erased; each kind costs half a millisecond.
TOLD_BEFORE_ERASING = {"lessons", "answers", "hints", "taps", "help", "readings", "skills", "posts"}


def count_holdings(person: User, *, hidden_before: datetime | None = None) -> list[tuple[Holding, int]]:
    """Return how many there are of each kind; of affect only those kept since a moment.

    One query for all but those that are told in words of their own.
    """
    counts = _count_rows([one for one in HOLDINGS if not one.tell], person, hidden_before)
    return [
        (holding, len(holding.tell(person)) if holding.tell else counts[holding.key]) for holding in HOLDINGS
    ]


def count_what_goes(person: User, *, hidden_before: datetime | None = None) -> list[tuple[Holding, int]]:
    """Return what erasing takes away of what students know well, the most first; one query."""
    holdings = [one for one in HOLDINGS if one.key in TOLD_BEFORE_ERASING]
    counts = _count_rows(holdings, person, hidden_before)
    found = [(holding, counts[holding.key]) for holding in holdings if counts[holding.key]]
    return sorted(found, key=lambda one: -one[1])


def _count_rows(holdings: Sequence[Holding], person: User, hidden_before: datetime | None) -> dict[str, int]:
    """Return how many rows there are of each, as columns of one row: each a query within the query."""
    columns = [
        Coalesce(Subquery(_as_count(_rows(holding, person, hidden_before))), 0) for holding in holdings
    ]
    counts = User.objects.filter(pk=person.pk).values_list(*columns).get()
    return dict(zip((holding.key for holding in holdings), counts, strict=True))


def _as_count(rows: Any) -> Any:
    return rows.order_by().values(all_alike=Value(1)).annotate(n=Count("*")).values("n")


def gather(person: User, *, hidden_before: datetime | None = None) -> dict[str, Any]:
    """Return everything that is held about a person, as plain values; of affect what was kept since a moment.

    Whoever else could have begun the session is shown none of what came before (`services/people/standing`).
    """
    account = {name: getattr(person, name) for name in ACCOUNT_FIELDS}
    held: dict[str, Any] = {"made_at": timezone.now(), "account": account}
    for holding in HOLDINGS:
        if holding.tell:
            held[holding.key] = holding.tell(person)
            continue
        rows = _rows(holding, person, hidden_before).order_by("pk").values_list(*holding.fields.values())
        told = [dict(zip(holding.fields, row, strict=True)) for row in rows]
        held[holding.key] = [holding.retell(row) for row in told] if holding.retell else told
    return held


def _rows(holding: Holding, person: User, hidden_before: datetime | None) -> Any:
    # The plain manager: a lesson that its author took away since is still part of what is held.
    rows = holding.model._base_manager.filter(**{holding.path: person})
    if not holding.affect_at or hidden_before is None:
        return rows
    # Not every database knows the last of all moments.
    if hidden_before == EVERYTHING:
        return rows.none()
    return rows.filter(**{f"{holding.affect_at}__gte": hidden_before})


def pack(person: User, *, hidden_before: datetime | None = None) -> bytes:
    """Return a zip of everything: `everything.json` for programs, `everything.html` to read."""
    held = gather(person, hidden_before=hidden_before)
    tables = [(holding, held[holding.key]) for holding in HOLDINGS]
    context = {"held": held, "tables": tables, "is_hidden": hidden_before is not None}
    page = render_to_string("tutor/everything.html", context)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(held, cls=DjangoJSONEncoder, indent=2))
        archive.writestr("everything.html", page)
    return packed.getvalue()


def may_close_account(person: User) -> bool:
    """Say whether people may end their own account: students may; what others made, others depend on."""
    return person.role == User.Role.STUDENT and not person.is_staff


@transaction.atomic
def erase(*, person: User, with_account: bool) -> None:
    """Erase what is held about a person's learning, and the account as well if asked.

    Reports of ended sessions stay: they hold counts of groups and were written when the session ended. The
    live picture of the person's classes begins anew, so that the counts before and after cannot be held
    against each other. Safe to run twice.
    """
    # Whoever is about to add a row to one of these waits here, and then finds nothing to add it to.
    lock_person(person)
    list(Consent.objects.select_for_update().filter(student=person).order_by("pk"))
    classroom_ids = cut_rosters(person)
    sittings = list(Sitting.objects.select_for_update().filter(student=person).order_by("pk"))
    # Before what chance chose, as everywhere; the sittings would take them along only after it.
    list(StepVisit.objects.select_for_update().filter(sitting__in=sittings).order_by("pk"))
    forget_choices(student_id=person.pk)
    Sitting.objects.filter(pk__in=[sitting.pk for sitting in sittings]).delete()
    for model in (Mastery, PreTest, SkippedStep, HelpGiven, Statement):
        model._base_manager.filter(student=person).delete()
    ScoreLine.objects.filter(account__user=person).delete()
    # How the person counted stays in the class's figures as last seen, and is nobody's now.
    AffectMember.objects.filter(student=person).delete()
    Consent.objects.filter(student=person).delete()
    # Django empties the key of what it has deleted, and the sockets are told after the commit.
    student_id = person.pk
    if with_account and may_close_account(person):
        # The admin's log points at a row by a text and keeps its name, so no foreign key takes it along.
        about = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=about, object_id=str(person.pk)).delete()
        LtiUser.objects.filter(account__user=person).delete()
        person.delete()
    transaction.on_commit(lambda: _tell(student_id, classroom_ids))


def _tell(student_id: int, classroom_ids: list[int]) -> None:
    events.send_erased(student_id=student_id)
    for classroom_id in classroom_ids:
        events.send_prompt_changed(classroom_id=classroom_id)
