"""Times a part of one epoch of designs that are too large to train to the end here.

`python -m emotion.training.runs.pace vgg16 --data DIR --json results/design-pace.json`
"""

from __future__ import annotations

import tempfile
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from emotion.training.artefact.checkpoints import CONFIGS, Workspace
from emotion.training.fitting.material import load_material
from emotion.training.fitting.train import Material, TrainConfig, load_config, start_run, train_epoch
from emotion.training.reporting import on_stderr, report_found

SIDE = 48
BATCHES = 12


def paced(design: str, material: Material, *, batches: int = BATCHES) -> dict[str, Any]:
    """Return the processor minutes of an epoch of a design at `SIDE` pixels, by some batches of one."""
    config = replace(load_config(CONFIGS / f"design-{design}.toml"), side=SIDE)
    with tempfile.TemporaryDirectory() as folder:
        run = start_run(config, Path(folder))
        # The first batch of a process pays for what the others find ready.
        train_epoch(run, first_rows(material, config, batches=1), lambda *_: None)
        began = time.process_time()
        train_epoch(run, first_rows(material, config, batches=batches), lambda *_: None)
        seconds = (time.process_time() - began) / batches
    whole = len(material.train) // config.batch
    return {
        "side": SIDE,
        "batches_timed": batches,
        "batches_of_an_epoch": whole,
        "minutes_of_an_epoch": round(seconds * whole / 60, 1),
        "threads": torch.get_num_threads(),
        "parameters": sum(p.numel() for p in run.model.parameters()),
    }


def first_rows(material: Material, config: TrainConfig, *, batches: int) -> Material:
    """Return so many batches of the training pictures."""
    rows = np.arange(batches * config.batch)
    return replace(
        material,
        train=material.train.take(rows),
        aligned=material.aligned[rows],
        has_aligned=material.has_aligned[rows],
    )


def main() -> None:
    """Time the designs that are named."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("designs", nargs="+")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(options.threads)
    workspace = Workspace(options.data, options.runs)
    material = load_material(workspace.ferplus, workspace.runs, on_stderr("finding faces"))
    report_found({design: paced(design, material) for design in options.designs}, options.json)


if __name__ == "__main__":
    main()
