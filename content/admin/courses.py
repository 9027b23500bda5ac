"""Courses, lessons and pictures."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignObjectRel, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from content.admin.access import (
    OwnedAdmin,
    after_last,
    limit_choices,
)
from content.admin.course_actions import action_urls
from content.admin.course_parts import MisconceptionInline, SkillInline
from content.admin.course_upload import arrival_urls
from content.admin.outline import OutlineMixin, outline_urls
from content.admin.pictures import picture_urls
from content.admin.preview import preview_urls
from content.admin.reading_status import reading_status_urls
from content.admin.translating import translating_urls
from content.authoring.access import owns
from content.authoring.checklist import lessons_of
from content.authoring.course_cards import cards_of
from content.authoring.invitations import open_invitations
from content.authoring.publishing import use_of_lesson
from content.authoring.translated import is_translated_into
from content.exchange.bounded_reading import ReadingStopped, read_picture
from content.language import gettext, with_names
from content.models import Course, Image, Lesson, Question, Skill, Step
from content.shown_texts import Place, pictures_shown, places_in
from content.texts.images import MAX_IMAGE_BYTES, InvalidImage


class CourseForm(forms.ModelForm):
    """A course's own fields."""

    class Meta:  # noqa: D106
        model = Course
        fields = (
            *("title", "slug", "language", "summary", "pretest_questions", "chance_chooses"),
            *("source", "licence"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A request that does not send it, such as one from before there was the field, changes nothing.
        self.fields["language"].required = False

    def clean_pretest_questions(self) -> int:
        """Return how many questions the pre-test has; none where nothing was typed."""
        return int(self.cleaned_data["pretest_questions"] or 0)

    def clean_language(self) -> str:
        """Return the language of the texts; one into which the course is translated is refused.

        Raises:
            ValidationError: the course has translations into it.
        """
        language = self.cleaned_data["language"] or self.instance.language
        if self.instance.pk and is_translated_into(self.instance, language):
            raise ValidationError(gettext("The course has translations into this language."))
        return str(language)

    def clean_slug(self) -> str | None:
        """Refuse an address that another course has; a draft may have its own course's."""
        slug: str | None = self.cleaned_data["slug"]
        mine = self.instance.original.pk if self.instance.pk else None
        if slug and Course.objects.filter(slug=slug).exclude(pk=mine).exists():
            raise ValidationError(gettext("Another course has this address."))
        return slug


class StateFilter(admin.SimpleListFilter):
    """Courses by whether students see them."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two states."""
        return [("published", gettext("Published")), ("draft", gettext("Draft"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Course]) -> QuerySet[Course]:
        """Keep the courses of the chosen state."""
        published = Q(is_published=True) | Q(draft_of__is_published=True)
        chosen = {"published": published, "draft": ~published}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


@admin.register(Course)
class CourseAdmin(OutlineMixin, OwnedAdmin):
    """A course: what it is called, its skills and its lessons."""

    course_path = ""
    list_filter = (StateFilter,)
    list_per_page = 24
    actions = None
    search_fields = ("title", "summary")
    list_before_template = "content/partials/course_list.html"
    form = CourseForm
    fieldsets = (
        (None, {"fields": ("title", "summary", "pretest_questions", "chance_chooses")}),
        (_("Source and licence"), {"fields": ("source", "licence"), "classes": ("collapse",)}),
        (_("Advanced"), {"fields": ("slug", "language"), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    inlines = (SkillInline, MisconceptionInline)

    def get_urls(self) -> list[Any]:
        """Add what can be done with a whole course."""
        own = (
            *(arrival_urls, reading_status_urls, action_urls, picture_urls, preview_urls, outline_urls),
            translating_urls,
        )
        return [*(address for urls in own for address in urls()), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show a card for each course, and invitations above them."""
        context = {"invitations": open_invitations(request.user), **(extra_context or {})}
        context["is_first"] = not Course.objects.editable_by(request.user).exists()
        shown = super().changelist_view(request, context)
        found = getattr(shown, "context_data", {}).get("cl")
        if found is not None:
            shown.context_data["cards"] = cards_of(list(found.result_list), by=request.user)
        return shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Course]:
        """Bring along what the cards show."""
        return super().get_queryset(request).select_related("owner", "draft_of__owner")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave deleting to the owner."""
        return super().has_delete_permission(request, obj) and (obj is None or owns(request.user, obj))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Refuse to delete a course that students have worked in; say so without naming them."""
        parts = list(objs)
        named, counts, needed, protected = super().get_deleted_objects(parts, request)
        used = [course for course in parts if is_used(course.original)]
        reason = gettext("%(course)s: students have worked in it. Unpublish it instead.")
        protected.extend(with_names(reason, {"course": course}) for course in used)
        return named, counts, needed, protected

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete courses, their drafts with them."""
        for course in list(queryset):
            course.original.delete()

    def save_model(self, request: HttpRequest, obj: Course, form: Any, change: bool) -> None:
        """Make the author of a new course its owner."""
        if not change and obj.owner_id is None:
            obj.owner = request.user  # type: ignore[assignment]  # the admin lets nobody else in
        super().save_model(request, obj, form, change)


def is_used(course: Course) -> bool:
    """Return whether a student's work, a class or a link of an LMS hangs on a course or any part of it."""
    steps = Step.all_objects.filter(lesson__course=course)
    parts: dict[type[Model], QuerySet[Any]] = {
        Course: Course.all_objects.filter(pk=course.pk),
        Skill: Skill.all_objects.filter(course=course),
        Lesson: Lesson.all_objects.filter(course=course),
        Step: steps,
        Question: Question.all_objects.filter(step__in=steps),
    }
    return any(
        rows.filter(**{f"{name}__in": found}).exists()
        for model, found in parts.items()
        for rows, name in _outside(model)
    )


def _outside(model: type[Model]) -> Iterator[tuple[Any, str]]:
    """Yield the rows outside the content app that point at a model, with the field by which they do.

    Asked of the models: content imports nothing of tutor, whose rows these are, nor knows their names. Rows
    that point at nothing else, such as the figures of a course, are about the course itself and go with it.
    """
    own = Course._meta.app_label
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.field.model._meta.app_label == own:
            continue
        outside: type[Model] = relation.field.model
        pointed_at = [field.related_model for field in outside._meta.fields if field.related_model]
        if any(other._meta.app_label != own for other in pointed_at):
            yield outside._base_manager, relation.field.name


@admin.register(Lesson)
class LessonAdmin(OutlineMixin, OwnedAdmin):
    """A lesson and the order of its steps."""

    list_display = ("title", "course", "position")
    list_filter = (("course", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("title",)
    fieldsets = (
        (None, {"fields": ("course", "title", "summary")}),
        (_("Advanced"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask with how many students have begun the lesson."""
        lesson = self.get_object(request, self.working_key(request, object_id) or object_id)
        told: dict[str, Any] = {}
        if lesson is not None:
            told = {"use": use_of_lesson(lesson), "is_published": lesson.course.original.is_published}
        return super().delete_view(request, object_id, {**told, **(extra_context or {})})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave a lesson in its course, with what students did in it."""
        return ("course",) if obj is not None else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the author's own courses."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return limit_choices(field, request, lambda courses: courses)

    def save_model(self, request: HttpRequest, obj: Lesson, form: Any, change: bool) -> None:
        """Put a new lesson last."""
        if not change:
            obj.position = after_last(obj.course.lessons)
        super().save_model(request, obj, form, change)


def _shown_in(course: Course) -> dict[str, Place]:
    """Return the pictures that texts of a course show, by reference, each with where that is."""
    return pictures_shown(places_in(course, lessons_of(course)))


class ImageForm(forms.ModelForm):
    """Takes a file, stores its cleaned bytes."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("SVG, PNG, JPEG, GIF or WebP, up to 1 MB."),
    )

    class Meta:  # noqa: D106
        model = Image
        fields = ("course", "name", "alt")

    def clean(self) -> dict[str, Any]:
        """Check the file, new or stored, together with the name it is to have."""
        values = super().clean() or {}
        file, name = values.get("file"), values.get("name")
        if file is None and not self.instance.data:
            raise ValidationError({"file": gettext("Choose a picture.")})
        if not name:
            return values
        try:
            # One byte more than is allowed tells the reader that there are too many.
            clean = read_picture(
                name, bytes(self.instance.data) if file is None else file.read(MAX_IMAGE_BYTES + 1)
            )
        except (InvalidImage, ReadingStopped) as error:
            field = "name" if file is None else "file"
            reason = str(error).rstrip(".")
            raise ValidationError(
                {field: gettext("This picture cannot be used: %(reason)s.") % {"reason": reason}}
            ) from None
        self.instance.content_type, self.instance.data = clean.content_type, clean.data
        if name != self.initial.get("name") and self.instance.pk:
            self._refuse_to_leave_a_text()
        return values

    def _refuse_to_leave_a_text(self) -> None:
        """Refuse another name while a text shows the picture by its present one.

        Raises:
            ValidationError: a text does.
        """
        reference = self.instance.reference  # the form has not written the new name yet
        where = _shown_in(self.instance.course).get(reference)
        if where is not None:
            raise ValidationError(
                {
                    "name": gettext("“%(where)s” shows it as %(reference)s. Change the text first.")
                    % {"where": where, "reference": reference}
                }
            )


@admin.register(Image)
class ImageAdmin(OwnedAdmin):
    """A picture; its alternative text is required."""

    form = ImageForm
    list_display = ("name", "course", "alt")
    list_filter = (("course", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "alt")
    fields = ("course", "file", "name", "alt")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave a picture in the course whose texts show it."""
        return ("course",) if obj is not None else ()

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Refuse to delete a picture that a text shows."""
        parts = list(objs)
        named, counts, needed, protected = super().get_deleted_objects(parts, request)
        shown = {course: _shown_in(course) for course in {image.course for image in parts}}
        reason = gettext("%(image)s: “%(where)s” shows it. Change the text first.")
        protected.extend(
            reason % {"image": image, "where": shown[image.course][image.reference]}
            for image in parts
            if image.reference in shown[image.course]
        )
        return named, counts, needed, protected

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """Leave the bytes where they are."""
        return super().get_queryset(request).defer("data").select_related("course")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the author's own courses."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return limit_choices(field, request, lambda courses: courses)
