"""Rules, written without code and read back as a sentence."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from content.admin.access import LabelledCells, OwnedAdmin, OwnedInline, limit_choices
from content.admin.amounts import read_amount, write_amount
from content.admin.rule_pages.lab import lab_urls
from content.admin.rule_pages.learning import learning_urls
from content.admin.rule_pages.readback import read_back, registry
from content.authoring.access import is_author, may_edit
from content.language import gettext
from content.models import Condition, Course, Lesson, Misconception, Rule, Step
from content.models.rules import SIGNAL_CHOICES, SignalChoices
from content.models.steps import VARIANT_KINDS
from content.policy.codec import Ladder, Seconds
from content.policy.rules import RULE_FIELDS, InvalidRule
from content.policy.sentences import rule_sentence
from content.policy.signals import SIGNALS

_CODECS = {one.name: one.codec for one in RULE_FIELDS}
_EFFECTS = next(codec for codec in _CODECS.values() if isinstance(codec, Ladder))
EFFECT_FIELDS = _EFFECTS.form_names
# The effects have fields of their own.
_COLUMNS = tuple(
    column for name, codec in _CODECS.items() if codec is not _EFFECTS for column in codec.columns(name)
)
_SECONDS = tuple(name for name, codec in _CODECS.items() if isinstance(codec, Seconds))
_THEN = _("Then")
_EFFECT_CHOICES = [("", "–"), *VARIANT_KINDS]
_HEAD, _WHEN = ("name",), ("scope", "join", "hold_s")
_LIMITS = _CODECS["limits"].columns("limits")
_NUMBERS = ("escalate_s", "cooldown_s", "priority")
_LEARNING = ("hold_least", "hold_most", "learn_from")
_AFTER_EFFECTS = (
    _NUMBERS,
    "sentence",
    # What nobody gave a place has one all the same.
    *(
        name
        for name in _COLUMNS
        if name not in {*_HEAD, *_WHEN, "mode", *_NUMBERS, "sentence", *_LIMITS, *_LEARNING}
    ),
)


def _effect_field(label: Any, *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=required, choices=_EFFECT_CHOICES, widget=UnfoldAdminSelectWidget
    )


def _lesson_choices(courses: QuerySet[Course]) -> list[tuple[str, str]]:
    lessons = Lesson.objects.filter(course__in=courses).select_related("course")
    return [(lesson.slug, f"{lesson.course}: {lesson}") for lesson in lessons]


class RuleForm(forms.ModelForm):
    """A rule's own fields; its effects one after another."""

    editable_courses: QuerySet[Course] = Course.objects.none()
    effect_1 = _effect_field(_("Show"), required=True)
    effect_2 = _effect_field(_("then"), required=False)
    effect_3 = _effect_field(_("then"), required=False)
    effect_4 = _effect_field(_("then"), required=False)
    effect_5 = _effect_field(_("then"), required=False)
    effect_6 = _effect_field(_("then"), required=False)
    effect_7 = _effect_field(_("then"), required=False)
    effect_8 = _effect_field(_("then"), required=False)

    limit_courses = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        label=_("Only in courses"),
        help_text=_("None: in all."),
    )
    limit_lessons = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        label=_("Only in lessons"),
        help_text=_("None: in all."),
    )
    limit_step_kinds = forms.MultipleChoiceField(
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        label=_("Only in steps of kind"),
        choices=Step.Kind.choices,
        help_text=_("None: in all."),
    )

    class Meta:  # noqa: D106
        model = Rule
        fields = ("slug", "course", "enabled", *_COLUMNS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, effect in zip(EFFECT_FIELDS, self.instance.effects, strict=False):
            self.initial[name] = effect
        for name in self.fields.keys() & set(_SECONDS):  # none where it may only be read
            self.fields[name].validators.append(MinValueValidator(0))
            if isinstance(seconds := self.initial.get(name), float) and seconds.is_integer():
                self.initial[name] = int(seconds)
        courses = self.editable_courses
        if "limit_courses" in self.fields:
            self._offer("limit_courses", list(courses.values_list("slug", "title")))
            self._offer("limit_lessons", _lesson_choices(courses))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer what there is, and what the rule names though it is gone: saving must not widen the rule."""
        gone = set(getattr(self.instance, name)) - {slug for slug, _ in choices}
        absent = gettext("%(slug)s (not there now)")
        field: Any = self.fields[name]
        field.choices = [*choices, *((slug, absent % {"slug": slug}) for slug in sorted(gone))]

    def clean(self) -> dict[str, Any]:
        """Gather the effects."""
        values = super().clean() or {}
        chosen = [values[name] for name in EFFECT_FIELDS if values.get(name)]
        if len(set(chosen)) != len(chosen):
            raise ValidationError(gettext("An effect stands twice. A step shows each kind once."))
        self.instance.effects = chosen
        return values


def offered_signals() -> SignalChoices:
    """Return the signals by family; those of the camera only where there is one."""
    if settings.CAMERA_AFFECT:
        return SIGNAL_CHOICES
    return [group for group in SIGNAL_CHOICES if not group[1][0][0].startswith("camera.")]


# Of a condition, in the signal's own unit.
_AMOUNTS = ("enter", "leave", "least", "most")


class ConditionForm(forms.ModelForm):
    """One comparison, with thresholds in the signal's own unit."""

    enter = forms.CharField(
        label=_("from"), widget=UnfoldAdminTextInputWidget, help_text=_("Met from here on.")
    )
    misconception = forms.ChoiceField(
        label=pgettext_lazy("a field", "misconception"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[],
    )
    leave = forms.CharField(
        label=_("until"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("Stays met until it falls back beyond this. Empty: the same."),
    )

    least = forms.CharField(
        label=_("may move from"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text=_("“From” may move down to this, by what helped. Empty: it stays."),
    )
    most = forms.CharField(
        label=_("to"), widget=UnfoldAdminTextInputWidget, required=False, help_text=_("And up to this.")
    )

    class Meta:  # noqa: D106
        model = Condition
        fields = ("signal", "misconception", "comparison", "enter", "leave", "least", "most", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Choose a signal")), *offered_signals()]
        self.fields["signal"].choices = choices  # type: ignore[attr-defined]
        for name in ("misconception", *_AMOUNTS):
            self.fields[name].widget.attrs["aria-label"] = str(self.fields[name].label)
        signal = SIGNALS.get(self.instance.signal)
        if self.instance.pk and signal:
            for name in _AMOUNTS:
                value = getattr(self.instance, name)
                self.initial[name] = "" if value is None else write_amount(value, signal.unit)

    def clean(self) -> dict[str, Any]:
        """Turn the thresholds into numbers and check the whole."""
        values = super().clean() or {}
        signal = SIGNALS.get(values.get("signal", ""))
        if signal is None or "enter" not in values:
            return values
        if not signal.names_misconception:
            values["misconception"] = ""  # left over from the signal that was chosen before
        for name in _AMOUNTS:
            text = values.get(name) or (values["enter"] if name in ("enter", "leave") else "")
            try:
                values[name] = read_amount(str(text), signal.unit) if text else None
            except ValueError as error:
                self.add_error(name, str(error))
                return values
        return values

    def _post_clean(self) -> None:
        # Not in `clean`: only this gives the instance the form's values.
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and self.cleaned_data.get("signal"):
            try:
                self.instance.to_policy()
            except InvalidRule as error:
                self.add_error(error.field or None, gettext("This cannot be: %(error)s.") % {"error": error})


class ConditionFormSet(forms.BaseInlineFormSet):
    """Checks the rule as a whole, once its conditions are known."""

    editable_courses: QuerySet[Course] = Course.objects.none()

    def add_fields(self, form: Any, index: int | None) -> None:
        """Offer the misconceptions of the rule's course, and the one that is named though it is gone."""
        super().add_fields(form, index)
        known = dict(self._known_misconceptions)
        named = form.instance.misconception
        if named and named not in known:
            known[named] = gettext("%(name)s (not there now)") % {"name": named}
        form.fields["misconception"].choices = [("", gettext("the one shown most")), *known.items()]

    @cached_property
    def _known_misconceptions(self) -> list[tuple[str, str]]:
        """Return those of the rule's course; where it has none yet, of all the author's."""
        course = self.instance.course_id
        courses = self.editable_courses.filter(pk=course) if course else self.editable_courses
        known = Misconception.objects.filter(course__in=courses.values("pk"))
        return list(known.values_list("slug", "title"))

    def clean(self) -> None:
        """Refuse a rule that makes no sense."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        try:
            self.instance.to_policy_with(tuple(form.instance.to_policy() for form in kept))
        except InvalidRule as error:
            raise ValidationError(gettext("This rule cannot be: %(error)s.") % {"error": error}) from None


class ConditionInline(LabelledCells, OwnedInline, TabularInline):
    """The conditions of a rule."""

    model = Condition
    form = ConditionForm
    formset = ConditionFormSet
    fields = ("signal", "misconception", "comparison", "enter", "leave", "least", "most", "position")
    ordering_field = "position"
    hide_ordering_field = True
    extra = 0
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Let the conditions name misconceptions of the author's own courses."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.editable_courses = Course.all_objects.working_copies_of(request.user)
        return formset


@admin.register(Rule)
class RuleAdmin(OwnedAdmin):
    """When to teach a step another way. Authors see the site's rules and change their own."""

    form = RuleForm
    list_display = ("name", "where", "reads_as", "enabled", "priority")
    list_filter = (("course", admin.RelatedOnlyFieldListFilter), "enabled", "scope", "mode")
    search_fields = ("name", "slug")
    readonly_fields = ("reads_as",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", ("course", "enabled"))}),
        # Its conditions follow it on the page.
        (pgettext_lazy("a condition", "When"), {"fields": (_WHEN,), "classes": ("conditions-follow",)}),
        (
            _THEN,
            {
                "fields": (
                    ("mode", *EFFECT_FIELDS[:2]),
                    EFFECT_FIELDS[2:5],
                    EFFECT_FIELDS[5:],
                    *_AFTER_EFFECTS,
                )
            },
        ),
        (
            _("May learn"),
            {
                "fields": (_LEARNING,),
                "description": _(
                    "Numbers that have a range move inside it by what helped, and nowhere else. Thresholds "
                    "have their ranges beside them, above. Every move is written down, and you can take it "
                    "back. Without a range nothing moves."
                ),
                "classes": ("collapse",),
            },
        ),
        (_("Where"), {"fields": _LIMITS, "classes": ("collapse",)}),
        (_("Advanced"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    inlines = (ConditionInline,)
    change_form_before_template = "content/partials/read_back.html"

    @property
    def media(self) -> forms.Media:
        """Bring the script that reads the rule back."""
        script: Any = forms.Script("content/rule.js", type="module")
        own = forms.Media(js=[script])
        media: forms.Media = super().media + own
        return media

    def get_urls(self) -> list[Any]:
        """Add the lab and the reading back."""
        own = [path("read-back/", read_back, name="content_rule_read_back"), *lab_urls(), *learning_urls()]
        return [*own, *super().get_urls()]

    def form_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Bring along what the form tells about signals."""
        return {"signal_registry": registry()}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        """Return the site's rules and those of the author's own courses."""
        mine = Q(course__isnull=True) | Q(
            course__in=Course.all_objects.working_copies_of(request.user).values("pk")
        )
        # Past OwnedAdmin's own, which goes by courses: the site's rules have none.
        found = super(OwnedAdmin, self).get_queryset(request).filter(mine)
        rules: QuerySet[Rule] = found.select_related("course").prefetch_related("conditions")
        return rules

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form offer the author's own courses and lessons."""
        form = super().get_form(request, obj, change, **kwargs)
        form.editable_courses = Course.all_objects.working_copies_of(request.user).writable()
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the sentence, and no input fields, where nothing may be changed."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        own = {
            _THEN: ("mode", "effects", *_AFTER_EFFECTS),
            None: ("reads_as", ("name", "course", "enabled")),
        }
        return tuple(
            (title, {**options, "fields": own.get(title, options["fields"])})
            for title, options in self.fieldsets
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let every author read the site's rules."""
        if not is_author(request.user):
            return False
        return obj is None or obj.course_id is None or may_edit(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave the site's rules to superusers."""
        return is_author(request.user) and (obj is None or may_edit(request.user, obj))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the author's own courses; only a superuser writes rules for all of them."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if not request.user.is_superuser:
            field.required, field.help_text = True, ""
        return limit_choices(field, request, lambda courses: courses)

    @display(description=_("Where"))
    def where(self, rule: Rule) -> str:
        """Return the course, or that it holds everywhere."""
        return str(rule.course) if rule.course_id else gettext("Every course")

    @display(description=_("Reads as"))
    def reads_as(self, rule: Rule) -> str:
        """Return the rule as a sentence."""
        if rule.pk is None:
            return gettext("Fill in the blanks below; the rule is read back to you here.")
        try:
            return rule_sentence(rule.to_policy())
        except InvalidRule as error:
            return gettext("This rule makes no sense: %(error)s. Lessons go on without it.") % {
                "error": error
            }
