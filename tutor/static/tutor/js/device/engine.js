/* From the pictures of one clip to one estimate (`engine.py`). Holds no picture once it has answered. */
import { ClipFrames } from "./frames.js";
import { geometryInputs } from "./geometry.js";
import { Landmarker } from "./landmarker.js";

export class Engine {
  #run;
  #numbers;
  #finder;
  #frames;
  #assessed = [];

  /**
   * @param {(network: string, inputs: object) => Promise<object>} run runs a network
   * @param {object} numbers what the server judges by
   */
  constructor(run, numbers) {
    this.#run = run;
    this.#numbers = numbers;
    this.#finder = new Landmarker(run, numbers);
    this.begin();
  }

  /** Begin a clip: what was seen before is forgotten. */
  begin() {
    this.#frames = new ClipFrames(this.#finder, this.#numbers);
    this.#assessed = [];
  }

  /** Whether the clip has all its frames. */
  get isWhole() {
    return this.#assessed.length === this.#numbers.clip.length;
  }

  /** Look at the next picture of the clip, as soon as it is there; null is one that was lost. */
  async add(picture) {
    this.#assessed.push(await this.#frames.assess(picture));
  }

  /** Return what the clip said, and begin the next one. */
  async estimate() {
    const assessed = this.#assessed;
    this.begin();
    const seen = assessed.filter(({ reason }) => reason === null);
    const share = seen.length / Math.max(assessed.length, 1);
    const { model } = this.#numbers;
    if (share < this.#numbers.clip.min_share) return { reason: mainReason(assessed), faces_share: share, model };
    const { emotions, features } = await this.#readEmotions(assessed);
    const states = await this.#readStates(seen, features);
    return { reason: null, faces_share: share, states, emotions, model };
  }

  async #readEmotions(assessed) {
    const { length, features: wide, geometry_size: deep } = this.#numbers.clip;
    const side = this.#numbers.crop.crop_size;
    const crops = new Float32Array(length * side * side);
    const geometry = new Float32Array(length * deep);
    const [present, located] = [new Float32Array(length), new Float32Array(length)];
    /* A short clip stands at the end, as in training. */
    assessed.forEach(({ reason, crop, face }, index) => {
      const place = length - assessed.length + index;
      if (reason !== null) return;
      for (let i = 0; i < crop.data.length; i++) crops[place * side * side + i] = crop.data[i] / 255;
      geometry.set(geometryInputs(face, this.#numbers.geometry), place * deep);
      present[place] = located[place] = 1;
    });
    const found = await this.#run("clip", {
      crops: [crops, [1, length, 1, side, side]],
      present: [present, [1, length]],
      geometry: [geometry, [1, length, deep]],
      located: [located, [1, length]],
    });
    const features = new Float32Array(wide);
    const count = present.reduce((sum, value) => sum + value, 0);
    for (let place = 0; place < length; place++)
      if (present[place]) for (let i = 0; i < wide; i++) features[i] += found.features[place * wide + i] / count;
    return { emotions: softmax(found.emotion_logits, this.#numbers.calibration.emotion_temperature), features };
  }

  async #readStates(seen, features) {
    if (!this.#numbers.networks.states) return [];
    const blendshapes = meanOf(seen.map(({ face }) => face.blendshapes));
    const pose = meanOf(seen.map(({ face }) => face.pose));
    const { state_logits: logits } = await this.#run("states", {
      features: [features, [1, features.length]],
      blendshapes: [blendshapes, [1, blendshapes.length]],
      pose: [pose, [1, pose.length]],
    });
    const { state_temperatures: temperatures, state_biases: biases } = this.#numbers.calibration;
    return Array.from(logits, (logit, i) => {
      const scaled = logit / temperatures[i] + biases[i];
      return 1 / (1 + Math.exp(-Math.min(Math.max(scaled, -50), 50)));
    });
  }
}

function meanOf(rows) {
  const mean = new Float32Array(rows[0].length);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i] += row[i] / rows.length;
  return mean;
}

function softmax(logits, temperature) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/* The reason that most frames gave; of as many, the first. */
function mainReason(assessed) {
  const counts = new Map();
  for (const { reason } of assessed) if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? "bad_frames";
}
