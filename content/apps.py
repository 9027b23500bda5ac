"""The app's configuration."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Courses, lessons, steps, variants, questions and rules."""

    name = "content"
    verbose_name = "Courses and rules"
