"""manage.py export_course SLUG PATH: writes a course as a folder, or as a zip if PATH ends in .zip."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.exchange.exporting import course_files, zip_files
from content.models import Course


class Command(BaseCommand):
    """Writes a course, images and rules included, so that `import_course` gives it back."""

    help = "Write a course as a folder, or as a zip if PATH ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("slug")
        parser.add_argument("path", type=Path)

    def handle(self, *, slug: str, path: Path, **_: Any) -> None:
        """Write the files."""
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            raise CommandError(f"there is no course called {slug!r}")
        if path.exists():
            raise CommandError(f"{path} is there already; name a new folder or zip")
        # What authors see, as Export in the admin: of a published course with a draft, the draft.
        files = course_files(Course.all_objects.filter(draft_of=course).first() or course)
        if path.suffix == ".zip":
            path.write_bytes(zip_files(files, folder=slug))
        else:
            _write_folder(path, files)
        self.stdout.write(f"{course.title}: {len(files)} files written")


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
