/* Reads faces in this browser, in a worker: the page hands pictures over and hears estimates. */

/* A second of camera in four pictures may take most of a second, and no more, or the device is too slow. */
const SLOW_MS = 180;
/* Long enough for a browser to have compiled what is used often, short enough to wait for. */
const MEASURED_FRAMES = 12;
const UNMEASURED_FRAMES = 4;
const LOAD_WITHIN_MS = 120_000;
/* Looked for twice, since a device that wakes from sleep hears first that it is late. */
const LATE_AFTER_MS = 10_000;

export class DeviceReader extends EventTarget {
  #files;
  #worker = null;
  #isBusy = false;
  #isReady = false;
  #took = [];
  #frames = 0;
  #late = 0;

  /** @param {object} files addresses of the worker, the runtime and the networks */
  constructor(files) {
    super();
    this.#files = files;
  }

  /** Whether a browser has what it takes. */
  static get isPossible() {
    return "WebAssembly" in globalThis && "OffscreenCanvas" in globalThis && "createImageBitmap" in globalThis;
  }

  /** Whether it can take a picture now: one at a time, so that nothing old is read. */
  get isFree() {
    return this.#isReady && !this.#isBusy;
  }

  /** Load everything. Tells "progress" meanwhile, later "estimate", "still" or not, "slow" once, and "failed"; throws what kept it. */
  open() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("too_long")), LOAD_WITHIN_MS);
      const fail = (why) => {
        clearTimeout(timer);
        reject(new Error(why));
        if (this.#isReady) this.#tell("failed");
      };
      this.#worker = new Worker(this.#files.worker, { type: "module" });
      this.#worker.addEventListener("error", () => fail("no_worker"));
      this.#worker.addEventListener("message", ({ data }) => {
        if (data.type === "progress") this.#tell("progress", data);
        else if (data.type === "failed") fail(data.why);
        else if (data.type === "done") this.#hear(data);
        else if (data.type === "still") this.#hearStill();
        else if (data.type === "ready") {
          clearTimeout(timer);
          this.#isReady = true;
          resolve();
        }
      });
      this.#worker.postMessage({ type: "open", files: this.#files });
    });
  }

  /** Hand a bitmap or a frame of a video over; it is gone from the page. */
  read(bitmap) {
    if (!this.isFree || bitmap instanceof Blob) return;
    this.#isBusy = true;
    this.#worker.postMessage({ type: "frame", bitmap, at: performance.now() }, [bitmap]);
    this.#waitFor(2);
  }

  /* A worker that does not answer is too slow, whatever became of it. */
  #waitFor(looks) {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => {
      if (looks > 1 || document.hidden) this.#waitFor(looks - 1);
      else this.#tell("slow");
    }, LATE_AFTER_MS);
  }

  /** Let go of all memory. */
  close() {
    clearTimeout(this.#late);
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = this.#isBusy = false;
  }

  #hearStill() {
    this.#beFree();
    this.#tell("still", true);
  }

  #beFree() {
    clearTimeout(this.#late);
    this.#isBusy = false;
  }

  #hear({ took_ms: took, at, estimate }) {
    this.#beFree();
    this.#tell("still", false);
    if (estimate) this.#tell("estimate", { ...estimate, age_s: (performance.now() - at) / 1000 });
    this.#frames += 1;
    if (this.#frames <= UNMEASURED_FRAMES) return;
    this.#took = [...this.#took, took].slice(-MEASURED_FRAMES);
    /* As soon as it is certain that their mean will be too long, however fast those that are left. */
    if (this.#took.reduce((sum, one) => sum + one, 0) > SLOW_MS * MEASURED_FRAMES) this.#tell("slow");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Return an estimate as it travels: lists of numbers of four digits, under 300 bytes. */
export function toWord({ age_s: age, faces_share: share, reason, states, emotions, model }) {
  const round = (value) => Math.round(value * 10_000) / 10_000;
  const word = { type: "clip", age_s: round(age), model, faces_share: round(share) };
  return reason === null ? { ...word, states: states.map(round), emotions: emotions.map(round) } : { ...word, reason };
}
