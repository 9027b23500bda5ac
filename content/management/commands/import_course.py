"""manage.py import_course SOURCE: brings a course into the database, this system's or another's."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from content.authoring.imports import Outcome, import_reading, plan, report_of
from content.authoring.prepared import find_course
from content.authoring.uploads import overwritten_by
from content.authoring.versions import FileChange
from content.coursefiles import BadCourseFiles
from content.coursefiles.documents import CREDITS
from content.coursefiles.lined import is_slug
from content.exchange.bounded_reading import ReadingStopped, read_path
from content.exchange.readers import FORMATS, Reading
from content.models import Course

_Imported = tuple[Outcome, Course | None]
"""What became of a course of the source, and the course, unless nothing was to change."""


class Command(BaseCommand):
    """Imports a course, all of it or nothing. Importing it again changes only what changed."""

    help = "Import a course from a folder, a zip or a file, and report what was taken, changed and skipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("source", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), help="Default: what the source looks like.")
        parser.add_argument("--course", metavar="SLUG", help="The course that it becomes, or comes into.")
        parser.add_argument(
            "--part", metavar="NAME", help="Of several courses in the source, this one; default: all."
        )
        parser.add_argument(
            "--licence",
            metavar="TEXT",
            help="The licence of all that has none of its own, such as 'CC BY 4.0'.",
        )
        parser.add_argument("--owner", metavar="USERNAME", help="Whose course it is; default: as it was.")
        parser.add_argument("--dry-run", action="store_true", help="Report, and change nothing.")
        parser.add_argument("--json", type=Path, metavar="OUT", help="Write the report to this file.")
        parser.add_argument(
            "--publish", action="store_true", help="Show it to students; it must be complete."
        )
        parser.add_argument(
            "--if-missing", action="store_true", help="Do nothing if a course with this slug is there."
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Import it even over what authors changed in the admin since it was last imported.",
        )

    def handle(self, *, source: Path, owner: str | None, **options: Any) -> None:
        """Read the source, and store what it says."""
        user = _find_user(owner) if owner else None
        readings = _read(source, **options).each()
        if options["if_missing"]:
            readings = tuple(one for one in readings if not self._is_there(one))
        if not options["dry_run"]:
            # All of them before the first is stored: each course is a transaction of its own.
            for reading in readings:
                _refuse_to_overwrite(reading, options["overwrite"])
        outcomes = [self._import(reading, user, source.name, options) for reading in readings]
        if outcomes:
            self._report(outcomes, options["json"])

    def _is_there(self, reading: Reading) -> bool:
        known = find_course(reading.course.slug)
        if known is not None:
            self.stdout.write(f"{reading.course.title}: there already, left as it is")
        return known is not None

    def _import(self, reading: Reading, user: Any, name: str, options: dict[str, Any]) -> _Imported:
        outcome = plan(reading, name=name, overwrite=options["overwrite"])
        if options["dry_run"] or not reading.counts()["courses"]:
            return outcome, None
        done = import_reading(
            reading,
            by=user,
            owner=user,
            name=name,
            overwrite=options["overwrite"],
            to_publish=options["publish"],
        )
        return done.outcome, done.course

    def _report(self, imported: list[_Imported], out: Path | None) -> None:
        report = report_of([outcome for outcome, _ in imported])
        if out is not None:
            out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for item in report["skipped"]:
            self.stdout.write(f"skipped: {item['where']}: {item['reason']}")
        for note in report["notes"]:
            self.stdout.write(note)
        if not report["courses"]:
            raise CommandError("there is nothing in it that can be taken; nothing was changed")
        for outcome, course in imported:
            if outcome.reading.counts()["courses"]:
                self._say(outcome.reading, course)

    def _say(self, reading: Reading, course: Course | None) -> None:
        counts = reading.counts()
        done = "loaded" if course else "would be loaded; nothing was changed"
        title = course.title if course else reading.course.title
        self.stdout.write(f"{title}: {counts['lessons']} lessons, {counts['steps']} steps {done}")
        if course is not None and course.draft_of is not None:
            self.stdout.write("students see it as it was until it is published; --publish does so")


def _read(source: Path, **options: Any) -> Reading:
    slug = options["course"] or ""
    if slug and not is_slug(slug):
        raise CommandError(f"a course's slug has lower-case letters, digits and hyphens: {slug!r}")
    wanted = {
        "course": slug,
        "complete": options["publish"],
        "licence": (options["licence"] or "").strip(),
        "part": (options["part"] or "").strip(),
    }
    if len(wanted["licence"]) > CREDITS["licence"]:
        raise CommandError(f"a licence has at most {CREDITS['licence']} characters")
    try:
        return read_path(source, format_name=options["format"] or "", **wanted)
    except BadCourseFiles as error:
        raise CommandError(f"{source} is refused, nothing was changed:\n{error}") from None
    except ReadingStopped as stopped:
        raise CommandError(f"{source} was not read, nothing was changed. {stopped}") from None


def _refuse_to_overwrite(reading: Reading, may_overwrite: bool) -> None:
    """Refuse a whole course over newer work; other sources leave what authors changed."""
    changes = overwritten_by(reading.course) if reading.is_whole and not may_overwrite else []
    if changes:
        raise CommandError(_newer_work(reading.course.title, changes))


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
