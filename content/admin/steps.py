"""Steps with their variants and questions."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from content import figures
from content.admin.access import ArchivingFormSet, OwnedAdmin, OwnedInline, after_last, limit_choices
from content.admin.gift import gift_urls
from content.admin.opened import only_shown
from content.admin.outline import OutlineMixin
from content.admin.questions.course import parts_for
from content.admin.questions.form import QuestionForm
from content.admin.questions.rows import ROWS, with_rows
from content.admin.questions.views import question_urls
from content.admin.texts import MarkdownWidget, TextWidget, check_text
from content.keys import read_key
from content.language import gettext
from content.models import Course, Lesson, Question, Skill, Step, Variant


class StepForm(forms.ModelForm):
    """A step's own text."""

    class Meta:  # noqa: D106
        model = Step
        fields = (
            "lesson",
            "title",
            "slug",
            "kind",
            "body",
            "can_confuse",
            "chance_chooses",
            "skills",
            "source",
            "licence",
        )
        widgets = {"body": TextWidget({"rows": 12})}
        labels = {"body": _("Text")}
        help_texts = {"body": ""}

    def clean(self) -> dict[str, Any]:
        """Check the text's formulas and pictures, and that the skills are the course's."""
        values = super().clean() or {}
        lesson = values.get("lesson")
        if lesson is not None and any(
            skill.course_id != lesson.course_id for skill in values.get("skills", ())
        ):
            self.add_error("skills", gettext("Choose skills of the lesson's course."))
        if lesson is not None and "body" in values:
            # A new step has no course before, and so none of its pictures.
            self.instance.lesson = lesson
            try:
                check_text(values["body"], pictures=parts_for(self.instance).pictures)
            except ValidationError as error:
                self.add_error("body", error)
        return values


class VariantForm(forms.ModelForm):
    """Another way to teach the step."""

    parent: Step

    class Meta:  # noqa: D106
        model = Variant
        fields = ("kind", "title", "body", "position")
        widgets = {"body": MarkdownWidget()}

    def clean_body(self) -> str:
        """Check formulas and pictures."""
        body = str(self.cleaned_data["body"])
        check_text(body, pictures=parts_for(self.parent).pictures)
        return body


class SkillField(forms.ModelMultipleChoiceField):
    """Skills by their names; with the course's before it where those of several courses are offered."""

    names_course = False

    def label_from_instance(self, obj: Any) -> str:
        """Return what stands beside the box."""
        return f"{obj.course}: {obj}" if self.names_course else str(obj)


class SkillChoices:
    """Offers skills as boxes to tick: those of the step's course, or of all the author's for a new step."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Build the field."""
        inherited: Any = super()
        kwargs |= {"widget": UnfoldAdminCheckboxSelectMultipleWidget, "form_class": SkillField}
        field = inherited.formfield_for_manytomany(db_field, request, **kwargs)
        course = course_at(request)
        if field is not None:
            field.names_course = course is None
        return limit_choices(
            field,
            request,
            lambda courses: Skill.objects.filter(course__in=narrowed(courses, course)).select_related(
                "course"
            ),
        )


def course_at(request: HttpRequest) -> int | None:
    """Return the course of the step whose page is asked for, or whose lesson a new one is to stand in."""
    key = getattr(request, "part_key", "")
    if key:
        return Lesson.all_objects.filter(steps__pk=key).values_list("course_id", flat=True).first()
    known = Lesson.objects.filter(pk=read_key(request.GET.get("lesson", "")) or 0)
    return known.values_list("course_id", flat=True).first()


def narrowed(courses: QuerySet[Course], course: int | None) -> QuerySet[Course]:
    """Return only the one course, if it is known which, and if it is among them."""
    return courses if course is None else courses.filter(pk=course)


class VariantInline(OwnedInline, StackedInline):
    """The other ways to teach the step."""

    model = Variant
    form = VariantForm
    formset = ArchivingFormSet
    fields = (("kind", "title"), "body", "position")
    ordering_field = "position"
    hide_ordering_field = True
    template_before = "content/partials/what_a_variant_is.html"
    template_after = "content/questions/add_form.html"
    extra = 0


class QuestionInline(SkillChoices, OwnedInline, StackedInline):
    """The questions of the step."""

    model = Question
    form = QuestionForm
    formset = ArchivingFormSet
    fieldsets = (
        (None, {"fields": ("kind", "prompt", "answers", "variables", "hints", "skills", "position")}),
        (_("Advanced"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    ordering_field = "position"
    hide_ordering_field = True
    template_after = "content/questions/add_form.html"
    extra = 0


@admin.register(Step)
class StepAdmin(SkillChoices, OutlineMixin, OwnedAdmin):
    """One step, its variants beside it and its questions below."""

    course_path = "lesson__course"
    scripts = (*OutlineMixin.scripts, "questions", "areas", "folding", "writing")
    form = StepForm
    list_display = ("title", "lesson", "kind", "variant_kinds", "can_confuse")
    list_filter = (
        ("lesson__course", admin.RelatedOnlyFieldListFilter),
        ("lesson", admin.RelatedOnlyFieldListFilter),
        "kind",
        "can_confuse",
    )
    search_fields = ("title", "body")
    fieldsets = (
        (None, {"fields": ("title", "body")}),
        (_("About this step"), {"fields": (("lesson", "kind"), "can_confuse", "chance_chooses", "skills")}),
        (_("Source and licence"), {"fields": ("source", "licence"), "classes": ("collapse",)}),
        (_("Advanced"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VariantInline, QuestionInline)
    change_form_before_template = "content/questions/first_button.html"

    def get_urls(self) -> list[Any]:
        """Add the way in for questions written elsewhere, and what the questions' forms ask for."""
        return [*gift_urls(), *question_urls(), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form again where a browser without scripts adds, removes or moves a row."""
        if request.method == "POST" and ROWS in request.POST:
            request.POST = with_rows(request.POST)  # type: ignore[assignment]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Store nothing while rows are added or moved."""
        form = super().get_form(request, obj, change, **kwargs)
        return only_shown(form) if ROWS in request.POST else form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        """Bring along what the list shows."""
        return super().get_queryset(request).select_related("lesson__course").prefetch_related("variants")

    @display(description=_("Variants"))
    def variant_kinds(self, step: Step) -> str:
        """Return which other ways the step has."""
        counted = Counter(variant.get_kind_display() for variant in step.variants.all())
        return figures.in_a_row(kind if n == 1 else f"{kind} ({n})" for kind, n in counted.items()) or "–"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the lessons of the step's own course; for a new one, of all the author's."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        course = course_at(request) if getattr(request, "part_key", "") else None
        return limit_choices(
            field,
            request,
            lambda courses: Lesson.objects.filter(course__in=narrowed(courses, course)),
        )

    def save_model(self, request: HttpRequest, obj: Step, form: Any, change: bool) -> None:
        """Put a new step last."""
        if not change:
            obj.position = after_last(obj.lesson.steps)
        super().save_model(request, obj, form, change)
