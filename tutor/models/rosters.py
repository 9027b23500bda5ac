"""Who was in a class, and why no longer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutor.models.classes import Classroom


class PastEnrolment(models.Model):
    """A place that a student had in a class: who leaves is archived here, and can be returned."""

    class Reason(models.TextChoices):
        """Why the place ended."""

        TEACHER = "teacher", _("A teacher took the student off the list")
        ROSTER = "roster", _("No longer on the school’s list")
        LMS = "lms", _("No longer in the course of the LMS")
        YEAR_END = "year_end", _("The school year ended")
        MERGED = "merged", _("Two accounts became one")
        UNDONE = "undone", _("What had seated the student was undone")

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="past_enrolments")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_enrolments")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=10, choices=Reason.choices)

    class Meta:
        verbose_name = _("past enrolment")
        verbose_name_plural = _("past enrolments")
        ordering = ["left_at", "pk"]

    def __str__(self) -> str:
        return f"{self.student} left {self.classroom}"


class RosterSource(models.Model):
    """Where a list of people and classes comes from: the files of a school, or a roster server.

    A server's secret is in the environment (`ONEROSTER_SECRETS`), under the slug, and never here.
    """

    class Kind(models.TextChoices):
        """How the list comes."""

        FILE = "file", _("Files")
        ONEROSTER = "oneroster", _("OneRoster server")

    class Version(models.TextChoices):
        """Which OneRoster the server speaks."""

        V1P1 = "1.1", _("OneRoster 1.1")
        V1P2 = "1.2", _("OneRoster 1.2")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    version = models.CharField(max_length=3, choices=Version.choices, default=Version.V1P1)
    address = models.URLField(blank=True, help_text=_("Such as https://sis.example.org/ims/oneroster/v1p1"))
    token_address = models.URLField(blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    school = models.CharField(
        max_length=200, blank=True, help_text=_("The server’s id of one school; empty for all.")
    )
    is_on = models.BooleanField(default=True, help_text=_("Brought in every night."))
    most_leaving = models.PositiveSmallIntegerField(
        default=25, help_text=_("Percent of people or classes that may leave at once without a question.")
    )
    full_every_days = models.PositiveSmallIntegerField(
        default=1, help_text=_("Days between two readings of the whole list; in between, changes alone.")
    )
    tried_at = models.DateTimeField(null=True, blank=True)
    # Until when the server's changes are known, by its clock; and when the whole list was last read.
    read_until = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("roster source")
        verbose_name_plural = _("roster sources")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class RosterPerson(models.Model):
    """Which account a source's id of a person means."""

    source = models.ForeignKey(RosterSource, models.CASCADE, related_name="people")
    key = models.CharField(max_length=255)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roster_ids")
    # Closed by the list. What somebody has closed by hand stays closed.
    is_retired = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("roster person")
        verbose_name_plural = _("roster people")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="roster_person_key_once"),
            models.UniqueConstraint(fields=["source", "person"], name="roster_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.source}"


class RosterClass(models.Model):
    """Which class a source's id of a class means."""

    source = models.ForeignKey(RosterSource, models.CASCADE, related_name="classes")
    key = models.CharField(max_length=255)
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="roster_ids")
    # Archived by the list, likewise.
    is_retired = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("roster class")
        verbose_name_plural = _("roster classes")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="roster_class_key_once"),
            models.UniqueConstraint(fields=["source", "classroom"], name="roster_class_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.source}"


class RosterRun(models.Model):
    """A list that was looked at, and what became of it."""

    class State(models.TextChoices):
        """How far a run is."""

        READING = "reading", _("Being read")
        ASKED = "asked", _("Waits for your answer")
        DONE = "done", _("Done")
        DROPPED = "dropped", pgettext_lazy("of a list", "Left")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    source = models.ForeignKey(RosterSource, models.CASCADE, related_name="runs")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    about = models.JSONField(default=dict, help_text=_("How it was read, for people."))
    # Emptied once it is decided, and after a day: it holds names.
    wanted = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("roster run")
        verbose_name_plural = _("roster runs")
        ordering = ["-made_at", "-pk"]
        constraints = [
            # A second pull of one source waits for the first.
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(state="reading"), name="one_reading_per_roster_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.made_at:%Y-%m-%d %H:%M}"


class RosterChange(models.Model):
    """One thing that a run did, with what it takes to undo it; nothing else of a person."""

    run = models.ForeignKey(RosterRun, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="roster_changes"
    )
    classroom = models.ForeignKey(Classroom, models.CASCADE, null=True, related_name="roster_changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    kept_because = models.CharField(max_length=20, blank=True, help_text=_("Why an undo left it."))

    class Meta:
        verbose_name = _("roster change")
        verbose_name_plural = _("roster changes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.run_id}"
