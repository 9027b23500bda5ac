"""What a form was opened on: by it the form tells, once it is sent, that somebody else saved meanwhile.

Each change form carries a digest of the values it was opened with, those of its inline rows included. Where
what is stored differs when it is sent, nothing is saved: it comes back as it was typed, with the newer
digest, so that whoever saves it again knows what they do.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model
from django.forms.formsets import INITIAL_FORM_COUNT
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.timezone import localtime

from content import figures
from content.admin.questions.fields import Filled
from content.language import gettext, with_names

OPENED_ON = "_opened_on"
"""The name of the hidden input: a digest, a point, and when the form was opened, in seconds since 1970."""
_TOKEN = re.compile(r"([0-9a-f]{16})\.([0-9]{1,11})")
_ENTRIES_LOOKED_AT = 20


@dataclass
class ChangedMeanwhile(Exception):
    """What is stored is not what the form was opened on.

    Attributes:
        gone: by the prefix of an inline's fields, the places of rows that are not there any more.
    """

    gone: dict[str, list[int]]


class NotYet:
    """A form that is shown again whatever stands in it."""

    def is_valid(self) -> bool:
        """Return that it is not to be stored."""
        return False


def only_shown(form: Any) -> Any:
    """Return a class of forms that stores nothing."""
    return form if issubclass(form, NotYet) else type(form.__name__, (NotYet, form), {})


class RefusesUnseenChanges:
    """A model admin whose change form saves nothing over what its author has not seen.

    A form without the hidden input, such as a script's, is saved as it is.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show or save the form; show it once more, unsaved, where somebody saved since it was opened."""
        inherited: Any = super()
        try:
            return inherited.changeform_view(request, *args, **kwargs)
        except ChangedMeanwhile as changed:
            for prefix, places in changed.gone.items():
                request.POST = _as_new_rows(request.POST, prefix, places)  # type: ignore[assignment]
            files: Any = request.FILES.values()
            for file in files:
                file.seek(0)  # the first try has read it
            request.is_changed_meanwhile = True  # type: ignore[attr-defined]
            return inherited.changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know what its part stands in, before what was sent replaces it."""
        inherited: Any = super()
        form = inherited.get_form(request, obj, change, **kwargs)
        form.stands_in = {} if obj is None else _parents(obj, form)
        is_refused = getattr(request, "is_changed_meanwhile", False)
        return only_shown(form) if is_refused else form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Refuse, within the transaction of the whole, to save over what was not seen.

        Raises:
            ChangedMeanwhile: what is stored is not what the form was opened on, nor already what it says.
        """
        inherited: Any = super()
        is_new = any(each.has_changed() for each in (form, *formsets))  # a second click says nothing new
        if change and is_new:
            _refuse_unseen(request, form, formsets)
        inherited.save_related(request, form, formsets, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put in what the form is opened on, and what to say where that has changed.

        Raises:
            ChangedMeanwhile: the form was refused for faults, and what is stored has changed as well.
        """
        admin: Any = self
        inherited: Any = super()
        obj = kwargs.get("obj")
        if obj is not None and admin.has_change_permission(request, obj):
            form = context["adminform"].form
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context |= _opened_context(request, obj, form, formsets)
        shown: HttpResponse = inherited.render_change_form(request, context, *args, **kwargs)
        return shown


def _opened_context(request: HttpRequest, obj: Any, form: Any, formsets: Any) -> dict[str, Any]:
    context = {"opened_on": f"{_digest(form, formsets)}.{int(timezone.now().timestamp())}"}
    if getattr(request, "is_changed_meanwhile", False):
        return context | {"changed_meanwhile": _what_happened(request, obj)}
    _refuse_unseen(request, form, formsets)
    return context


def _refuse_unseen(request: HttpRequest, form: Any, formsets: Any) -> None:
    sent = _TOKEN.fullmatch(request.POST.get(OPENED_ON, ""))
    if sent is not None and sent[1] != _digest(form, formsets):
        raise ChangedMeanwhile({formset.prefix: _gone(formset) for formset in formsets if _gone(formset)})


def _gone(formset: Any) -> list[int]:
    """Return the places of sent rows that are not there any more."""
    return [place for place, form in enumerate(formset.initial_forms) if form.instance.pk is None]


def _digest(form: Any, formsets: Any) -> str:
    """Return a digest of what is stored, as far as the form shows it.

    It is taken from the values that forms begin with: they are there anyway, and nothing that was sent
    changes them. Keys of rows and positions are left out, for a draft has others than its course; the order
    of the rows counts.
    """
    told = [_shown(form.initial | form.stands_in)]
    for formset in formsets:
        told += [_shown(each.initial, formset.prefix, formset.fk.name) for each in _stored_rows(formset)]
    return sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def _stored_rows(formset: Any) -> Iterator[Any]:
    """Yield the form of each stored row; of one that was not sent, made for this."""
    sent = {form.instance.pk: form for form in formset.initial_forms}
    for row in formset.get_queryset():
        yield sent.get(row.pk) or formset.form(instance=row)


def _shown(values: Mapping[str, Any], of: str = "", foreign_key: str = "") -> list[Any]:
    left_out = ("position", foreign_key)
    return [of, *sorted((name, _plain(value)) for name, value in values.items() if name not in left_out)]


def _plain(value: Any) -> str:
    if isinstance(value, Filled):
        value = value.stored
    if isinstance(value, list) and any(isinstance(each, Model) for each in value):
        value = sorted(each.slug for each in value)
    return json.dumps(value, sort_keys=True, default=str)


def _parents(obj: Any, form: Any) -> dict[str, str | None]:
    """Return the names of what a part stands in, for the fields that its form has."""
    above = [field.name for field in obj._meta.fields if isinstance(field, ForeignKey)]
    return {name: getattr(getattr(obj, name), "slug", None) for name in above if name in form.base_fields}


def _what_happened(request: HttpRequest, obj: Any) -> str:
    """Return who saved what is stored now, and when, as far as Django's log tells."""
    sent = _TOKEN.fullmatch(request.POST.get(OPENED_ON, ""))
    since = datetime.fromtimestamp(int(sent[2]) if sent else 0, UTC)
    about = ContentType.objects.get_for_model(obj)
    log = LogEntry.objects.filter(content_type=about, object_id=str(obj.pk), action_time__gte=since)
    entries = list(log.select_related("user").order_by("-action_time")[:_ENTRIES_LOOKED_AT])
    others = [entry for entry in entries if entry.user_id != request.user.pk]
    if not entries:
        return gettext("Nothing was saved: somebody changed this after you had opened it.")
    when = figures.moment(localtime((others or entries)[0].action_time))
    if not others:
        said = gettext("Nothing was saved: you changed this yourself after this form was opened (%(when)s).")
        return said % {"when": when}
    said = gettext("Nothing was saved: %(name)s changed this after you had opened it (%(when)s).")
    return with_names(said, {"name": others[0].user, "when": when})


def _as_new_rows(sent: QueryDict, prefix: str, gone: list[int]) -> QueryDict:
    """Return what was sent, its rows that went in between as new ones behind those that are still there."""
    row = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(.+)", re.DOTALL)
    initial = f"{prefix}-{INITIAL_FORM_COUNT}"
    kept = [place for place in range(int(sent.get(initial, ""))) if place not in gone]
    becoming = {old: new for new, old in enumerate([*kept, *gone])}
    changed = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        found = row.fullmatch(name)
        if found is None or int(found[1]) not in becoming:
            changed.setlist(name, values)
            continue
        place = int(found[1])
        is_key = found[2] == "id" and place in gone
        changed.setlist(f"{prefix}-{becoming[place]}-{found[2]}", [""] if is_key else values)
    changed[initial] = str(len(kept))
    return changed
