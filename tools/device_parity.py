"""Read the same clips by a worker's engine and in a browser, and say how far the two differ.

    python tools/device_parity.py --data DIR --recordings DIR --json results/device_parity.json
    python tools/device_parity.py --data DIR --browser firefox --json results/device_parity_firefox.json

Clips are made from the valid splits of FERPlus and DAiSEE, camera and head in motion, beside recorded videos.
The browser has the very files that it would load in a lesson; both read the same JPEG frames.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion.device import prepare
from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from emotion.frames import CLIP_LENGTH
from emotion.runtime.benchmark import machine
from emotion.runtime.engine import open_engine
from emotion.training.data.camera_clips import MOTIONS, camera_clips
from emotion.training.data.daisee import load_frames
from emotion.training.data.datasets import load_ferplus
from emotion.training.reporting import on_stderr, report_found
from emotion.training.runs.tracked_frames import recorded_clips
from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.other_browsers import OTHER_BROWSERS
from tools.served_folders import serve_folders

PAGE: Final = b"<!doctype html><title>parity</title>"
SCRIPTS: Final = Path(__file__).resolve().parents[1] / "tutor" / "static" / "tutor" / "js" / "device"
CLIPS: Final = 500
# What is asked: the largest difference of a clip's states, in 95 of 100 clips, and of its emotions.
STATES_WITHIN, EMOTIONS_WITHIN = 0.02, 0.03
OPEN: Final = """(files) => new Promise((resolve, reject) => {
  const worker = new Worker("/scripts/worker.js", { type: "module" });
  const asked = [];
  worker.onerror = reject;
  worker.onmessage = ({ data }) => {
    if (data.type === "ready") resolve();
    else if (data.type === "failed") reject(new Error(data.why));
    else if (data.type === "done") asked.shift()(data);
  };
  window.read = (bitmap, at) => new Promise((done) => {
    asked.push(done);
    worker.postMessage({ type: "frame", bitmap, at }, bitmap ? [bitmap] : []);
  });
  worker.postMessage({ type: "open", files });
})"""
READ: Final = """async ({ frames, at }) => {
  let last = null;
  for (const [index, frame] of frames.entries()) {
    const bytes = Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })).catch(() => null);
    last = await window.read(picture, at + 250 * index);
  }
  return last.estimate;
}"""


class Page(Protocol):
    """A page of any browser."""

    def goto(self, url: str) -> Any:
        """Open an address."""

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Return what a JavaScript function answers."""


def open_page(page: Page, folder: Path) -> None:
    """Have a browser load all it needs, and begin to read."""
    address = serve_folders(PAGE, {"scripts": SCRIPTS, "files": folder})
    networks = {path.stem: f"/files/{path.name}" for path in folder.glob("*.onnx")}
    files = {
        "runtime": "/files/ort.mjs",
        "wasm": "/files/ort.wasm",
        "judgement": "/files/judgement.json",
        "networks": networks,
        "bytes": sum(path.stat().st_size for path in folder.iterdir()),
    }
    page.goto(address)
    page.evaluate(OPEN, files)


def make_clips(data: Path, recordings: Sequence[Path], *, count: int, seed: int) -> Iterator[list[bytes]]:
    """Yield recorded clips, and then as many made ones of each collection and motion as make `count`."""
    recorded = [clip for folder in recordings for clip in recorded_clips(folder)][:count]
    yield from recorded
    stills = [load_frames(data / "daisee_frames.zip", "valid").images]
    stills.append(load_ferplus(data / "ferplus.npz", "valid").images)
    parts = [(images, config) for images in stills for config in MOTIONS.values()]
    for number, (images, config) in enumerate(parts):
        each = (count - len(recorded) + number) // len(parts)
        chosen = np.random.default_rng(seed + number).permutation(len(images))[:each]
        yield from camera_clips(images[chosen], config, seed=seed + number)


