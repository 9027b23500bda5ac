"""What an LMS is told of learning, and what it tells of who is in a class."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Course, Lesson
from tutor.models.lti import ADDRESS, LtiAccount, LtiClass


class LineItem(models.Model):
    """A column in the gradebook of an LMS, of one lesson or, without one, of a whole course."""

    class Problem(models.TextChoices):
        """Why there is no column."""

        NONE_GIVEN = "none_given", _("The LMS has no column for this, and does not let us make one.")
        SHARED = "shared", _("The only column that the LMS gives belongs to another lesson.")

    lti_class = models.ForeignKey(LtiClass, models.CASCADE, related_name="line_items")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, blank=True, related_name="+")
    resource_link = models.ForeignKey(
        "lti_tool.LtiResourceLink",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "The link in the LMS that the column is of. Lessons reached by a course's link have none."
        ),
    )
    offered_url = models.URLField(
        max_length=ADDRESS,
        blank=True,
        help_text=_("The column that the last launch named; not looked at yet."),
    )
    url = models.URLField(max_length=ADDRESS, blank=True, help_text=_("Empty until it is found or made."))
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    claimed_until = models.DateTimeField(
        default=timezone.now, help_text=_("Until then one worker looks for it, so that no two make one.")
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("column of an LMS")
        verbose_name_plural = _("columns of an LMS")
        ordering = ["course", "lesson__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lti_class", "resource_link", "course", "lesson"],
                condition=Q(resource_link__isnull=False, lesson__isnull=False),
                name="one_column_for_a_link_and_lesson",
            ),
            models.UniqueConstraint(
                fields=["lti_class", "resource_link", "course"],
                condition=Q(resource_link__isnull=False, lesson__isnull=True),
                name="one_column_for_a_link_and_course",
            ),
            models.UniqueConstraint(
                fields=["lti_class", "lesson"],
                condition=Q(resource_link__isnull=True),
                name="one_column_for_a_lesson_without_link",
            ),
            models.CheckConstraint(
                condition=Q(resource_link__isnull=False) | Q(lesson__isnull=False),
                name="column_has_a_link_or_a_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson or self.course} in {self.lti_class}"


class ScoreLine(models.Model):
    """One student's place in one column: what waits to be told, and what was told.

    It waits while `due_at` is set. `changes` counts every reason to look again, so that one that comes while
    a score is on its way is not lost; only the newest score is ever sent.
    """

    class Problem(models.TextChoices):
        """Why the last try did not succeed."""

        AWAY = "away", _("The LMS cannot be reached, or has an error of its own.")
        BUSY = "busy", _("The LMS asks us to slow down.")
        NO_TOKEN = "no_token", _("The LMS does not let us in: the tool may have to be set up again there.")
        FORBIDDEN = "forbidden", _("The LMS does not let us write scores here.")
        NO_COLUMN = "no_column", _("There is no column for it.")
        NO_PERSON = "no_person", _("The LMS does not know this student in its course.")
        OUTDATED = "outdated", _("The LMS has a newer score already, and keeps that.")
        REFUSED = "refused", _("The LMS does not take this score.")
        GARBLED = "garbled", _("The LMS answers in a way that makes no sense.")

    item = models.ForeignKey(LineItem, models.CASCADE, related_name="scores")
    account = models.ForeignKey(LtiAccount, models.CASCADE, related_name="score_lines")
    changes = models.PositiveIntegerField(default=0)
    waits_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text=_("Empty: nothing waits."))
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    best = models.FloatField(null=True, blank=True, help_text=_("The highest score so far, from 0 to 1."))
    stamp = models.DateTimeField(
        null=True, blank=True, help_text=_("The time that the last try bore. Times only grow.")
    )
    sent_score = models.FloatField(null=True, blank=True, help_text=_("From 0 to 1."))
    sent_progress = models.CharField(
        max_length=20, blank=True, help_text=_("Empty: nothing was sent, or it is to be sent again.")
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("score for an LMS")
        verbose_name_plural = _("scores for an LMS")
        constraints = [models.UniqueConstraint(fields=["item", "account"], name="one_score_in_a_column")]

    def __str__(self) -> str:
        return f"{self.account}: {self.item}"


class RosterPull(models.Model):
    """When the people of a class were last fetched from its LMS, and what came of it."""

    class Problem(models.TextChoices):
        """Why it did not succeed."""

        AWAY = "away", _("The LMS cannot be reached, or has an error of its own.")
        BUSY = "busy", _("The LMS asks us to slow down.")
        NO_TOKEN = "no_token", _("The LMS does not let us in: the tool may have to be set up again there.")
        FORBIDDEN = "forbidden", _("The LMS does not show us who is in this course.")
        GARBLED = "garbled", _("The LMS answers in a way that makes no sense.")
        EMPTY = "empty", _("The LMS says that nobody is in this course. Nothing was changed.")
        CLOSED = "closed", _("The class is archived. Nothing was changed.")

    lti_class = models.OneToOneField(LtiClass, models.CASCADE, related_name="pull")
    asked_at = models.DateTimeField(default=timezone.now)
    is_waiting = models.BooleanField(default=True, help_text=_("Asked for, or under way."))
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    members = models.PositiveIntegerField(default=0, help_text=_("How many the LMS named, so far."))
    new = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("roster of an LMS")
        verbose_name_plural = _("rosters of an LMS")

    def __str__(self) -> str:
        return f"roster of {self.lti_class}"
