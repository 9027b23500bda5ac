"""Courses, what they consist of on the large scale, and who writes them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.language import OF_TEXTS, Said, gettext, of_texts
from content.models.base import Credited, Draftable, Translatable, reader_language, say
from content.policy.pretest import LEAST_PRETEST, MOST_PRETEST


def validate_pretest_questions(number: int) -> None:
    """Refuse a pre-test too short to be sure of anything, or too long to be short.

    Raises:
        ValidationError: neither 0 nor in the bounds.
    """
    if number and not LEAST_PRETEST <= number <= MOST_PRETEST:
        raise ValidationError(
            gettext("A pre-test has %(least)s to %(most)s questions; 0 is none.")
            % {"least": LEAST_PRETEST, "most": MOST_PRETEST}
        )


def _language_names() -> list[tuple[str, str]]:
    """Return the languages of texts, each by its own name."""
    names = {of_texts(code): name for code, name in settings.LANGUAGES}
    return [(code, names.get(code, code)) for code in OF_TEXTS]


class CourseQuerySet(models.QuerySet["Course"]):
    """Courses by who may do what with them."""

    def working_copies_of(self, user: Any) -> "CourseQuerySet":
        """Return the courses that `user` edits; in place of a course that has a draft, its draft."""
        editable = Course.objects.editable_by(user).values("pk")
        return self.filter(Q(pk__in=editable, draft=None) | Q(draft_of__in=editable))

    def writable(self) -> "CourseQuerySet":
        """Leave out published courses: what is written goes into their drafts."""
        return self.filter(is_published=False)

    def editable_by(self, user: Any) -> "CourseQuerySet":
        """Return the courses that `user` owns or writes with others; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(Q(owner=user) | Q(co_authors=user)).distinct()

    def visible_to(self, user: Any) -> "CourseQuerySet":
        """Return the published courses, and those `user` may edit."""
        if not user.is_authenticated:
            return self.filter(is_published=True)
        if user.is_superuser:
            return self
        return self.filter(Q(is_published=True) | Q(owner=user) | Q(co_authors=user)).distinct()


class CourseManager(models.Manager.from_queryset(CourseQuerySet)):  # type: ignore[misc]
    """Leaves out drafts of published courses: nobody but their authors knows of them."""

    def get_queryset(self) -> CourseQuerySet:
        """Return the courses themselves."""
        found: CourseQuerySet = super().get_queryset().filter(draft_of=None)
        return found


