"""manage.py train_emotion --config NAME: trains one of the networks, exports, writes the run's record."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emotion.management.progress import ProgressLines
from emotion.runtime.weights import WEIGHTS


class Command(BaseCommand):
    """Trains from a config file and goes on where a killed run stopped."""

    help = "Train one network from a config file: ferplus, clips or states; --export DIR writes ONNX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("--config", required=True, help="Name of a config, or a path to a TOML file.")
        parser.add_argument("--data", type=Path, default=Path("data"), help="Folder with the collections.")
        parser.add_argument(
            "--runs", type=Path, default=Path("runs"), help="Folder of checkpoints and caches."
        )
        parser.add_argument("--export", type=Path, metavar="DIR", help="Then write ONNX and manifest there.")
        parser.add_argument(
            "--restore",
            action="store_true",
            help="Train nothing: put the served encoder in the place of that run's missing folder.",
        )
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument(
            "--repeat",
            type=int,
            default=1,
            metavar="N",
            help="Train the same again with other seeds, in a folder of its own beneath the runs.",
        )

    def handle(self, *, config: str, data: Path, runs: Path, threads: int, **options: Any) -> None:
        """Run the recipe of the config."""
        try:
            import torch

            from emotion.training.artefact import checkpoints
            from emotion.training.data.datasets import DatasetError
            from emotion.training.runs import recipes
        except ImportError as error:
            raise CommandError(f"Training needs the `train` extra: {error}") from None
        torch.set_num_threads(threads)
        path = checkpoints.CONFIGS / f"{config}.toml" if config in recipes.known_configs() else Path(config)
        if not path.is_file():
            raise CommandError(f"no config {config!r}; there are: {', '.join(recipes.known_configs())}")
        try:
            workspace = checkpoints.Workspace(data=data, runs=runs, repeat=options["repeat"])
            with ProgressLines() as lines:
                if options["restore"]:
                    folder = recipes.restore_run(workspace, config, WEIGHTS, lines.show)
                else:
                    folder = recipes.run_config(path, workspace, lines.show)
                if options["export"]:
                    checkpoints.export_runs(workspace, options["export"])
        except (DatasetError, OSError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder / 'record.json'}")
