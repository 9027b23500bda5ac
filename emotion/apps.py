"""The `emotion` app: no models, no database."""

from django.apps import AppConfig


class EmotionConfig(AppConfig):
    """Registers the app's task and commands."""

    name = "emotion"
