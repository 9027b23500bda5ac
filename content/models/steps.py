"""Steps, their variants and their questions."""

from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.base import Archivable, Credited, Draftable, Translatable, reader_language
from content.models.courses import Course, Lesson, Skill
from content.policy.kinds import KINDS, variant_slug
from content.questions import Spec, parse_spec
from content.questions.variables import Written, draw_values, show
from content.texts.slugs import free_slug
from content.translations.questions import said_question

# Read when a form is shown, in its reader's language.
VARIANT_KINDS = [(name, lazystr(kind)) for name, kind in KINDS.items()]


class Step(Draftable, Credited, Translatable):
    """One thing at a time: a text, and the questions that belong to it."""

    class Kind(models.TextChoices):
        """What a step is for."""

        EXPLANATION = "explanation", _("Explanation")
        QUESTION = "question", _("Question")
        PRACTICE = "practice", _("Practice")

    OF = "lesson"

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="steps", verbose_name=pgettext_lazy("a field", "lesson")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EXPLANATION)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(
        _("body"),
        blank=True,
        help_text=_("Markdown; maths between dollar signs, as in $\\frac{1}{2}$."),
    )
    can_confuse = models.BooleanField(
        _("can confuse"),
        default=False,
        help_text=_("Students often stumble here, so it should have variants of its own."),
    )
    chance_chooses = models.CharField(
        _("let chance choose"),
        max_length=3,
        choices=[("", _("As the course says")), ("yes", _("Yes")), ("no", _("No"))],
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Among this step's variants, where several would do: evenly at first, then more often what "
            "helped. Only for students who agreed to that. Two of one kind, such as two pictures, are enough "
            "to compare."
        ),
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="steps", verbose_name=_("skills"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "slug"], name="one_step_per_slug_in_a_lesson")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lets_chance_choose(self) -> bool:
        """Whether chance chooses among its variants: as it says itself, else as its course does."""
        return self.lets_chance_choose_in(self.lesson.course)

    def lets_chance_choose_in(self, course: Course) -> bool:
        """Say the same where its course is known, without asking for it."""
        return course.chance_chooses if not self.chance_chooses else self.chance_chooses == "yes"


class Variant(Archivable, Translatable):
    """Another way to teach a step. Of several of one kind the first is shown, unless chance chooses."""

    OF = "step"

    step = models.ForeignKey(
        Step, models.CASCADE, related_name="variants", verbose_name=pgettext_lazy("a field", "step")
    )
    slug = models.SlugField(
        max_length=80,
        blank=True,
        default="",
        # See `Course.chance_chooses`.
        db_default="",
        editable=False,
        help_text=_("Its name within the step; of the first of a kind that is the kind."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=VARIANT_KINDS)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("body"), help_text=_("Markdown, just like the step's text."))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "slug"], name="one_variant_per_slug_in_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, under a name that no other of the step has or had."""
        self._fill_slug(Variant.all_objects)
        super().save(*args, **kwargs)

    def take_archived_place(self) -> None:
        """Become the archived variant of the same kind, if there is one whose name is free."""
        self._fill_slug(Variant.objects)
        super().take_archived_place()

    def _fill_slug(self, others: Any) -> None:
        if not self.slug:
            self.slug = free_slug(variant_slug(self.kind), among=others.filter(step=self.step_id))


class Question(Draftable, Translatable):
    """A question of a step; `spec` is what `content.questions` reads."""

    class Kind(models.TextChoices):
        """How it is answered."""

        SINGLE = "single", _("One choice")
        MULTIPLE = "multiple", _("Several choices")
        NUMBER = "number", _("Number")
        TEXT = "text", _("Short text")
        EXPRESSION = "expression", _("Expression")
        ORDERING = "ordering", _("Put in order")
        MATCHING = "matching", _("Match pairs")
        CLOZE = "cloze", _("Fill in gaps")
        HOTSPOTS = "hotspots", _("Places on a picture")

    OF = "step"

    step = models.ForeignKey(
        Step, models.CASCADE, related_name="questions", verbose_name=pgettext_lazy("a field", "step")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    prompt = models.TextField(_("prompt"), help_text=_("Markdown."))
    spec = models.JSONField(_("spec"), default=dict)
    hints = models.JSONField(
        _("hints"), default=list, blank=True, help_text=_("Markdown, from gentle to plain.")
    )
    variables = models.JSONField(
        _("variables"),
        default=dict,
        blank=True,
        help_text=_("Numbers that differ from student to student."),
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="questions", verbose_name=_("skills"))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "slug"], name="one_question_per_slug_in_a_step")
        ]

    def __str__(self) -> str:
        return self.slug

    def as_written(self) -> Written:
        """Return the question as its author wrote it."""
        return Written(self.kind, self.prompt, self.spec, self.hints, self.variables)

    def as_said(self, hints: slice = slice(None)) -> Written:
        """Return the question in the reader's language, with these of its hints."""
        said = said_question(
            self.as_written(), self.translations, reader=reader_language(), own=self.own_language
        )
        plain = replace(said.plain, hints=said.plain.hints[hints]) if said.plain else None
        return replace(said, hints=said.hints[hints], plain=plain)

    def parsed_spec(self) -> Spec:
        """Return the checked specification; of a question with variables, that of its first version.

        Raises:
            InvalidSpec: what is stored does not describe a question of this kind.
        """
        if not self.variables:
            return parse_spec(self.kind, self.spec)
        return show(self.as_written(), draw_values(self.variables, 0)).spec