class Course(Credited, Translatable):
    """A body of lessons with one owner. Invisible to students until it is published.

    A course that was published is changed in a draft (decision 0017): a second row with lessons, pictures and
    rules of its own. Owner, co-authors, invitations and history are those of the course itself, `original`.
    """

    # Not unique by itself: a draft has the address of its course.
    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("owner"),
    )
    co_authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("co-authors"),
        blank=True,
        related_name="shared_courses",
        help_text=_("May edit, may not delete."),
    )
    pretest_questions = models.PositiveSmallIntegerField(
        _("questions of the pre-test"),
        default=0,
        blank=True,
        validators=[validate_pretest_questions],
        help_text=_(
            "At most so many, 3 to 40, before the first lesson; students may skip what they turn out to "
            "know. 0: no pre-test."
        ),
    )
    chance_chooses = models.BooleanField(
        _("let chance choose"),
        default=False,
        # A process of the version before, still running during an upgrade, leaves it out of an INSERT.
        db_default=False,
        help_text=_(
            "Where several variants of a step would do, chance chooses: evenly at first, then more often "
            "what helped. So you learn which of your explanations works. Only for students who agreed to "
            "that, and never in place of a teacher. A step may say otherwise."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        db_default="en",
        choices=_language_names(),
        help_text=_("In which its texts are written."),
    )
    is_published = models.BooleanField(_("published"), default=False, help_text=_("Students see it."))
    draft_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="draft"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = CourseManager()
    all_objects: ClassVar[Any] = models.Manager.from_queryset(CourseQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title", "pk"]
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(draft_of=None),
                name="one_course_per_slug",
                violation_error_message=_("Another course has this address."),
            ),
            models.CheckConstraint(
                condition=Q(draft_of=None) | Q(is_published=False), name="a_draft_is_not_published"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def own_language(self) -> str:
        """The language in which its texts are written."""
        return self.language

    @property
    def original(self) -> "Course":
        """The course itself: of a draft, the one that it is a draft of."""
        return self.draft_of or self

    def image_urls(self) -> dict[str, str]:
        """Return the address of each of the course's images by the name that texts use."""
        rows = self.images.values_list("pk", "name")
        return {image_reference(name): _image_address(pk, name) for pk, name in rows}


class Skill(Draftable, Translatable):
    """Something a student can know, with the parameters of knowledge tracing."""

    OF = "course"

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="skills", verbose_name=pgettext_lazy("a field", "course")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    # Probabilities, as `BktParams` (tutor/domain/learning/mastery.py) takes them.
    p_init = models.FloatField(_("known at the start"), default=0.3)
    p_learn = models.FloatField(_("learned per try"), default=0.15)
    p_slip = models.FloatField(_("slips though known"), default=0.1)
    p_guess = models.FloatField(_("guesses though unknown"), default=0.2)
    needs = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="needed_by",
        verbose_name=_("needs"),
        help_text=_("Skills without which nobody can have this one. A pre-test is shorter for it."),
    )

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_skill_per_slug_in_a_course"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gt": 0, f"{name}__lt": 1}), name=f"skill_{name}_is_a_probability"
                )
                for name in ("p_init", "p_learn", "p_slip", "p_guess")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Misconception(Draftable, Translatable):
    """A wrong belief that answers of several questions show; questions name it by its slug."""

    OF = "course"

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="misconceptions", verbose_name=pgettext_lazy("a field", "course")
    )
    slug = models.SlugField(
        _("slug"), max_length=80, help_text=_("Questions and rules name it by this; it stays as it is.")
    )
    title = models.CharField(_("title"), max_length=160, help_text=_("As in: adds the denominators."))
    feedback = models.TextField(
        _("feedback"),
        blank=True,
        help_text=_(
            "Markdown. What students read where the answer that shows it has no feedback of its own."
        ),
    )

    class Meta:
        verbose_name = _("misconception")
        verbose_name_plural = _("misconceptions")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_misconception_per_slug_in_a_course")
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(Draftable, Translatable):
    """One sitting's worth of steps."""

    OF = "course"

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="lessons", verbose_name=pgettext_lazy("a field", "course")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_lesson_per_slug_in_a_course")
        ]

    def __str__(self) -> str:
        return self.title

    def numbered_steps(self) -> list[tuple[int, int, Said]]:
        """Return the number, key and title of each step, in order, counted from 1; one query.

        Titles are in the reader's language.
        """
        reader, own = reader_language(), self.own_language
        rows: Iterable[tuple[int, str, str | None]]
        if reader == own:
            rows = ((pk, title, None) for pk, title in self.steps.values_list("pk", "title"))
        else:
            rows = self.steps.values_list("pk", "title", KT(f"translations__{reader}__title"))
        return [
            (number, pk, say(title, {reader: {"title": translated}}, "title", own=own))
            for number, (pk, title, translated) in enumerate(rows, start=1)
        ]

    def step_numbers(self) -> dict[int, int]:
        """Return the numbers of the steps by their keys; one query."""
        return {pk: number for number, pk, _ in self.numbered_steps()}


class Image(models.Model):
    """A picture that the course's texts name as `images/<name>`; SVG is stored sanitised."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="images", verbose_name=pgettext_lazy("a field", "course")
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("As the texts name it, for example pizza.svg.")
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        help_text=_("What the picture tells, for those who cannot see it. Used where a text gives none."),
    )
    content_type = models.CharField(max_length=40, editable=False)
    data = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["course", "name"], name="one_image_per_name_in_a_course"),
            models.CheckConstraint(condition=~Q(alt=""), name="an_image_has_alternative_text"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where the image is served."""
        return _image_address(self.pk, self.name)

    @property
    def reference(self) -> str:
        """The name by which texts refer to it."""
        return image_reference(self.name)


def image_reference(name: str) -> str:
    """Return how texts refer to an image of their course."""
    return f"images/{name}"


@lru_cache(maxsize=4096)
def _image_address(pk: int, name: str) -> str:
    """Return where an image is served; every page of a course asks for all of its images."""
    return reverse("content:image", args=[pk, name])
