/* The 48 x 48 crop that the networks read, upright and framed alike, and what it says about itself. */
import { similarity } from "./geometry.js";
import { inverse, shrink, warp } from "./picture.js";

/** Return the grey crop of the face with these anchors (`align_face` of the server). */
export function alignFace(grey, anchors, { crop_size: size, fer_anchors: goals }) {
  const matrix = similarity(anchors, goals.map(([x, y]) => [x * size, y * size]));
  const growth = 1 / Math.max(Math.hypot(matrix[0], matrix[3]), 1e-6);
  const factor = Math.min(Math.max(Math.round(growth), 1), 6);
  const [a, b, c, d, e, f] = matrix.map((value) => value * factor);
  const shifted = [a, b, c + 0.5 * (a + b) - 0.5, d, e, f + 0.5 * (d + e) - 0.5];
  const warped = warp(grey, inverse(shifted), size * factor);
  return factor > 1 ? shrink(warped, size, size) : warped;
}

/** Return the strength of the face's edges against its contrast. */
export function sharpness({ width, data }, [[top, bottom], [left, right]]) {
  const [values, edges] = [new Spread(), new Spread()];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      values.add(data[at]);
      if (y === top || y === bottom - 1 || x === left || x === right - 1) continue;
      edges.add(data[at - 1] + data[at + 1] + data[at - width] + data[at + width] - 4 * data[at]);
    }
  return edges.deviation / (values.deviation + 1e-3);
}

class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value) {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get deviation() {
    const mean = this.#sum / this.#count;
    return Math.sqrt(Math.max(this.#squares / this.#count - mean * mean, 0));
  }
}

/** Return the mean of a crop. */
export function brightness({ data }) {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}

/** Return the normalised correlation of two crops' faces, the lower of their upper and lower halves. */
export function likeness(one, other, halves) {
  return Math.min(...halves.map((half) => correlation(one, other, half)));
}

function correlation(one, other, [[top, bottom], [left, right]]) {
  const { width } = one;
  const count = (bottom - top) * (right - left);
  let [meanA, meanB] = [0, 0];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      meanA += one.data[y * width + x] / count;
      meanB += other.data[y * width + x] / count;
    }
  let [ab, aa, bb] = [0, 0, 0];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const [a, b] = [one.data[y * width + x] - meanA, other.data[y * width + x] - meanB];
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
  return ab / (Math.sqrt(aa * bb) + 1e-6);
}
