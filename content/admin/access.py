"""The admin's gates: what `content.authoring.access` allows, in the words that Django's admin asks with."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, QuerySet, SlugField, TextField
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from content.admin.opened import RefusesUnseenChanges
from content.admin.stale import for_draft
from content.authoring.access import course_of, is_author, may_edit
from content.authoring.drafts import part_in_working_copy
from content.authoring.versions import record_first_version, record_version
from content.coursefiles.lined import is_slug
from content.keys import read_key
from content.language import gettext, with_names
from content.models import Course, Variant
from content.models.base import Archivable, archive_all
from content.texts.slugs import free_slug

# Each word of a search is looked for in each field: some hundreds are more than SQLite parses.
MOST_WORDS = 10


def check_slug(text: str) -> None:
    """Refuse what course files would not take as a part's name.

    Raises:
        ValidationError: anything but lower-case letters, digits and hyphens.
    """
    if not is_slug(text):
        raise ValidationError(gettext("Only lower-case letters, digits and hyphens."))


def fill_slug(part: Any) -> None:
    """Make a part's slug from what it is called, where it has none; a variant does so by itself."""
    if not hasattr(part, "slug") or part.slug or isinstance(part, Variant):
        return
    parents = ("course", "lesson", "step")
    parent = {name: getattr(part, name) for name in parents if hasattr(part, f"{name}_id")}
    called = next(getattr(part, name) for name in ("title", "name", "prompt") if hasattr(part, name))
    # A draft has its course's slug, and counts for none; the name of an archived part stays taken.
    among = Course.objects.all() if isinstance(part, Course) else type(part).all_objects.filter(**parent)
    part.slug = free_slug(called, among=among)


class PlainTextField(forms.CharField):
    """A text of several lines, with the line ends of files: browsers send others."""

    def to_python(self, value: Any) -> Any:
        """Return the text, its lines parted by line feeds alone."""
        return "\n".join((super().to_python(value) or "").splitlines())


class AsInFiles:
    """Takes what course files take, so that every version of a course is read again as it was."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Hold a slug, and the line ends of a text, to what course files have."""
        inherited: Any = super()
        if isinstance(db_field, TextField):
            kwargs["form_class"] = PlainTextField
        field = inherited.formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, SlugField):
            field.validators.append(check_slug)
            field.required = False
            field.empty_value = None  # two new rows without a slug are no duplicates
            field.help_text = gettext("Empty: made from the title. It stands in addresses and files.")
        return field


class FewWords:
    """Looks for the first words of a search."""

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """Return what is found."""
        words = " ".join(search_term.split()[:MOST_WORDS])[:200]
        found: Any = super().get_search_results(request, queryset, words)  # type: ignore[misc]
        return found


