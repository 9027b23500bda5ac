"""What every run leaves beside its weights: settings, what it was fed, how it went, with which versions."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch


def write_record(path: Path, config: Any, *, data: dict[str, str], **figures: Any) -> None:
    """Write `record.json`; the folder is made.

    Args:
        path: the file.
        config: the run's settings, a dataclass.
        data: the fingerprint of each part of the collection.
        figures: curves and metrics, by name.
    """
    versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}
    record = {"config": asdict(config), "data": data, **figures, "versions": versions}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=1))
