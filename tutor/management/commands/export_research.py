"""`manage.py export_research FILE`: numbers for research, of those who agreed to it."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutor.queries.research import COLUMNS, export_rows
from tutor.services.audit.acts import note_act


class Command(BaseCommand):
    """Write the file."""

    help = "Writes a CSV file: a row for each step that an agreeing student took, by chance in each step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to write."""
        parser.add_argument("out", type=Path)

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        """Write, and say how much."""
        if not settings.RESEARCH_EXPORT:
            raise CommandError("RESEARCH_EXPORT is off: nobody was asked, so there is nothing to hand on")
        rows = list(export_rows())
        with out.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        note_act(actor=None, action="exported", what=f"numbers for research, {len(rows)} rows")
        self.stdout.write(
            f"{len(rows)} rows of students who agreed; steps of fewer than {settings.MIN_GROUP} are left "
            "out, and so is what would set one row apart."
        )
