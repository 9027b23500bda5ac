"""`manage.py age_out`: let go what the settings keep no longer, or say what would go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tutor.services import ageing


class Command(BaseCommand):
    """Let go what is old."""

    help = (
        "Lets go readings, unused accounts, archived classes and log entries; a server does so every night."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and change nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Say what goes, by kind, and let it go unless asked not to."""
        now = timezone.now()
        for due in ageing.count_due(now=now):
            after = f"after {due.days} days" if due.days else "never"
            self.stdout.write(f"{due.count:7} {due.kind} ({due.setting}: {after})")
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        ageing.age_out(now=now)
        self.stdout.write("All of it is gone.")