def read_both(
    clips: Iterator[list[bytes]], page: Page, *, count: int
) -> list[tuple[ClipEstimate, ClipEstimate]]:
    """Return what a worker's engine and the browser say of each clip, in turns."""
    engine, tell, pairs = open_engine(), on_stderr("clips"), []
    for number, clip in enumerate(clips):
        # A clip that was cut short is one for the server's rules alone: a browser waits for eight.
        frames = [b""] * (CLIP_LENGTH - len(clip)) + list(clip)
        sent = [base64.b64encode(frame).decode() for frame in frames]
        found = page.evaluate(READ, {"frames": sent, "at": number * 60_000})
        pairs.append((engine.estimate(frames), _to_estimate(found)))
        tell(number + 1, count)
    return pairs


def _to_estimate(found: dict[str, Any]) -> ClipEstimate:
    return ClipEstimate(
        known=found["reason"] is None,
        reason=found["reason"],
        faces_share=found["faces_share"],
        states=dict(zip(STATES, found.get("states", []), strict=False)),
        emotions=dict(zip(EMOTIONS, found.get("emotions", []), strict=False)),
        model=found["model"],
    )


def compare(pairs: Sequence[tuple[ClipEstimate, ClipEstimate]]) -> dict[str, Any]:
    """Return how far the two ways differ."""
    both = [(one, other) for one, other in pairs if one.known and other.known]
    states = np.array([_largest(one.states, other.states) for one, other in both])
    emotions = np.array([_largest(one.emotions, other.emotions) for one, other in both])
    return {
        "clips": len(pairs),
        "known": {
            "server": float(np.mean([one.known for one, _ in pairs])),
            "device": float(np.mean([other.known for _, other in pairs])),
        },
        "same_known": float(np.mean([one.known == other.known for one, other in pairs])),
        "same_reason": float(np.mean([one.reason == other.reason for one, other in pairs])),
        "states": _told(states, STATES_WITHIN),
        "emotions": _told(emotions, EMOTIONS_WITHIN),
    }


def _largest(one: dict[str, float], other: dict[str, float]) -> float:
    return max((abs(one[name] - other[name]) for name in one), default=0.0)


def _told(differences: np.ndarray[Any, Any], within: float) -> dict[str, float]:
    quantiles = {f"p{at}": float(np.percentile(differences, at)) for at in (50, 95, 99)}
    share = float(np.mean(differences <= within))
    return {"within": within, "share_within": share, **quantiles, "max": float(differences.max())}


@contextmanager
def open_chromium() -> Iterator[tuple[Page, str]]:
    """Yield a page of Chromium, and its version."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=required_chromium(), args=launch_arguments())
        page = browser.new_page()
        page.set_default_timeout(0)
        yield page, f"Chromium {browser.version}"
        browser.close()


@contextmanager
def open_browser(name: str) -> Iterator[tuple[Page, str]]:
    """Yield a page of a browser, and its version."""
    if name == "chromium":
        with open_chromium() as opened:
            yield opened
        return
    with OTHER_BROWSERS[name]() as other:
        yield other, other.name


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Compare on all the clips, in one browser."""
    with tempfile.TemporaryDirectory() as scratch, open_browser(options.browser) as (page, version):
        folder = options.files or Path(scratch)
        prepare(folder)
        open_page(page, folder)
        clips = make_clips(options.data, options.recordings, count=options.clips, seed=options.seed)
        pairs = read_both(clips, page, count=options.clips)
        return {
            "seed": options.seed,
            "model": pairs[0][0].model,
            "browser": version,
            "machine": machine(),
            **compare(pairs),
        }


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="Folder with the collections.")
    parser.add_argument("--recordings", type=Path, action="append", default=[], help="Folder with videos.")
    parser.add_argument("--files", type=Path, help="Folder that emotion.device wrote; made if left out.")
    parser.add_argument("--browser", choices=("chromium", *OTHER_BROWSERS), default="chromium")
    parser.add_argument("--clips", type=int, default=CLIPS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report_found(measure(options), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
