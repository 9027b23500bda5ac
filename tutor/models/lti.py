"""What an LMS has to do with accounts, classes and lessons here, beside django-lti's own tables.

django-lti knows what the LMS calls things: platforms, deployments, subjects, contexts, links. These rows say
what they are here. Names and e-mail addresses of people stay out of django-lti's tables.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.language import gettext, with_names
from content.models import Course, Lesson
from tutor.models.classes import Classroom
from tutor.models.people import User

# Some platforms' addresses are longer than the 200 characters of a plain field.
ADDRESS = 2000


class LtiPlatform(models.Model):
    """What an administrator allows a platform, beside where it is."""

    registration = models.OneToOneField(
        "lti_tool.LtiRegistration", models.CASCADE, related_name="platform", verbose_name=_("registration")
    )
    accepts_new_deployments = models.BooleanField(
        _("accepts new deployments"),
        default=False,
        help_text=_(
            "Each place in the LMS where it is installed is a deployment. Without this, launches of one that "
            "is not in the list are refused, and it appears there, to be allowed."
        ),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered by"),
    )

    class Meta:
        verbose_name = _("what a platform may do")
        verbose_name_plural = _("what platforms may do")

    def __str__(self) -> str:
        return str(self.registration)


class LtiAccount(models.Model):
    """Whose account a subject of a platform signs in to; no row until its first launch."""

    lti_user = models.OneToOneField(
        "lti_tool.LtiUser", models.CASCADE, related_name="account", verbose_name=_("LTI user")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="lti_accounts",
        verbose_name=pgettext_lazy("a field", "user"),
    )
    was_made_here = models.BooleanField(
        _("was made here"),
        default=True,
        help_text=_("The account was made by the first launch, and not linked by its owner."),
    )
    asked_role = models.CharField(
        _("asks to be"),
        max_length=10,
        choices=User.Role.choices,
        blank=True,
        help_text=_("The LMS calls this person more than the account here is. An administrator decides."),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    linked_at = models.DateTimeField(_("linked at"), null=True, blank=True)
    launched_at = models.DateTimeField(_("launched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("account from an LMS")
        verbose_name_plural = _("accounts from an LMS")

    def __str__(self) -> str:
        return with_names(gettext("%(user)s by %(account)s"), {"user": self.user, "account": self.lti_user})


class LtiClass(models.Model):
    """The class of a context, and where the platform answers about it."""

    context = models.OneToOneField("lti_tool.LtiContext", models.CASCADE, related_name="lti_class")
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="lti_classes")
    members_url = models.URLField(max_length=ADDRESS, blank=True, help_text=_("Of its people (NRPS)."))
    line_items_url = models.URLField(max_length=ADDRESS, blank=True, help_text=_("Of its columns (AGS)."))
    scopes = models.JSONField(default=list, blank=True, help_text=_("What the platform lets us do (AGS)."))
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("class of an LMS")
        verbose_name_plural = _("classes of an LMS")

    def __str__(self) -> str:
        return f"{self.classroom} of {self.context}"


class LtiLink(models.Model):
    """Where a link of an LMS leads; nowhere yet while it has no course."""

    resource_link = models.OneToOneField("lti_tool.LtiResourceLink", models.CASCADE, related_name="lti_link")
    course = models.ForeignKey(Course, models.SET_NULL, null=True, blank=True, related_name="lti_links")
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="lti_links")
    is_led = models.BooleanField(
        default=False,
        help_text=_("The teacher leads it with the class: students go to what the class is at now."),
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link of an LMS")
        verbose_name_plural = _("links of an LMS")
        constraints = [
            models.CheckConstraint(
                condition=Q(lesson__isnull=True) | Q(course__isnull=False), name="lti_lesson_has_its_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_link}: {self.lesson or self.course or '-'}"


class LtiRegistrationLink(models.Model):
    """Lets whoever holds it register one platform, once, for some days."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    registration = models.ForeignKey(
        "lti_tool.LtiRegistration", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("registration link")
        verbose_name_plural = _("registration links")
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"registration link of {self.made_by}"
