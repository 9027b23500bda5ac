"""How many questions a pre-test takes, and how far its word "known" can be trusted."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutor.simulation.pretests import run_setting, settings_to_run


class Command(BaseCommand):
    """Runs simulated learners whose knowledge is known through the pre-test."""

    help = "Simulate pre-tests: questions asked against how right “known” is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size of the run and where its figures go."""
        parser.add_argument("--students", type=int, default=500, help="Learners for each setting and seed.")
        parser.add_argument("--seeds", type=int, default=5, help="So many runs, seeded from 0.")
        parser.add_argument("--json", help="Write the figures to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every setting and tell its figures."""
        students, seeds = options["students"], options["seeds"]
        if students < 1 or seeds < 1:
            raise CommandError("--students and --seeds must be 1 or more.")
        runs = []
        for setting in settings_to_run():
            run = run_setting(setting, students=students, seeds=range(seeds))
            runs.append(run)
            self.stdout.write(
                f"needs {run['needs']!s:5} adaptive {run['is_adaptive']!s:5} most {run['most']:2} "
                f"noise {run['noise']:.2f} odd {run['odd']:.2f}: {run['asked']:4.1f} asked, "
                f"precision {run['precision']:.3f}, recall {run['recall']:.3f}"
            )
        if options["json"]:
            figures = {"students": students, "seeds": seeds, "runs": runs}
            Path(options["json"]).write_text(json.dumps(figures, indent=2) + "\n")
