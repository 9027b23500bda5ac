"""manage.py load_course PATH: brings a course folder or zip into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from content.authoring.uploads import find_course, import_files, overwritten_by
from content.authoring.versions import FileChange
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.archives import files_in_folder, files_in_zip


class Command(BaseCommand):
    """Loads a course, all of it or nothing. Loading it again changes only what changed."""

    help = "Load a course from a folder or a zip. Refuses bad files with 'file:line: reason'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--owner", metavar="USERNAME", help="Whose course it is; default: as it was.")
        parser.add_argument(
            "--publish", action="store_true", help="Show it to students; it must be complete."
        )
        parser.add_argument(
            "--if-missing", action="store_true", help="Do nothing if a course with this slug is there."
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Load it even over work that was done in the admin since it was last loaded.",
        )

    def handle(
        self, *, path: Path, owner: str | None, publish: bool, if_missing: bool, overwrite: bool, **_: Any
    ) -> None:
        """Read the files, check them, store them."""
        user = _find_user(owner) if owner else None
        try:
            files = (
                files_in_zip(path.read_bytes(), name=path.name) if path.is_file() else files_in_folder(path)
            )
            doc = read_course(files, complete=publish)
        except BadCourseFiles as error:
            raise CommandError(f"{path} is refused, nothing was changed:\n{error}") from None
        if if_missing and find_course(doc.slug):
            self.stdout.write(f"{doc.title}: there already, left as it is")
            return
        changes = [] if overwrite else overwritten_by(doc)
        if changes:
            raise CommandError(_newer_work(doc.title, changes))
        course = import_files(doc, by=user, owner=user, to_publish=publish)
        for name in files.ignored:
            self.stdout.write(f"left out, as it belongs to no course: {name}")
        steps = sum(len(lesson.steps) for lesson in doc.lessons)
        self.stdout.write(f"{doc.title}: {len(doc.lessons)} lessons, {steps} steps loaded")
        if course.draft_of is not None:
            self.stdout.write("students see it as it was until it is published; --publish does so")


def _newer_work(title: str, changes: list[FileChange]) -> str:
    paths = "\n".join(f"{change.path}: {change.what}" for change in changes)
    return (
        f"{title} was worked on since it was last loaded; nothing was changed. --overwrite loads it all "
        f"the same (the state of now stays in its history). It would change:\n{paths}"
    )


def _find_user(username: str) -> Any:
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"there is no user called {username!r}")
    return user
