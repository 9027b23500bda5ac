"""manage.py evaluate_emotion: measures the shipped networks on a collection of faces."""

import json
import math
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emotion.finders import FINDERS, SERVED
from emotion.management.progress import ProgressLines

DATASETS = ("ferplus", "fer2013", "affectnet", "ckplus", "jaffe", "daisee", "daisee-frames", "folder")


class Command(BaseCommand):
    """Prints the figures, and writes them and their drawings where asked."""

    help = "Measure the shipped networks: accuracy, F1, recall, calibration, AUC, confusion, with intervals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.add_argument("--dataset", required=True, choices=DATASETS)
        parser.add_argument("--path", required=True, type=Path, help="The collection's file or folder.")
        parser.add_argument("--split", default="test", choices=("train", "valid", "test", "all"))
        parser.add_argument("--json", type=Path, metavar="OUT")
        parser.add_argument("--figures", type=Path, metavar="DIR")
        parser.add_argument("--weights", type=Path, metavar="DIR", help="Other weights than shipped.")
        parser.add_argument("--seed", type=int, default=1, help="Of the bootstrap.")
        parser.add_argument("--skip-bad", action="store_true", help="Go on after a bad file, and count it.")
        add_studies(parser)
        parser.add_argument("--crops-only", action="store_true", help="Do not look for faces in crops.")
        parser.add_argument(
            "--finder",
            default=SERVED,
            choices=FINDERS,
            help="What finds faces: as served, OpenCV's cascade, or MediaPipe's own library.",
        )

    def handle(self, *, dataset: str, path: Path, split: Any, **options: Any) -> None:
        """Evaluate, print, write."""
        try:
            from emotion.runtime.face import WeightsError
            from emotion.runtime.weights import WEIGHTS
            from emotion.training.data.datasets import DatasetError
            from emotion.training.evaluation.evaluate import ServedNetworks
            from emotion.training.evaluation.evaluations import evaluate
            from emotion.training.evaluation.tasks import Task
        except ImportError as error:
            raise CommandError(f"Evaluating needs the `train` extra: {error}") from None
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder")
        refuse_output_paths(options["json"], options["figures"])
        task = Task(
            dataset=dataset,
            path=path,
            split=split,
            seed=options["seed"],
            skip_bad=options["skip_bad"],
            end_to_end=not options["crops_only"],
            study=options["study"],
            finder=options["finder"],
        )
        try:
            networks = ServedNetworks(options["weights"] or WEIGHTS)
            with ProgressLines() as lines:
                found = evaluate(task, networks, lines.show)
        except (DatasetError, WeightsError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_text(found))
        try:
            write_files(found, options["json"], options["figures"])
        except OSError as error:
            raise CommandError(f"the figures above could not be written: {error}") from error


def add_studies(parser: ArgumentParser) -> None:
    """Declare what may be asked of a collection in place of its figures."""
    studies = parser.add_mutually_exclusive_group()
    for name, says in (
        ("clips", "Compare ways to read clips (FERPlus, CK+)."),
        ("baseline", "Compare states with a person's own first minute and without (DAiSEE frames)."),
        ("conditions", "Compare light, turn, size, glasses, hands, noise and the like (FERPlus)."),
    ):
        studies.add_argument(f"--{name}", action="store_const", const=name, dest="study", help=says)
    parser.set_defaults(study="pictures")


def refuse_output_paths(json_path: Path | None, figures: Path | None) -> None:
    """Refuse places where nothing can be written, before the minutes that the measuring takes.

    Raises:
        CommandError: a file's place is a folder, or the other way round.
    """
    if json_path and json_path.is_dir():
        raise CommandError(f"--json {json_path}: this is a folder")
    if figures and figures.exists() and not figures.is_dir():
        raise CommandError(f"--figures {figures}: this is no folder")


