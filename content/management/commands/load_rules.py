"""manage.py load_rules PATH: brings the site's rules into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.coursefiles import BadCourseFiles, read_rules
from content.exchange.importing import save_rules


class Command(BaseCommand):
    """Loads rules that hold in every course."""

    help = "Load the site's rules from a YAML file. Rules of other slugs stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--if-missing", action="store_true", help="Leave rules that are there as their authors left them."
        )

    def handle(self, *, path: Path, if_missing: bool, **_: Any) -> None:
        """Read the file, check it, store its rules."""
        try:
            docs = read_rules(path.read_text(encoding="utf-8"), file=path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from None
        except BadCourseFiles as error:
            raise CommandError(f"{path} is refused, nothing was changed:\n{error}") from None
        save_rules(docs, course=None, keep_known=if_missing)
        self.stdout.write(f"{len(docs)} site rules loaded")
