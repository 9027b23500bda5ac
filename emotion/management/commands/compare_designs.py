"""manage.py compare_designs: trains and measures what ours is compared with, whichever are missing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emotion.management.progress import ProgressLines


class Command(BaseCommand):
    """Writes one row for each design, and the counts of the collections, to results/."""

    help = "Train and measure the designs that have no row in results/ yet; a killed run goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("designs", nargs="*", metavar="DESIGN", help="Only these; all unless named.")
        parser.add_argument("--data", type=Path, default=Path("data"), help="Folder with the collections.")
        parser.add_argument(
            "--runs", type=Path, default=Path("runs"), help="Folder of checkpoints and caches."
        )
        parser.add_argument("--results", type=Path, default=Path("results"))
        parser.add_argument("--again", action="store_true", help="Measure a design anew that has its row.")
        parser.add_argument(
            "--costs", action="store_true", help="Only take time and size anew, of designs that have a row."
        )
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *, designs: list[str], data: Path, results: Path, **options: Any) -> None:
        """Compare, and say what was written."""
        try:
            import torch

            from emotion.training.artefact.checkpoints import Workspace
            from emotion.training.data.datasets import DatasetError
            from emotion.training.runs import comparison
            from emotion.training.runs.summaries import summarise
        except ImportError as error:
            raise CommandError(f"Comparing needs the `train` extra: {error}") from None
        if unknown := set(designs) - set(comparison.DESIGNS):
            raise CommandError(
                f"no design {', '.join(sorted(unknown))}; there are: {', '.join(comparison.DESIGNS)}"
            )
        workspace = Workspace(data=data, runs=options["runs"])
        if not workspace.ferplus.exists():
            self.stdout.write(f"{workspace.ferplus} is not there: no design was trained or measured.")
            return
        torch.set_num_threads(options["threads"])
        results.mkdir(parents=True, exist_ok=True)
        try:
            (results / "datasets.json").write_text(json.dumps(summarise(workspace), indent=1) + "\n")
            with ProgressLines() as lines:
                asked = (designs or comparison.DESIGNS, comparison.Budget(), workspace, results / "designs")
                if options["costs"]:
                    written = comparison.retake_costs(*asked, lines.show)
                else:
                    written = comparison.compare(*asked, lines.show, again=options["again"])
        except (DatasetError, OSError) as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(str(path))
