"""manage.py fit_review: learns from this site's own reviews how its students forget."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from tutor.domain.learning.review_fit import TooFewReviews, WeightsFit, fit_weights
from tutor.queries.review_data import read_histories, weights_in_use
from tutor.services.review_weights import forget_fits, keep_fit


class Command(BaseCommand):
    """Fits the weights of FSRS, tells what changed, and keeps them where they predict better."""

    help = "Fit the weights by which reviews are planned to this site's own reviews (needs the train extra)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("--dry-run", action="store_true", help="Tell, and keep nothing.")
        parser.add_argument("--json", type=Path, metavar="OUT", help="Write what was found there.")
        parser.add_argument("--seed", type=int, default=0, help="Of which students are left out of the fit.")
        parser.add_argument("--forget", action="store_true", help="Go back to the default weights instead.")

    def handle(self, *, dry_run: bool, json: Path | None, seed: int, forget: bool, **options: Any) -> None:
        """Read the reviews, fit, report, keep."""
        if forget:
            self._forget(dry_run=dry_run)
            return
        fit = self._fit(seed)
        is_kept = fit.is_better and not dry_run
        if is_kept:
            keep_fit(fit)
        self.stdout.write(describe(fit))
        self.stdout.write(
            "Kept: reviews are planned by these from now on." if is_kept else "Nothing is kept."
        )
        if json:
            _write(json, fit.as_json() | {"is_kept": is_kept, "seed": seed})

    def _fit(self, seed: int) -> WeightsFit:
        students = [histories for _, histories in sorted(read_histories().items())]
        try:
            with Console(stderr=True).status("Fitting; some minutes for each ten thousand reviews"):
                return fit_weights(students, in_use=weights_in_use(), seed=seed)
        except TooFewReviews as error:
            raise CommandError(str(error)) from None
        except ImportError:
            raise CommandError("fitting needs the train extra: pip install '.[train]'") from None

    def _forget(self, *, dry_run: bool) -> None:
        if dry_run:
            raise CommandError("--forget keeps nothing anyway: leave out --dry-run")
        self.stdout.write(f"{forget_fits()} fits forgotten: reviews are planned by the default weights.")


def describe(fit: WeightsFit) -> str:
    """Return what was found, in words."""
    return (
        f"{fit.reviews} reviews by {fit.students} students; log loss a review on the "
        f"{fit.held_out_reviews} of {fit.held_out_students} students left out: "
        f"{fit.log_loss_before:.4f} → {fit.log_loss_after:.4f} "
        f"(always the same chance: {fit.log_loss_constant:.4f})"
    )


def _write(path: Path, found: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error}") from None
