/*
 * Reads a face off the main thread: loads the networks, takes a picture at a time, says what each clip said.
 *
 * In: { type: "open", files }, then { type: "frame", bitmap, at } with at most one on its way; `at` in ms, by any steady
 * clock, and `bitmap`, or a frame of a video, null where it was lost. Out: "progress" while files come, "ready" or "failed", and
 * after each frame "done" with how long it took, and the estimate of a clip that it completed, or "still" for one that
 * has not changed for long, which is not read.
 */
import { Engine } from "./engine.js";
import { loadFiles } from "./files.js";
import { fit, pixelsOf } from "./picture.js";
import { Stillness } from "./stillness.js";

/* A longer silence begins the clip anew, as on the server. */
const GAP_MS = 3000;
const [WIDTH, HEIGHT] = [320, 240];

const stillness = new Stillness();
let engine = null;
let canvas = null;
let lastAt = -Infinity;

async function open(files) {
  const { runtime, wasm, judgement, networks } = await loadFiles(files, (loaded, total) =>
    postMessage({ type: "progress", loaded, total }),
  );
  const ort = await import(runtime);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = wasm;
  const sessions = {};
  for (const [name, content] of Object.entries(networks))
    sessions[name] = await ort.InferenceSession.create(content, { executionProviders: ["wasm"] });
  engine = new Engine((name, inputs) => run(ort, sessions[name], inputs), judgement);
  await warmUp(judgement.clip.length);
  postMessage({ type: "ready" });
}

async function run(ort, session, inputs) {
  const feeds = {};
  for (const [name, [values, shape]] of Object.entries(inputs)) feeds[name] = new ort.Tensor("float32", values, shape);
  const found = await session.run(feeds);
  const outputs = {};
  for (const [name, tensor] of Object.entries(found)) outputs[name] = tensor.data;
  return outputs;
}

/* The first pictures would wait for what a browser compiles when it is first used. */
async function warmUp(length) {
  const blank = { width: WIDTH, height: HEIGHT, channels: 4, data: new Uint8Array(WIDTH * HEIGHT * 4) };
  for (let frame = 0; frame < length; frame++) await engine.add(blank);
  await engine.estimate();
}

/* The picture's bytes; the picture itself is let go at once. */
async function pictureOf(source) {
  if (!source) return null;
  try {
    if ("allocationSize" in source) return fit(await pixelsOf(source), WIDTH, HEIGHT);
    return drawn(source, source.width, source.height);
  } finally {
    source.close();
  }
}

function drawn(source, width, height) {
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  context.drawImage(source, 0, 0, width, height);
  return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
}

async function read({ bitmap, at }) {
  const began = performance.now();
  if (at - lastAt > GAP_MS) engine.begin();
  lastAt = at;
  const picture = await pictureOf(bitmap);
  if (picture && stillness.notes(picture, at)) {
    engine.begin();
    postMessage({ type: "still" });
    return;
  }
  await engine.add(picture);
  const estimate = engine.isWhole ? await engine.estimate() : null;
  postMessage({ type: "done", took_ms: performance.now() - began, at, estimate });
}

addEventListener("message", async ({ data }) => {
  try {
    await (data.type === "open" ? open(data.files) : read(data));
  } catch (problem) {
    /* What a page needs to know; a picture is in no message. */
    postMessage({ type: "failed", why: String(problem?.message ?? problem) });
  }
});
