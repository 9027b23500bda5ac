"""Make a new key for what is sent to learning platforms."""

from typing import Any

from django.core.management.base import BaseCommand

from tutor.services.lti import keys


class Command(BaseCommand):
    """Publishes a new key, which signs an hour later, and retires those that are no longer needed."""

    help = "Publish a new LTI key, which signs an hour later, and retire keys that are no longer needed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        key = keys.rotate()
        self.stdout.write(f"Published {key}. It signs in an hour; no platform need be told.")
