from django.apps import AppConfig


class SchoolConfig(AppConfig):
    """Puts our stand-ins where the consumer looks for the larger platform."""

    name = "school"

    def ready(self) -> None:
        from lti_consumer.plugin import compat

        from school import larger_platform

        for name in larger_platform.STANDS_IN_FOR:
            setattr(compat, name, getattr(larger_platform, name))
