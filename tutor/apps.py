"""The tutor app."""

from django.apps import AppConfig


class TutorConfig(AppConfig):
    """Registers the tutor app."""

    name = "tutor"
    verbose_name = "Learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer recorded sittings to the rule lab, let clips in Redis expire, and see who signs out."""
        from content.lab.recordings import register_source
        from tutor import fleeting, sign_out  # noqa: F401  (they connect signals)
        from tutor.lab_recordings import recordings_of

        register_source(recordings_of)