class OwnedAdmin(AsInFiles, FewWords, RefusesUnseenChanges, ModelAdmin):
    """Shows an author the parts of their own courses and nothing else.

    `course_path` leads from the model to its course, as a queryset filter. Deleting a part that
    students may have used archives it.
    """

    course_path = "course"
    compressed_fields = False
    warn_unsaved_form = True
    list_filter_submit = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the parts of the courses that the author may edit."""
        edited = Course.all_objects.working_copies_of(request.user)
        lookup = f"{self.course_path}__in" if self.course_path else "pk__in"
        found: QuerySet[Any] = super().get_queryset(request).filter(**{lookup: edited.values("pk")})
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the app shows up at all."""
        return is_author(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may read it."""
        return is_author(request.user) and (obj is None or may_edit(request.user, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the author may make one."""
        return is_author(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may change it."""
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may take it away."""
        return self.has_change_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form with what `form_context` adds to it; of a published course, of its draft."""
        # `working_key` locks the course: of two authors who save at once, the later one is told of the other.
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return self._working_form(request, object_id, form_url, extra_context)

    def _working_form(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> Any:
        key = self.working_key(request, object_id)
        # Django asks for the choices of a field without the part; they are narrowed by this.
        request.part_key = key or ""  # type: ignore[attr-defined]
        if key != object_id and request.method == "POST":
            course = course_of(self.model._default_manager.get(pk=object_id))
            request.POST = for_draft(request.POST, course)  # type: ignore[assignment, arg-type]
        context = {**self.form_context(request, key), **(extra_context or {})}
        return super().changeform_view(request, key, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Take a part away; of a published course, out of its draft."""
        key = self.working_key(request, object_id)
        return super().delete_view(request, key or object_id, extra_context)

    def working_key(self, request: HttpRequest, object_id: str | None) -> str | None:
        """Return the key of a part's row in the working copy."""
        model: Any = self.model
        if object_id is None or read_key(object_id) is None:
            return object_id
        part = getattr(model, "all_objects", model.objects).filter(pk=object_id).first()
        if part is None or not may_edit(request.user, part):
            return object_id
        found = self.working_part(part)
        return object_id if found is None else str(found.pk)

    def form_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Return what the form's templates need beside the form."""
        return {}

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name what goes, and nothing of any student's; and whether any is not the author's to delete."""
        parts = list(objs)
        is_refused = any(not self.has_delete_permission(request, part) for part in parts)
        refused = {str(self.opts.verbose_name)} if is_refused else set()
        return [str(part) for part in parts], {str(self.opts.verbose_name_plural): len(parts)}, refused, []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep a first version before the first change, so that there is a way back to it.

        A new part takes the place of an archived one of its name, and begins without what that one held.
        """
        course = course_of(obj)
        # The slug first: by it an archived part of the same name is found.
        fill_slug(obj)
        if not change and isinstance(obj, Archivable):
            obj.take_archived_place()
        if change and course is not None:
            record_first_version(course)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Keep a version of the course, now that the part and all in it are stored."""
        super().save_related(request, form, formsets, change)
        note = (
            gettext("Changed the %(kind)s “%(part)s”") if change else gettext("Added the %(kind)s “%(part)s”")
        )
        self.keep_version(request, form.instance, note)

    def keep_version(self, request: HttpRequest, part: Any, note: str) -> None:
        """Keep the part's course as it stands now; `note` says what was done to a `kind`, called `part`."""
        course = course_of(part)
        if course is None:
            return
        said = with_names(note, {"kind": self.opts.verbose_name, "part": part})
        record_version(course, by=request.user, note=said)
        if course.original.is_published:
            messages.info(
                request, gettext("Kept in the draft: students see it once you publish the changes.")
            )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Archive what students may have used; delete the rest."""
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        """Archive what students may have used; delete the rest. Of a published course, in its draft alone."""
        found = [self.working_part(part) for part in queryset]
        parts = [part for part in found if part is not None]
        for course in {course_of(part) for part in parts}:
            if course is not None:
                record_first_version(course)
        archive_all(part for part in parts if isinstance(part, Archivable))
        for part in parts:
            if not isinstance(part, Archivable):
                part.delete()
        for part in parts:
            self.keep_version(request, part, gettext("Took away the %(kind)s “%(part)s”"))

    def working_part(self, part: Any) -> Any:
        """Return a part's row in the working copy."""
        course = course_of(part)
        return part if course is None else part_in_working_copy(part, course)


class OwnedInline(AsInFiles):
    """An inline is as open as the part it stands in."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may read it."""
        return is_author(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may add one."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may change it."""
        return is_author(request.user) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the author may take it away."""
        return self.has_change_permission(request, obj)


class LabelledCells:
    """A table's inputs have no label beside them, so each bears its own name."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the input after its field."""
        inherited: Any = super()
        field = inherited.formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field


class ArchivingFormSet(forms.BaseInlineFormSet):
    """Archives rows instead of deleting them, and revives an archived one that comes back."""

    def _construct_form(self, index: int, **kwargs: Any) -> Any:
        """Tell each form what it stands in: a parent that is not stored yet cannot be looked up."""
        form = super()._construct_form(index, **kwargs)  # type: ignore[misc]
        form.parent = self.instance
        # Of a row that students' work hangs on Django's admin would say whose work; it is archived instead.
        form.hand_clean_DELETE = lambda: None
        return form

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        """Take a row out of the course."""
        if commit:
            obj.archive()

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Model:
        """Store a changed row; a slug that was emptied is made anew."""
        fill_slug(form.instance)
        changed: Model = super().save_existing(form, obj, commit=commit)
        return changed

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Store a new row, over the archived one of the same name if there is one."""
        instance: Any = super().save_new(form, commit=False)
        setattr(instance, self.fk.name, self.instance)
        # The slug first: by it an archived row of the same name is found.
        fill_slug(instance)
        if "position" in form.fields and "position" not in form.changed_data:
            instance.position = after_last(type(instance).objects.filter(**{self.fk.name: self.instance}))
        instance.take_archived_place()
        if commit:
            instance.save()
            form.save_m2m()
        return instance


def after_last(parts: Any) -> int:
    """Return the position that stands after all of a lesson's steps, or a course's lessons."""
    return int(parts.aggregate(last=Max("position", default=0))["last"]) + 1


def limit_choices(
    field: Any, request: HttpRequest, allowed: Callable[[QuerySet[Course]], QuerySet[Any]]
) -> Any:
    """Give a form field only what hangs on courses and drafts that the author may edit."""
    if field is not None:
        field.queryset = allowed(Course.all_objects.working_copies_of(request.user).writable())
    return field
