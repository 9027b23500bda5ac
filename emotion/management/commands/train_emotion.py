"""manage.py train_emotion --config NAME: trains one of the networks, exports, writes the run's record."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


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
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *, config: str, data: Path, runs: Path, threads: int, **options: Any) -> None:
        """Run the recipe of the config."""
        try:
            import torch

            from emotion.training import recipes
            from emotion.training.datasets import DatasetError
        except ImportError as error:
            raise CommandError(f"Training needs the `train` extra: {error}") from None
        torch.set_num_threads(threads)
        places = recipes.Places(data=data, runs=runs)
        path = recipes.CONFIGS / f"{config}.toml" if config in recipes.known_configs() else Path(config)
        if not path.is_file():
            raise CommandError(f"no config {config!r}; there are: {', '.join(recipes.known_configs())}")
        try:
            with ProgressLines() as lines:
                folder = recipes.run_config(path, places, lines.tell)
                if options["export"]:
                    recipes.export_runs(places, options["export"])
        except (DatasetError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder / 'record.json'}")


class ProgressLines:
    """One bar for each kind of work, with a remark and the time left."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[remark]}"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressLines":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, what: str, done: int, total: int, remark: str) -> None:
        """Move the bar of `what`; a bar that starts over is a new epoch."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total, remark="")
        if done == 1:
            self._progress.reset(self._tasks[what], total=total)
        self._progress.update(self._tasks[what], completed=done, total=total, remark=remark)
