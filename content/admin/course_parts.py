"""What questions and rules of a course name: its skills and its misconceptions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from content import figures
from content.admin.access import ArchivingFormSet, OwnedInline
from content.admin.texts import AnyPicture, MarkdownWidget, check_text
from content.authoring.checklist import misconceptions_named
from content.coursefiles.documents import NOISE, PARAMETERS
from content.coursefiles.skills import find_circle
from content.language import gettext
from content.models import Course, Misconception, Skill

MOST_NEEDS_OFFERED = 40
"""Of so many skills a course's form offers each as what another one needs."""


class SkillForm(forms.ModelForm):
    """A skill; its parameters must leave an answer something to say."""

    def clean(self) -> dict[str, Any]:
        """Refuse what is no probability, and slips and guesses that are too likely together."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in PARAMETERS:
            if cleaned.get(name) is not None and not 0 < cleaned[name] < 1:
                reason = gettext("%(name)s must lie between 0 and 1") % {"name": self.fields[name].label}
                self.add_error(name, f"{reason}.")
        if sum(cleaned.get(name) or 0 for name in ("p_slip", "p_guess")) >= 1:
            self.add_error("p_slip", f"{gettext(NOISE)}.")
        return cleaned


class SkillFormSet(ArchivingFormSet):
    """Offers the course's own skills as what a skill needs, and refuses circles."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Offer the other skills of the course."""
        super().add_fields(form, index)
        if "needs" not in form.fields:
            return
        others = Skill.objects.filter(course=self.instance.pk or 0)
        form.fields["needs"].queryset = others.exclude(pk=form.instance.pk)

    def clean(self) -> None:
        """Refuse skills that need themselves by way of others.

        Raises:
            ValidationError: there is such a circle.
        """
        super().clean()
        # A new skill closes no circle: it has no key yet by which another one could need it.
        kept = [form for form in self.forms if form.instance.pk and form not in self.deleted_forms]
        needs = {
            str(form.instance.pk): [str(one.pk) for one in form.cleaned_data.get("needs", ())]
            for form in kept
            if hasattr(form, "cleaned_data")
        }
        circle = find_circle(needs)
        if circle:
            titles = figures.listed(f"“{form.instance}”" for form in kept if str(form.instance.pk) in circle)
            raise ValidationError(
                gettext("These skills need one another in a circle: %(titles)s.") % {"titles": titles}
            )


class SkillInline(OwnedInline, StackedInline):
    """The skills of a course."""

    model = Skill
    form = SkillForm
    formset = SkillFormSet
    fieldsets = (
        (None, {"fields": ("title", "needs")}),
        (_("Advanced"), {"fields": ("slug", PARAMETERS[:2], PARAMETERS[2:]), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    template_before = "content/partials/what_a_skill_is.html"
    extra = 0
    tab = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what each skill needs where there are many: a box for each pair makes a page of 40 MB."""
        first, *others = super().get_fieldsets(request, obj)
        if obj is not None and obj.skills.count() > MOST_NEEDS_OFFERED:
            first = (None, {"fields": ("title",)})
        return (first, *others)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer skills as boxes to tick."""
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class MisconceptionForm(forms.ModelForm):
    """A misconception; its slug, which questions and rules name, stays."""

    parent: Course

    class Meta:  # noqa: D106
        model = Misconception
        fields = ("title", "feedback", "slug")
        widgets = {"feedback": MarkdownWidget({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["slug"].disabled = True

    def clean_feedback(self) -> str:
        """Check formulas and pictures."""
        feedback = str(self.cleaned_data["feedback"])
        check_text(feedback, pictures=set(self.parent.image_urls()) if self.parent.pk else AnyPicture())
        return feedback


class MisconceptionFormSet(ArchivingFormSet):
    """Keeps those that questions or rules of the course name."""

    def clean(self) -> None:
        """Refuse to take away what is named, and say where.

        Raises:
            ValidationError: a question or a rule names one that is marked for deletion.
        """
        super().clean()
        going = {form.instance.slug: form.instance for form in self.deleted_forms if form.instance.pk}
        if not going:
            return
        where = misconceptions_named(self.instance)
        faults = [
            gettext("“%(where)s” names “%(misconception)s”. Change that first.")
            % {"where": where[slug], "misconception": one}
            for slug, one in going.items()
            if slug in where
        ]
        if faults:
            raise ValidationError(faults)


class MisconceptionInline(OwnedInline, StackedInline):
    """The misconceptions that wrong answers of the course show."""

    model = Misconception
    form = MisconceptionForm
    formset = MisconceptionFormSet
    fieldsets = (
        (None, {"fields": ("title", "feedback")}),
        (_("Advanced"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    extra = 0
    tab = True
