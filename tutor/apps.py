"""The tutor app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TutorConfig(AppConfig):
    """Registers the tutor app."""

    name = "tutor"
    verbose_name = _("Learning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give authors recordings and the students' page, let clips in Redis expire, see who signs out."""
        from content.authoring.publishing import tell_use_with
        from content.authoring.student_page import present_questions_with, present_with
        from content.lab.recordings import register_source
        from tutor.live import clip_expiry, sign_out  # noqa: F401  (they connect signals)
        from tutor.ops import device_files  # noqa: F401  (it registers a check)
        from tutor.presenters.previews import present_preview, present_question_preview
        from tutor.queries.lab_recordings import recordings_of
        from tutor.queries.selectors import use_of
        from tutor.services.audit import changes, sign_ons
        from tutor.views.accounts import signing_in  # noqa: F401  (it connects a signal)

        changes.connect()
        sign_ons.connect()
        register_source(recordings_of)
        tell_use_with(use_of)
        present_with(present_preview)
        present_questions_with(present_question_preview)
