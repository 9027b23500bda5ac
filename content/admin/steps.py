"""Steps with their variants and questions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from content.admin.access import ArchivingFormSet, OwnedAdmin, OwnedInline, after_last, limit_choices
from content.admin.gift import gift_urls
from content.admin.outline import OutlineMixin
from content.admin.texts import (
    SPEC_EXAMPLES,
    AnyPicture,
    LinesField,
    MarkdownWidget,
    YamlWidget,
    check_text,
    read_spec,
    write_spec,
)
from content.keys import read_key
from content.models import Course, Lesson, Question, Skill, Step, Variant
from content.questions import InvalidSpec, hint_texts, parse_hints


def pictures_of(step: Step) -> Any:
    """Return the names of the pictures that a step's texts may show."""
    if not step.lesson_id:
        return AnyPicture()
    return set(step.lesson.course.image_urls())


def misconceptions_of(step: Step) -> set[str] | None:
    """Return the misconceptions that a step's questions may name; None while it has no course."""
    if not step.lesson_id:
        return None
    return set(step.lesson.course.misconceptions.values_list("slug", flat=True))


class StepForm(forms.ModelForm):
    """A step's own text."""

    class Meta:  # noqa: D106
        model = Step
        fields = ("lesson", "title", "slug", "kind", "body", "can_confuse", "skills", "source", "licence")
        widgets = {"body": MarkdownWidget({"rows": 12})}

    def clean(self) -> dict[str, Any]:
        """Check the text's formulas and pictures, and that the skills are the course's."""
        values = super().clean() or {}
        lesson = values.get("lesson")
        if lesson is not None and any(
            skill.course_id != lesson.course_id for skill in values.get("skills", ())
        ):
            self.add_error("skills", gettext("Choose skills of the lesson's course."))
        if lesson is not None and "body" in values:
            self.instance.lesson = lesson
            try:
                check_text(values["body"], pictures=pictures_of(self.instance))
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
        check_text(body, pictures=pictures_of(self.parent))
        return body


class QuestionForm(forms.ModelForm):
    """A question; its answers are written as YAML, just as in a course file."""

    parent: Step

    spec_text = forms.CharField(
        label=_("Answers"),
        widget=YamlWidget,
        help_text=_("As in course files. Choose a kind to see an example."),
    )
    hints = LinesField(
        required=False,
        widget=YamlWidget({"rows": 3}),
        help_text=_("One a line, from gentle to plain. Two spaces first: it goes on."),
    )

    class Meta:  # noqa: D106
        model = Question
        fields = ("kind", "slug", "prompt", "spec_text", "hints", "skills", "position")
        widgets = {"prompt": MarkdownWidget({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["spec_text"] = write_spec(self.instance.spec)

    def clean_prompt(self) -> str:
        """Check formulas and pictures."""
        prompt = str(self.cleaned_data["prompt"])
        check_text(prompt, pictures=pictures_of(self.parent))
        return prompt

    def clean_spec_text(self) -> str:
        """Check the answers against the kind."""
        text = str(self.cleaned_data["spec_text"])
        kind = self.cleaned_data.get("kind", "")
        self.instance.spec = read_spec(
            kind, text, pictures=pictures_of(self.parent), misconceptions=misconceptions_of(self.parent)
        )
        return text

    def clean_hints(self) -> list[Any]:
        """Check formulas and pictures, and the questions of hints that ask."""
        hints: list[Any] = self.cleaned_data["hints"]
        try:
            parse_hints(hints)
        except InvalidSpec as error:
            raise ValidationError(f"{error}.") from None
        for _path, text in hint_texts(hints):
            check_text(text, pictures=pictures_of(self.parent))
        return hints


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
    extra = 0


class QuestionInline(SkillChoices, OwnedInline, StackedInline):
    """The questions of the step."""

    model = Question
    form = QuestionForm
    formset = ArchivingFormSet
    fieldsets = (
        (None, {"fields": ("kind", "prompt", "spec_text", "hints", "skills", "position")}),
        ("Advanced", {"fields": ("slug",), "classes": ("collapse",)}),
    )
    ordering_field = "position"
    hide_ordering_field = True
    extra = 0


@admin.register(Step)
class StepAdmin(SkillChoices, OutlineMixin, OwnedAdmin):
    """One step, its variants beside it and its questions below."""

    course_path = "lesson__course"
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
        (None, {"fields": ("title", ("lesson", "kind"), "body", "can_confuse", "skills")}),
        (_("Source and licence"), {"fields": ("source", "licence"), "classes": ("collapse",)}),
        ("Advanced", {"fields": ("slug",), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VariantInline, QuestionInline)

    change_form_after_template = "content/partials/spec_examples.html"

    def get_urls(self) -> list[Any]:
        """Add the way in for questions written elsewhere."""
        return [*gift_urls(), *super().get_urls()]

    def form_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Bring an example of every kind of question along."""
        return {**super().form_context(request, object_id), "spec_examples": SPEC_EXAMPLES}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        """Bring along what the list shows."""
        return super().get_queryset(request).select_related("lesson__course").prefetch_related("variants")

    @display(description=_("Variants"))
    def variant_kinds(self, step: Step) -> str:
        """Return which other ways the step has."""
        return ", ".join(variant.get_kind_display() for variant in step.variants.all()) or "–"

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
