"""The tutor app."""

from django.apps import AppConfig


class TutorConfig(AppConfig):
    """Registers the tutor app."""

    name = "tutor"
    verbose_name = "Learning"
    default_auto_field = "django.db.models.BigAutoField"
