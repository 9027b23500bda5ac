"""Two accounts of one student become one. There is no way back: an answer says not whose it was before."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Field, ForeignKey, Model, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutor.messages import events
from tutor.models import (
    AccountMerge,
    AccountNotice,
    AccountState,
    Classroom,
    Consent,
    Enrolment,
    Sitting,
    StepVisit,
    User,
)
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_people
from tutor.services.people.memberships import tell_pages
from tutor.services.people.merge_rules import ENDS, JOINS, STAYS, end_consents
from tutor.services.people.notices import note
from tutor.services.people.replaying import replay_masteries
from tutor.services.teaching.rosters import cut_rosters

SAME = _("These are one account already.")
NOT_STUDENTS = _("Only accounts of students become one: what staff made hangs on who they are.")
CLOSED = _("One of them is closed.")


class CannotMerge(ValueError):
    """Two accounts that cannot become one; its text says why."""


def check_mergeable(kept: User, closed: User) -> None:
    """Say whether two accounts may become one.

    Raises:
        CannotMerge: they are the same, one is closed, or one is not a student's.
    """
    if kept.pk == closed.pk:
        raise CannotMerge(SAME)
    for person in (kept, closed):
        if person.role != User.Role.STUDENT or person.is_staff or person.is_superuser:
            raise CannotMerge(NOT_STUDENTS)
        if not person.is_active:
            raise CannotMerge(CLOSED)


def relations_of(model: type[Model]) -> Iterator[tuple[type[Model], "ForeignKey[Any, Any]"]]:
    """Yield every table that points at a model, with the field by which it does, in a fixed order.

    Read from the models themselves, so that a new one cannot be forgotten.
    """
    relations: Any = model._meta.get_fields(include_hidden=True)
    found = {
        (relation.related_model._meta.label, relation.field.name): (relation.related_model, relation.field)
        for relation in relations
        if relation.auto_created and not relation.concrete and isinstance(relation.field, ForeignKey)
    }
    for key in sorted(found):
        yield found[key]


@transaction.atomic
def merge_accounts(*, kept: User, closed: User, by: User) -> AccountMerge:
    """Move all that one student's second account has to the first, and close the second.

    What both have once (a lesson, a pre-test, a place in a class) is joined, by `merge_rules.JOINS`, and
    where no rule is named the row of the account that stays, stays. Mastery is worked out anew from all
    answers. Consents of the closed account are taken back: the student is asked anew.

    Raises:
        CannotMerge: they may not become one.
        Gone: one was erased meanwhile.
    """
    if lock_people([kept.pk, closed.pk]) != {kept.pk, closed.pk}:
        raise Gone("account")
    kept.refresh_from_db()
    closed.refresh_from_db()
    check_mergeable(kept, closed)
    # In the order of locks, all of it, before the first row moves.
    list(Consent.objects.select_for_update().filter(student__in=[kept, closed]).order_by("pk"))
    own = Enrolment.objects.filter(student__in=[kept, closed]).values("classroom")
    list(Classroom.objects.select_for_update(no_key=True).filter(pk__in=own).order_by("pk"))
    classroom_ids = sorted({*cut_rosters(kept), *cut_rosters(closed)})
    list(Sitting.objects.select_for_update().filter(student__in=[kept, closed]).order_by("pk"))
    sittings = Sitting.objects.filter(student__in=[kept, closed]).values("pk")
    list(StepVisit.objects.select_for_update().filter(sitting__in=sittings).order_by("pk"))
    end_consents(closed.pk)
    moved: Counter[str] = Counter()
    _merge_rows(User, kept.pk, closed.pk, moved)
    replay_masteries(student_id=kept.pk)
    _hide_affect(kept, closed)
    _close(closed, into=kept)
    merge = AccountMerge.objects.create(kept=kept, closed=closed, made_by=by, counts=dict(moved))
    note(people=[kept.pk], kind=AccountNotice.Kind.MERGED, by=by)
    note_act(actor=by, action=Act.ACCOUNTS_MERGED, whose=kept, what=str(sum(moved.values())))
    transaction.on_commit(lambda: _tell(closed.pk, classroom_ids))
    tell_pages([kept.pk])
    return merge


def _merge_rows(model: type[Model], kept: Any, closed: Any, moved: "Counter[str]") -> None:
    """Let whatever points at one row of a table point at another of it."""
    for related, field in relations_of(model):
        label = related._meta.label
        if label in STAYS:
            continue
        rows = related._base_manager.filter(**{field.name: closed})
        if label in ENDS:
            rows.delete()
            continue
        if not any(True for _ in _unique_sets(related, field)):
            moved[label] += rows.update(**{field.name: kept})
            continue
        for row in list(rows.order_by("pk")):
            _move(row, field, kept, moved)


def _move(row: Model, field: "ForeignKey[Any, Any]", kept: Any, moved: "Counter[str]") -> None:
    """Move one row; where the account that stays has its like already, join the two."""
    twin = _twin_of(row, field, kept)
    model = type(row)
    if twin is None:
        model._base_manager.filter(pk=row.pk).update(**{field.name: kept})
        moved[model._meta.label] += 1
        return
    _merge_rows(model, twin.pk, row.pk, moved)
    join = JOINS.get(model._meta.label)
    if join is not None:
        join(twin, row)
        twin.save()
    model._base_manager.filter(pk=row.pk).delete()
    moved[model._meta.label] += 1


def _twin_of(row: Model, field: "ForeignKey[Any, Any]", kept: Any) -> Model | None:
    """Return the row that stands where this one would come to stand."""
    for names, condition in _unique_sets(type(row), field):
        if condition is not None and not type(row)._base_manager.filter(condition, pk=row.pk).exists():
            continue
        values = {name: getattr(row, type(row)._meta.get_field(name).attname) for name in names}  # type: ignore[union-attr]
        # To a database, what is empty is like nothing.
        if any(value is None for name, value in values.items() if name != field.name):
            continue
        there = type(row)._base_manager.filter(**{**values, field.name: kept})
        found = (there.filter(condition) if condition is not None else there).exclude(pk=row.pk).first()
        if found is not None:
            return found
    return None


def _unique_sets(model: type[Model], field: "Field[Any, Any]") -> Iterator[tuple[tuple[str, ...], Q | None]]:
    """Yield the sets of fields with this one among them of which a table holds one row at most."""
    if field.unique:
        yield (field.name,), None
    for together in model._meta.unique_together:
        if field.name in together:
            yield tuple(together), None
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            yield tuple(constraint.fields), constraint.condition


def _hide_affect(kept: User, closed: User) -> None:
    """Let what was kept of a camera stay hidden in one account of which it was in either."""
    states = AccountState.objects.filter(person__in=(kept, closed), affect_hidden_before__isnull=False)
    if states.exists():
        hidden = {"affect_hidden_before": timezone.now()}
        AccountState.objects.update_or_create(person=kept, defaults=hidden)


def _close(closed: User, *, into: User) -> None:
    closed.is_active, closed.closed_at = False, timezone.now()
    closed.set_unusable_password()
    closed.save(update_fields=["is_active", "closed_at", "password"])
    AccountState.objects.update_or_create(person=closed, defaults={"merged_into": into})


def _tell(closed_id: int, classroom_ids: list[int]) -> None:
    events.send_erased(student_id=closed_id)
    for classroom_id in classroom_ids:
        events.send_class_changed(classroom_id=classroom_id)
