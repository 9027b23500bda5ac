"""What several models share."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.language import Said, gettext, of_texts
from content.texts.credits import Credit, read_credit
from content.translations.kept import has_words

M = TypeVar("M", bound=models.Model)


class CurrentManager(models.Manager[M]):
    """Leaves out what was archived."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return the rows that are still part of the course."""
        return super().get_queryset().filter(archived_at__isnull=True)


class Archivable(models.Model):
    """A part of a course that students may have used.

    Taking it out of the course archives it: `objects` and related managers leave it out, while
    answers, visits and mastery that point at it stay whole. Bringing the same slug back revives it.
    """

    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = CurrentManager()
    all_objects = models.Manager()  # noqa: DJ012 (a manager, which the rule takes for a field)

    class Meta:
        abstract = True

    def archive(self) -> None:
        """Take it out of the course without losing what students did with it."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def take_archived_place(self) -> None:
        """Become the archived part of the same name, if there is one, without the parts that one had."""
        for twins in self._archived_twins():
            twin = twins.first()
            if twin is not None:
                # So that saving updates the archived row, and its name is not found taken by itself.
                self.pk, self._state.adding = twin.pk, False
                self.origin_id = getattr(twin, "origin_id", None)
                for related in self._meta.related_objects:
                    if issubclass(related.related_model, Archivable) and related.one_to_many:
                        archive_all(getattr(twin, str(related.get_accessor_name())).all())

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Refuse to rename a part to what an archived one is called; a new part takes that one's place.

        Raises:
            ValidationError: another row has this name, in the course or taken out of it.
        """
        super().validate_constraints(exclude=set(exclude or ()))
        if not self._state.adding and any(twins.exists() for twins in self._archived_twins()):
            name = "slug" if hasattr(self, "slug") else "kind"
            raise ValidationError(
                {name: gettext("A part that was taken away has this name, and students' work hangs on it.")}
            )

    def _archived_twins(self) -> Iterator[models.QuerySet[Any]]:
        """Yield the archived rows whose name within the parent this one has."""
        for constraint in self._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
                key = {field: getattr(self, field) for field in constraint.fields}
                yield type(self).all_objects.filter(**key, archived_at__isnull=False).exclude(pk=self.pk)


class Credited(models.Model):
    """What may come from somebody else's work."""

    source = models.CharField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("Where it comes from: an address, or an address and a name as in https://… <Name>."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=200,
        blank=True,
        help_text=_("Under which others may use it, such as CC BY 4.0. Shown to students with the source."),
    )

    class Meta:
        abstract = True

    @property
    def source_credit(self) -> Credit:
        """The source as a page shows it."""
        return read_credit(self.source)

    @property
    def licence_credit(self) -> Credit:
        """The licence as a page shows it."""
        return read_credit(self.licence)


def reader_language() -> str:
    """Return the language of whoever reads, as texts of courses know it."""
    return of_texts(get_language() or "en")


class SaidTexts:
    """A row's texts in the reader's language: `said.title`."""

    def __init__(self, row: "Translatable") -> None:
        self._row = row

    def __getattr__(self, name: str) -> Said:
        return self._row.say(name)


class Translatable(models.Model):
    """A part of a course whose texts may be there in further languages."""

    # By language, as `content.translations` has it; what does not stand there is said as it was written.
    translations = models.JSONField(default=dict, db_default={}, blank=True, editable=False)

    OF = ""
    """The field that leads to what it is a part of."""

    class Meta:
        abstract = True

    @property
    def said(self) -> SaidTexts:
        """Its texts in the reader's language."""
        return SaidTexts(self)

    @property
    def own_language(self) -> str:
        """The language of its course; empty where the course is not at hand: no query is made for it."""
        above = self._state.fields_cache.get(self.OF)
        return str(above.own_language) if above is not None else ""

    def say(self, field: str) -> Said:
        """Return one of its texts in the reader's language, else in its author's."""
        return say(getattr(self, field), self.translations, field, own=self.own_language)


def say(original: str, translations: Mapping[str, Any], field: str, *, own: str) -> Said:
    """Return a text in the reader's language, else as it was written, in the language `own`."""
    reader = reader_language()
    translated = None if reader == own else translations.get(reader, {}).get(field)
    if translated:
        return Said(translated, original=original, language=reader, is_translation=True)
    return Said(original, language=own if has_words(original) else "")


class Draftable(Archivable):
    """A part that a draft has a row of its own for."""

    origin = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("In a draft: the published course's row that this one becomes."),
    )

    class Meta:
        abstract = True


def archive_all(parts: Iterable[Archivable]) -> None:
    """Archive each of several parts."""
    for part in parts:
        part.archive()
