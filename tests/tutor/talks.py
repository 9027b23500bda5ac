"""What happens while a class talks something over."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tutor.models import GroupPrompt, Post
from tutor.services.teaching import posts

HTMX = {"HTTP_HX_REQUEST": "true"}


def write(sitting, words="Two of four.", submission_id=None) -> Post:
    return posts.add_post(sitting=sitting, submission_id=submission_id or uuid4(), words=words)


def end_time(prompt) -> None:
    GroupPrompt.objects.filter(pk=prompt.pk).update(ends_at=timezone.now() - timedelta(seconds=10))
