"""What a browser needs to read a face, as static files: found where `python -m emotion.device` wrote it.

Nothing of it is there for anybody where `CAMERA_READS` is `server` or `CAMERA_AFFECT` is off.
"""

import json
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import checks
from django.templatetags.static import static

from tutor.ops.folder_finder import FolderFinder

FOLDER: Final = "tutor/device"
RUNTIME, PROGRAM, JUDGEMENT = "ort.mjs", "ort.wasm", "judgement.json"
_ENDINGS: Final = (".mjs", ".wasm", ".onnx", ".json")


class DeviceFilesFinder(FolderFinder):
    """Finds the files where browsers are to read."""

    folder = FOLDER

    def names(self) -> list[str]:
        """Return what is there."""
        return _names()

    def place(self, name: str) -> Path:
        """Return where a file was written."""
        return Path(settings.DEVICE_FILES, name)


def are_wanted() -> bool:
    """Say whether browsers are to read here."""
    return bool(settings.CAMERA_AFFECT and settings.CAMERA_READS != "server")


def _names() -> list[str]:
    folder: Path = settings.DEVICE_FILES
    if not are_wanted() or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix in _ENDINGS)


def are_there() -> bool:
    """Say whether all that a browser loads is there."""
    return {RUNTIME, PROGRAM, JUDGEMENT} <= set(_names())


def addresses_as_json() -> str:
    """Return the addresses of all that a browser loads; empty where it cannot or must not read."""
    if not are_there():
        return ""
    networks = [name for name in _names() if name.endswith(".onnx")]
    sizes = [(settings.DEVICE_FILES / name).stat().st_size for name in (PROGRAM, JUDGEMENT, *networks)]
    addresses = {
        "worker": static("tutor/js/device/worker.js"),
        "runtime": static(f"{FOLDER}/{RUNTIME}"),
        "wasm": static(f"{FOLDER}/{PROGRAM}"),
        "judgement": static(f"{FOLDER}/{JUDGEMENT}"),
        "networks": {name.removesuffix(".onnx"): static(f"{FOLDER}/{name}") for name in networks},
        "bytes": sum(sizes),
    }
    return json.dumps(addresses)


@checks.register()
def check_device_files(**options: object) -> list[checks.CheckMessage]:
    """Warn where browsers are to read and there is nothing that they could load."""
    if not are_wanted() or are_there():
        return []
    return [
        checks.Warning(
            f"CAMERA_READS is {settings.CAMERA_READS}, and {settings.DEVICE_FILES} does not hold what a "
            "browser needs: no device reads a face.",
            hint=f"Run `python -m emotion.device {settings.DEVICE_FILES}`, then `collectstatic`.",
            id="tutor.W001",
        )
    ]
