"""manage.py fit_mastery: learns the parameters of knowledge tracing from what students answered."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from rich.progress import Progress

from content.models import Course, Skill
from tutor.domain.learning.mastery import BktParams
from tutor.domain.learning.mastery_fit import NAMES, Fit, fit_skill, log_likelihood
from tutor.queries.mastery_data import (
    BadAnswerFile,
    Sequences,
    params_of,
    read_sequences,
    sequences_of,
    skills_by_slug,
)


class Command(BaseCommand):
    """Fits each skill's four parameters, tells what changed, and stores them if asked to."""

    help = "Fit known, learn, slip and guess of each skill to the answers in the database or a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("--course", metavar="SLUG", help="Only this course; default: all.")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="Columns student, skill, correct.")
        parser.add_argument("--write", action="store_true", help="Store what was fitted in the skills.")
        parser.add_argument("--restarts", type=int, default=8, help="Searches from random places besides.")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *, csv: Path | None, course: str | None, write: bool, **options: Any) -> None:
        """Read the answers, fit, report, store."""
        if csv and write and not course:
            raise CommandError("--write with --csv needs --course: whose skills are these?")
        courses = [_find_course(course)] if course else list(Course.objects.all())
        if csv:
            self._fit(_read_file(csv), courses[0] if course else None, write=write, **options)
            return
        for found in courses:
            self.stdout.write(f"{found.title}")
            self._fit(sequences_of(found), found, write=write, **options)

    def _fit(
        self, sequences: Sequences, course: Course | None, *, write: bool, restarts: int, seed: int, **_: Any
    ) -> None:
        skills = skills_by_slug(course) if course else {}
        names = sorted(skills or sequences)
        fits: dict[str, Fit] = {}
        with Progress(transient=True) as progress:
            task = progress.add_task("Fitting", total=len(names) * (restarts + 1))
            for done, name in enumerate(names, start=1):
                fits[name] = fit_skill(
                    sequences.get(name, []),
                    start=params_of(skills[name]) if name in skills else BktParams(),
                    restarts=restarts,
                    seed=seed,
                    on_start=lambda: progress.advance(task),
                )
                progress.update(task, completed=done * (restarts + 1))
        for name, fit in fits.items():
            before = params_of(skills[name]) if name in skills else BktParams()
            self.stdout.write(f"  {name}: {_describe(fit, before, sequences.get(name, []))}")
        if write:
            self.stdout.write(f"  {_store(skills, fits)} skills stored")


def _find_course(slug: str) -> Course:
    course: Course | None = Course.objects.filter(slug=slug).first()
    if course is None:
        raise CommandError(f"there is no course called {slug!r}")
    return course


def _read_file(path: Path) -> Sequences:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return read_sequences(file)
    except (OSError, UnicodeDecodeError, BadAnswerFile) as error:
        raise CommandError(f"{path}: {error}") from None


def _describe(fit: Fit, before: BktParams, sequences: list[list[bool]]) -> str:
    if not fit.is_fitted:
        return f"left as it is, {fit.reason}"
    changes = ", ".join(
        f"{name} {getattr(before, name):.3f} → {getattr(fit.params, name):.3f}" for name in NAMES
    )
    per_answer = [value / fit.answers for value in (log_likelihood(sequences, before), fit.log_likelihood)]
    return (
        f"{changes}; {fit.students} students, {fit.answers} answers, "
        f"log-likelihood an answer {per_answer[0]:.4f} → {per_answer[1]:.4f}"
    )


@transaction.atomic
def _store(skills: dict[str, Skill], fits: dict[str, Fit]) -> int:
    fitted = [name for name, fit in fits.items() if fit.is_fitted and name in skills]
    for name in fitted:
        params = fits[name].params
        # In the course's draft, too, or publishing it would bring back what was before.
        Skill.all_objects.filter(Q(pk=skills[name].pk) | Q(origin=skills[name])).update(
            p_init=params.known, p_learn=params.learn, p_slip=params.slip, p_guess=params.guess
        )
    return len(fitted)
