"""manage.py simulate_help: what choosing help by chance does where the truth is known."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.lab.help_figures import help_figures
from content.lab.known_help import Truth, run_learners
from content.policy.comparison import Terms

SETTINGS = ("students", "effect", "base", "arms", "together", "seed", "runs")


class Command(BaseCommand):
    """Lets simulated learners, whose chances with each variant are known, be helped by the real choice."""

    help = "Simulate which of several variants students get by chance, and what is found out about them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the truth, the size of the run and where its figures go."""
        parser.add_argument("--students", type=int, default=200, help="Learners in each run; 100 or more.")
        parser.add_argument(
            "--effect",
            type=float,
            default=0.15,
            help="How much likelier a right answer is with the last arm.",
        )
        parser.add_argument(
            "--base", type=float, default=0.45, help="How likely it is with the other arms; 0 to 1."
        )
        parser.add_argument("--arms", type=int, default=2, help="How many there are.")
        parser.add_argument(
            "--together", type=int, default=1, help="So many choose before any of their answers is known."
        )
        parser.add_argument("--seed", type=int, default=0, help="The same seed gives the same figures.")
        parser.add_argument("--runs", type=int, default=100)
        parser.add_argument("--json", type=Path, metavar="OUT", help="Write the figures to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, tell the figures, and write them."""
        told = {name: options[name] for name in SETTINGS}
        chances = (told["base"],) * (told["arms"] - 1) + (told["base"] + told["effect"],)
        try:
            truth = Truth(chances, told["together"])
            seeds = [f"{told['seed']}/{number}" for number in range(told["runs"])]
            runs = [run_learners(truth, told["students"], seed=one, terms=Terms())[1] for one in seeds]
            figures = help_figures(truth, runs)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for name, value in figures.items():
            self.stdout.write(f"{name:18} {value}")
        if options["json"]:
            options["json"].write_text(json.dumps({**told, **figures}, indent=2) + "\n", encoding="utf-8")
