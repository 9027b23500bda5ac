"""`manage.py age_out_readings`: drop camera readings past their days, or say what would go."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tutor.services import readings


class Command(BaseCommand):
    """Drop what is old."""

    help = "Drops camera readings older than READING_DAYS; a server does so by itself every hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and drop nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Drop, or count."""
        days = settings.READING_DAYS
        if dry_run:
            self.stdout.write(f"{readings.count_expired_readings()} readings of over {days} days would go.")
            return
        gone = readings.drop_expired_readings()
        self.stdout.write(f"Dropped {gone.days} days and {gone.rows} single readings of over {days} days.")
