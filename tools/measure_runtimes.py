"""Run the face networks by ONNX Runtime Web and by LiteRT.js in Chromium: processor time of a run, in turns.

    npm pack @litertjs/core@2.5.3 @litertjs/wasm-utils@2.5.3    unpack them into FOLDER/core and /wasm-utils
    python tools/measure_runtimes.py --litert FOLDER --json results/device_runtimes.json

ONNX Runtime runs the networks as `emotion.training.artefact.face_networks` wrote them; LiteRT.js runs the
bundle's own files, on one thread as well. It takes no network whose batch is left open: that is 1 here.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion.device import prepare
from emotion.runtime.benchmark import machine
from emotion.runtime.face import BUNDLE
from emotion.training.reporting import report_found
from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.processes import find_renderer, thread_ms
from tools.served_folders import serve_folders

TURNS, RUNS = 8, 25
# By file in LiteRT's bundle: ours, its input, and the input's shape.
NETWORKS: Final = {
    "face_detector": ("face_detector", [1, 128, 128, 3]),
    "face_landmarks_detector": ("face_landmarks", [1, 256, 256, 3]),
    "face_blendshapes": ("face_blendshapes", [1, 146, 2]),
}
PAGE: Final = b"""<!doctype html><title>runtimes</title>
<script type="importmap">{"imports": {"@litertjs/wasm-utils": "/litert/wasm-utils/dist/index.js"}}</script>"""
OPEN: Final = """async (networks) => {
  const ort = await import("/files/ort.mjs");
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await (await fetch("/files/ort.wasm")).arrayBuffer();
  const litert = await import("/litert/core/dist/index.js");
  await litert.loadLiteRt("/litert/core/wasm/", { threads: false });
  window.ways = {};
  for (const [theirs, [ours, shape]] of Object.entries(networks)) {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1000) / 1000);
    const options = { executionProviders: ["wasm"] };
    const session = await ort.InferenceSession.create(`/files/${ours}.onnx`, options);
    const [name] = session.inputNames;
    window.ways[`${ours} onnxruntime-web`] = () =>
      session.run({ [name]: new ort.Tensor("float32", values, session.inputMetadata[0].shape) });
    const model = await litert.loadAndCompile(`/files/${theirs}.tflite`, { accelerator: "wasm" });
    window.ways[`${ours} litert.js`] = async () => {
      const input = new litert.Tensor(values, shape);
      const found = await model.run(input);
      for (const tensor of Array.isArray(found) ? found : Object.values(found)) {
        await tensor.data();
        tensor.delete();
      }
      input.delete();
    };
  }
  return Object.keys(window.ways);
}"""
RUN: Final = "async ([way, runs]) => { for (let run = 0; run < runs; run++) await window.ways[way](); }"


def with_fixed_batch(content: bytes) -> bytes:
    """Return a LiteRT network whose open dimensions are 1."""
    changed = bytearray(content)
    graph = schema.Model.GetRootAs(changed, 0).Subgraphs(0)
    for number in range(graph.TensorsLength()):
        shape = graph.Tensors(number).ShapeSignatureAsNumpy()
        if isinstance(shape, np.ndarray):
            shape[shape == -1] = 1
    return bytes(changed)


def measure(page: Page) -> dict[str, Any]:
    """Return the processor time (ms) of a run of each network by each runtime."""
    ways = page.evaluate(OPEN, NETWORKS)
    for way in ways:
        page.evaluate(RUN, [way, RUNS])
    renderer = find_renderer(page, doing=lambda: page.evaluate(RUN, [ways[0], 4 * RUNS]))
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(TURNS):
        for way in ways:
            before = thread_ms(renderer)
            page.evaluate(RUN, [way, RUNS])
            taken[way].append((thread_ms(renderer) - before) / RUNS)
    networks = {way.partition(" ")[0]: {} for way in ways}
    for way, each in taken.items():
        network, _, runtime = way.partition(" ")
        networks[network][runtime] = {"median_ms": round(statistics.median(each), 2), "least_ms": min(each)}
    return networks


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litert", type=Path, required=True, help="Folder with core/ and wasm-utils/.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        files = Path(name)
        prepare(files)
        with zipfile.ZipFile(BUNDLE) as bundle:
            for theirs in NETWORKS:
                (files / f"{theirs}.tflite").write_bytes(with_fixed_batch(bundle.read(f"{theirs}.tflite")))
        browser = playwright.chromium.launch(executable_path=required_chromium(), args=launch_arguments())
        page = browser.new_page()
        page.set_default_timeout(0)
        page.goto(serve_folders(PAGE, {"files": files, "litert": options.litert}))
        found = {
            "runs": TURNS * RUNS,
            "processor_ms_a_run": measure(page),
            "browser": f"Chromium {browser.version}",
            "machine": machine(),
        }
        browser.close()
    report_found(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
