"""Who people are, and the grades they got."""

import uuid

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """A person of the school's one course."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, default="student")
    is_enrolled = models.BooleanField(default=True)
    external_user_id = models.UUIDField(unique=True, default=uuid.uuid4)


class Grade(models.Model):
    """What the gradebook shows for one person in one block."""

    location = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grades")
    earned = models.FloatField()
    possible = models.FloatField()
    comment = models.TextField(blank=True)
