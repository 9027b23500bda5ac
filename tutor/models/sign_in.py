"""How people get in without a school's sign-on, and what was done to their accounts by others."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutor.models.classes import Classroom


class AccountState(models.Model):
    """What others decided about an account. Without a row: nothing."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_state")
    must_change_password = models.BooleanField(
        default=False, help_text=_("Somebody else set the password, and it has not been changed since.")
    )
    affect_hidden_before = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("What was kept of the camera before is shown nowhere: others could sign in then."),
    )
    merged_into = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("account state")
        verbose_name_plural = _("account states")

    def __str__(self) -> str:
        return f"account of {self.person}"


class AccountNotice(models.Model):
    """Something that others did to how a person signs in. The person is told of it, and can look it up."""

    class Kind(models.TextChoices):
        """What was done."""

        MADE = "made", _("The account was made")
        PASSWORD_RESET = "password_reset", _("A new password was given")
        PASSWORD_CHANGED = "password_changed", _("The password was changed")
        CARD_PRINTED = "card_printed", _("A sign-in card was printed")
        PICTURES_SET = "pictures_set", _("New pictures to sign in with were given")
        MERGED = "merged", _("Two accounts became one")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=310, blank=True, help_text=_("As it was then; empty: the person."))
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("account notice")
        verbose_name_plural = _("account notices")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class SignInCard(models.Model):
    """A printed card that signs one student in. Its code is on the card alone; here is a digest of it."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_cards")
    digest = models.CharField(max_length=64, unique=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    printed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text=_("When it last signed somebody in."))

    class Meta:
        verbose_name = _("sign-in card")
        verbose_name_plural = _("sign-in cards")
        ordering = ["-printed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_valid_card_per_student",
            )
        ]

    def __str__(self) -> str:
        return f"card of {self.student}"


class PictureSecret(models.Model):
    """Three pictures, in order, that sign one student in on a device that a teacher opened."""

    student = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="picture_secret")
    digest = models.CharField(max_length=64)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("picture secret")
        verbose_name_plural = _("picture secrets")

    def __str__(self) -> str:
        return f"pictures of {self.student}"


class OpenDevice(models.Model):
    """A browser on which the students of one class sign in by pictures, until `ends_at`."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="open_devices")
    digest = models.CharField(max_length=64, unique=True, help_text=_("Of the secret in its cookie."))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("open device")
        verbose_name_plural = _("open devices")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"device of {self.classroom}"


class AccountMerge(models.Model):
    """Two accounts of one student that became one."""

    kept = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="merges")
    closed = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="merged_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict, help_text=_("How many rows moved, by table."))

    class Meta:
        verbose_name = _("account merge")
        verbose_name_plural = _("account merges")

    def __str__(self) -> str:
        return f"{self.closed} into {self.kept}"


class YearEnd(models.Model):
    """A school year that was ended: what was done, so that it can be undone."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    done = models.JSONField(default=dict, help_text=_("Keys: classes archived and made, accounts closed."))

    class Meta:
        verbose_name = _("year end")
        verbose_name_plural = _("year ends")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"year's end of {self.made_at:%Y-%m-%d}"
