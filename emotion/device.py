"""Puts together what a browser needs to read a face: `python -m emotion.device FOLDER`.

The networks and their numbers come from this package; ONNX Runtime for WebAssembly comes from the npm
registry, by name and hash, without Node. No page asks for anything here: serving the folder needs no network.
"""

import argparse
import base64
import hashlib
import io
import os
import sys
import tarfile
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

REGISTRY: Final = "https://registry.npmjs.org"
PACKAGE, VERSION = "onnxruntime-web", "1.30.0"
INTEGRITY: Final = "q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ=="
"""SHA-512 of the package's archive, as the registry and lock files of npm write it."""

# Of 33 MB in the archive: the build that needs no `eval`, no thread and no other origin, and its module.
RUNTIME: Final = {
    "package/dist/ort.wasm.bundle.min.mjs": "ort.mjs",
    "package/dist/ort-wasm-simd-threaded.wasm": "ort.wasm",
}
EDITION: Final = "edition.txt"
TIMEOUT_S: Final = 60


class DeviceFilesError(RuntimeError):
    """The runtime cannot be had, or is not the one it should be."""


def prepare(folder: Path, *, weights: Path | None = None, registry: str = REGISTRY) -> None:
    """Write all that a browser needs into a folder; what is there already is not fetched again.

    Args:
        folder: made where it is missing.
        weights: the networks that serve; those of this package where nothing is said.
        registry: where the runtime is fetched, an https address.

    Raises:
        DeviceFilesError: the runtime cannot be had.
        WeightsError: a network is missing or altered.
    """
    from emotion.runtime.device import device_files
    from emotion.runtime.weights import WEIGHTS

    folder.mkdir(parents=True, exist_ok=True)
    if not _has_runtime(folder):
        for name, content in _fetch_runtime(registry.rstrip("/")).items():
            _write(folder / name, content)
        _write(folder / EDITION, INTEGRITY.encode())
    for name, content in device_files(weights or WEIGHTS).items():
        _write(folder / name, content)


def _has_runtime(folder: Path) -> bool:
    edition = folder / EDITION
    whole = all((folder / name).exists() for name in RUNTIME.values())
    return whole and edition.exists() and edition.read_text() == INTEGRITY


def _fetch_runtime(registry: str) -> dict[str, bytes]:
    if not registry.startswith("https://"):
        raise DeviceFilesError(f"{registry}: not an https address")
    address = f"{registry}/{PACKAGE}/-/{PACKAGE}-{VERSION}.tgz"
    try:
        with urlopen(address, timeout=TIMEOUT_S) as reply:  # noqa: S310  (https, checked above)
            archive: bytes = reply.read()
    except (URLError, OSError) as error:
        raise DeviceFilesError(f"{PACKAGE} {VERSION} cannot be had: {error}") from error
    return unpack_runtime(archive)


def unpack_runtime(archive: bytes) -> dict[str, bytes]:
    """Return the runtime's files out of the package's archive, by the names under which they are served.

    Raises:
        DeviceFilesError: the archive is another one.
    """
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != INTEGRITY:
        raise DeviceFilesError(f"{PACKAGE} {VERSION}: the archive's hash is another one")
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as files:
        found = {ours: files.extractfile(theirs) for theirs, ours in RUNTIME.items()}
        return {name: file.read() for name, file in found.items() if file is not None}


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: a server may look for the file meanwhile."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    made.write_bytes(content)
    made.replace(path)


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m emotion.device", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--weights", type=Path, help="folder of the networks that serve")
    parser.add_argument("--registry", default=REGISTRY, help="an npm registry, such as a mirror")
    options = parser.parse_args()
    try:
        prepare(options.folder, weights=options.weights, registry=options.registry)
    except DeviceFilesError as error:
        sys.stderr.write(f"Faces cannot be read on devices here: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
