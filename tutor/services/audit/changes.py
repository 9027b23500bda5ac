"""What staff change about people, classes and rules, noted with the old values and the new ones.

Only what a member of staff changes in a request is noted, so that a student's page pays for none of this.
What is written in bulk sends no signals: the service that does so notes it (`note_act`). Rows that lessons
write, answers and readings among them, are not here at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import ModelSignal, m2m_changed, post_delete, post_save, pre_save

from tutor.models import AuditEntry, User
from tutor.services.audit.acting import acting_staff
from tutor.services.audit.acts import Act, signature
from tutor.services.audit.trail import forget_person

MASK = "•••"
# So much of a long text is enough to recognise it by.
LONGEST = 300
EVERY = "*"
_BEFORE = "_before_the_change"


@dataclass(frozen=True)
class Tracked:
    """What is noted of one kind of row.

    Attributes:
        fields: noted with their values; `EVERY` stands for all that the row has itself.
        masked: noted as changed, without their values.
        person: the field with the key of the person it is about.
        classroom: the field with the key of the class.
        many: relations to many; what is added and removed is noted by its key.
    """

    fields: Collection[str]
    masked: Collection[str] = ()
    person: str = ""
    classroom: str = ""
    many: Collection[str] = ()

    def names(self, model: type[Model]) -> list[str]:
        """Return the fields that are looked at."""
        named = [*self.fields, *self.masked]
        if EVERY not in named:
            return named
        return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


TRACKED: dict[str, Tracked] = {
    "tutor.User": Tracked(
        (
            *("username", "first_name", "last_name", "email", "role", "is_active", "is_staff"),
            *("is_superuser", "is_of_age", "guardian_email"),
        ),
        masked=("password",),
        person="id",
        many=("groups", "user_permissions"),
    ),
    "tutor.Classroom": Tracked(
        ("name", "runs_itself", "compares_help", "archived_at"),
        masked=("join_code",),
        classroom="id",
        many=("teachers",),
    ),
    "tutor.Enrolment": Tracked((), person="student_id", classroom="classroom_id"),
    "tutor.TeacherInvitation": Tracked(("answered_at",), person="invited_id", classroom="classroom_id"),
    "tutor.LtiAccount": Tracked(("user_id",), person="user_id"),
    "lti_tool.LtiRegistration": Tracked(
        (
            *("name", "issuer", "client_id", "audience", "auth_url", "token_url", "keyset_url"),
            "is_active",
        ),
        masked=("private_key",),
    ),
    "auth.Group": Tracked(("name",), many=("permissions",)),
    "content.Course": Tracked(("slug", "title", "owner_id", "is_published")),
    "content.Rule": Tracked((EVERY,)),
    "content.Condition": Tracked((EVERY,)),
}


def connect() -> None:
    """Listen to the rows of `TRACKED`. To be called once, when all models are there."""
    for label, tracked in TRACKED.items():
        model = apps.get_model(label)
        listeners: list[tuple[ModelSignal, Any]] = [
            (pre_save, _remember),
            (post_save, _note_saved),
            (post_delete, _note_deleted),
        ]
        for signal, listener in listeners:
            signal.connect(listener, sender=model, dispatch_uid=f"audit {label}")
        for name in tracked.many:
            through = getattr(model, name).through
            m2m_changed.connect(_note_related, sender=through, dispatch_uid=f"audit {label} {name}")
    post_delete.connect(_forget, sender=User, dispatch_uid="audit forgets")


def _forget(sender: type[Model], instance: Any, **more: Any) -> None:
    forget_person(instance.pk)


def _remember(sender: type[Model], instance: Any, raw: bool, update_fields: Any, **more: Any) -> None:
    instance.__dict__.pop(_BEFORE, None)
    if raw or instance.pk is None or acting_staff() is None:
        return
    tracked = TRACKED[sender._meta.label]
    names = [
        name
        for name in tracked.names(sender)
        if update_fields is None or name in update_fields or name.removesuffix("_id") in update_fields
    ]
    if names:
        rows = sender._base_manager.filter(pk=instance.pk)
        setattr(instance, _BEFORE, rows.values(*names).first())


def _note_saved(sender: type[Model], instance: Any, raw: bool, created: bool, **more: Any) -> None:
    actor, tracked = acting_staff(), TRACKED[sender._meta.label]
    before = instance.__dict__.pop(_BEFORE, None)
    if raw or actor is None or not (created or before):
        return
    names = before or tracked.names(sender)
    changes = {}
    for name in names:
        old, new = (before or {}).get(name), getattr(instance, name)
        if old != new and (before or new):
            changes[name] = [MASK, MASK] if name in tracked.masked else [_plain(old), _plain(new)]
    if created or changes:
        _note(actor, Act.ADDED if created else Act.CHANGED, instance, tracked, changes)


def _note_deleted(sender: type[Model], instance: Any, **more: Any) -> None:
    actor = acting_staff()
    if actor is not None:
        # Without its values: what is deleted about a person does not live on here.
        _note(actor, Act.DELETED, instance, TRACKED[sender._meta.label], None)


def _note_related(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **more: Any
) -> None:
    actor = acting_staff()
    if actor is None or action not in ("post_add", "post_remove", "pre_clear") or pk_set == set():
        return
    keys = pk_set
    if keys is None:
        # What is cleared comes without its keys.
        source, target = (sender._meta.get_field(kind._meta.model_name) for kind in (type(instance), model))
        rows = sender._base_manager.filter(**{source.attname: instance.pk})
        keys = set(rows.values_list(target.attname, flat=True))
    # `user.classrooms.add(classroom)` is the same from the other side.
    one = model if reverse else type(instance)
    label, name = _relation(one, sender)
    pairs = {key: [instance.pk] for key in keys} if reverse else {instance.pk: sorted(keys)}
    tracked = TRACKED[label]
    for key, others in pairs.items():
        changes = {name: [None, others] if action == "post_add" else [others, None]}
        _note(actor, Act.CHANGED, one(pk=key), tracked, changes)


def _relation(model: type[Model], through: type[Model]) -> tuple[str, str]:
    label = model._meta.label
    names = (name for name in TRACKED[label].many if getattr(model, name).through is through)
    return label, next(names)


def _note(actor: User, act: Act, row: Any, tracked: Tracked, changes: dict[str, Any] | None) -> None:
    AuditEntry(
        **signature(actor),
        action=act.value,
        what=_describe(row),
        whose_id=getattr(row, tracked.person) if tracked.person else None,
        classroom_id=getattr(row, tracked.classroom) if tracked.classroom else None,
        changes=changes or None,
    ).save()


def _describe(row: Model) -> str:
    return f"{row._meta.label} {row.pk}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:LONGEST]
