"""The app's configuration."""

from django.apps import AppConfig
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from content.language import translate_with


class ContentConfig(AppConfig):
    """Courses, lessons, steps, variants, questions and rules."""

    name = "content"
    verbose_name = _("Courses and rules")

    def ready(self) -> None:
        """Let pure modules speak the reader's language."""
        translate_with(translation)
