"""The tutor app."""

from django.apps import AppConfig


class TutorConfig(AppConfig):
    """Registers the tutor app."""

    name = "tutor"
    verbose_name = "Learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give authors recordings and the students' page, let clips in Redis expire, see who signs out."""
        from content.lab.recordings import register_source
        from content.student_page import present_with
        from tutor import fleeting, sign_out  # noqa: F401  (they connect signals)
        from tutor.lab_recordings import recordings_of
        from tutor.previews import present_preview

        register_source(recordings_of)
        present_with(present_preview)
