"""Compares readers of clips: trained and read on clips whose faces keep still, and on those of learners.

`python -m emotion.training.runs.readers --data DIR --json results/emotion-readers.json`. The encoder of the
config `clips` stays as it is. Where its run is missing, `train_emotion --restore` puts the served one there.
"""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from emotion.training.artefact.checkpoints import CONFIGS, Workspace, load_encoder
from emotion.training.data.clips import LEARNERS, ClipConfig
from emotion.training.data.datasets import Split, Stills
from emotion.training.fitting.clip_training import (
    ClipFeatures,
    ClipTrainConfig,
    clip_config,
    compare,
    see_clips,
    train_head,
)
from emotion.training.networks.designs import DesignNet
from emotion.training.networks.network import FrameNet
from emotion.training.reporting import on_stderr, report_found
from emotion.training.runs.recipes import readable

TRAINED_AND_WATCHED: tuple[Split, Split] = ("train", "valid")
KINDS = {"still": ClipConfig(), "learners": LEARNERS}


def compare_readers(
    model: FrameNet | DesignNet, learned: Stills, watched: Stills, config: ClipTrainConfig
) -> dict[str, Any]:
    """Return what the frame, the mean, and the LSTM of each kind of clips score on held-out clips of each.

    Args:
        model: the encoder, which stays as it is.
        learned: stills to make the training clips of, `config.clips` of them.
        watched: stills of people whom nothing has learned from.
        config: of the LSTM; its `clip` is not looked at.
    """
    rows = np.random.default_rng(config.seed).permutation(len(learned))[: config.clips]
    some = learned.take(np.sort(rows))
    heads, held_out = {}, {}
    for kind, clip in KINDS.items():
        made = replace(config, clip=clip)
        clips = _seen(model, some, made, seed=config.seed, what=f"reading {kind} clips")
        held_out[kind] = _seen(model, watched, made, seed=config.seed + 1, what=f"holding out {kind} clips")
        heads[kind], _ = train_head(made, clips, held_out[kind])
    return {
        asked: {
            **compare(None, clips),
            **{f"lstm_of_{kind}": compare(head, clips)["lstm"] for kind, head in heads.items()},
        }
        for asked, clips in held_out.items()
    }


def _seen(
    model: FrameNet | DesignNet, stills: Stills, config: ClipTrainConfig, *, seed: int, what: str
) -> ClipFeatures:
    return see_clips(model, stills, config, seed=seed, report=on_stderr(what))


def main() -> None:
    """Compare the readers over the served encoder."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    workspace = Workspace(options.data, options.runs)
    values = tomllib.loads((CONFIGS / "clips.toml").read_text())
    values.pop("kind")
    config = clip_config(values)
    model, _ = load_encoder(workspace, config.encoder_run)
    tell = on_stderr("finding faces")
    learned, watched = (
        readable(workspace, split, lambda _, done, total, __: tell(done, total))
        for split in TRAINED_AND_WATCHED
    )
    found = compare_readers(model, learned, watched, config)
    report_found({"seed": config.seed, "clips": config.clips, "held_out": found}, options.json)


if __name__ == "__main__":
    main()