def as_text(found: dict[str, Any]) -> str:
    """Return the figures that a person looks at first."""
    for key, told in TOLD.items():
        if key in found:
            return "\n".join(told(found))
    lines = [f"{found['dataset']} {found['split']}: {found['n']} rows, {found['faces_found']} faces"]
    for name in ("accuracy", "macro_f1", "uar", "ece"):
        low, high = found["intervals"].get(name, (None, None))
        spread = f"  [{low:.3f}, {high:.3f}]" if low is not None else ""
        lines.append(f"{name:>10} {found[name]:.4f}{spread}")
    for name, value in found["auc"].items():
        low, high = found["intervals"]["auc"][name]
        lines.append(f"{'auc ' + name:>16} {value:.3f}  [{low:.3f}, {high:.3f}]")
    for name, scores in found["per_class"].items():
        figures = " ".join(f"{key} {scores[key]:.3f}" for key in ("precision", "recall", "f1"))
        lines.append(f"{name:>12} {figures} ({scores['support']})")
    return "\n".join([*lines, *remarks_on(found)])


def tell_ways(found: dict[str, Any]) -> Iterator[str]:
    """Yield the accuracy of each way to read a clip."""
    for name, one in found["ways"].items():
        yield f"{name:>17} {one['accuracy']:.4f}"


def tell_baseline(found: dict[str, Any]) -> Iterator[str]:
    """Yield each state's AUC without and with a person's own first minute."""
    for question, states in found["by_state"][found["split"]].items():
        for state, one in states.items():
            low, high = one["gain"]["interval"]
            without, against = one["without"]["value"], one["with"]["value"]
            gain = f"{one['gain']['value']:+.3f} [{low:+.3f}, {high:+.3f}]"
            yield f"{question:>8} {state:>10} without {without:.3f}, with {against:.3f}: {gain}"


def tell_conditions(found: dict[str, Any]) -> Iterator[str]:
    """Yield how often, how rightly and how honestly a frame is read under each condition."""
    for one in (*found["made"], *found["natural"]):
        said = one["known"]
        figures = ", ".join(f"{name} {said[name]['value']:.3f}" for name in ("accuracy", "ece"))
        name = f"{one['kind']} {one['level']}"
        yield f"{name:>36} {one['n']:>5} known {one['share_known']['value']:.3f}, {figures}"


TOLD: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "ways": tell_ways,
    "by_state": tell_baseline,
    "made": tell_conditions,
}


def remarks_on(found: dict[str, Any]) -> Iterator[str]:
    """Yield what has to be known about the figures."""
    if found["skipped"]:
        yield f"{found['skipped']} left out as bad, the first {found['skipped_files'][0]}"
    if found["finder"] != SERVED:
        yield f"faces were found by {found['finder']}, which is not what serves"
    if "headline" in found:
        yield f"the figures above are {found['headline'].replace('_', ' ')}"
    if "end_to_end_accuracy" in found:
        yield f"end to end {found['end_to_end_accuracy']:.4f}, {found['end_to_end_faces_found']} faces found"


def without_nan(value: Any) -> Any:
    """Return the report with null where a figure does not exist: JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def write_files(found: dict[str, Any], json_path: Path | None, figures: Path | None) -> None:
    """Write the report and draw it."""
    if json_path:
        json_path.parent.mkdir(parents=True, exist_ok=True)
        json_path.write_text(json.dumps(without_nan(found), indent=1, allow_nan=False) + "\n")
    if figures and "made" in found:
        from emotion.training.evaluation.figures import draw_conditions

        figures.mkdir(parents=True, exist_ok=True)
        draw_conditions([*found["made"], *found["natural"]], figures / "conditions.png")
    if figures and "reliability" in found:
        from emotion.training.evaluation.figures import draw_confusion, draw_reliability

        figures.mkdir(parents=True, exist_ok=True)
        name = f"{found['dataset']}-{found['split']}"
        curves = found["reliability"]
        draw_reliability(
            curves if isinstance(curves, dict) else {"emotion": curves}, figures / f"{name}-reliability.png"
        )
        if "confusion" in found:
            draw_confusion(found["confusion"], found["classes"], figures / f"{name}-confusion.png")
        for state, matrix in found.get("confusion_per_state", {}).items():
            draw_confusion(matrix, (f"not {state}", state), figures / f"{name}-confusion-{state}.png")
