/*
 * Follows a face from the frame in which the networks found it into the frames after it: the turn, zoom and shift
 * under which a frame shows the crop that was read (Baker and Matthews 2004, "Lucas-Kanade 20 years on", section 3.2).
 *
 * A placement is [a, b, x, y]: the crop's point z, as a complex number, is the picture's (a + ib) z + (x + iy).
 */
import { faceAnchors, similarity } from "./geometry.js";
import { shrink, warp } from "./picture.js";

const multiply = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
const divide = ([a, b], [c, d]) => {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
};

/* The template at one size, and what one difference to it says about the placement. */
class Level {
  constructor(crop, [size, rounds], face) {
    this.size = size;
    this.rounds = rounds;
    const small = shrink(crop, size, size).data;
    const [[top, bottom], [left, right]] = face.map((range) => range.map((share) => Math.round(share * size)));
    this.window = { top, bottom, left, right };
    const count = (bottom - top) * (right - left);
    const values = this.#windowOf(small);
    this.template = values.map((value) => value);
    const spread = Math.sqrt(centre(this.template)) || 1;
    for (let i = 0; i < count; i++) this.template[i] /= spread;
    const effects = this.#effects(small, spread);
    for (const effect of effects) {
      centre(effect);
      const along = dot(effect, this.template);
      for (let i = 0; i < count; i++) effect[i] -= this.template[i] * along;
    }
    const squares = effects.map((one, i) => effects.map((other, j) => dot(one, other) + (i === j ? 1e-6 : 0)));
    const inverse = invert(squares);
    this.steps = inverse.map((row) => {
      const step = new Float32Array(count);
      row.forEach((share, j) => {
        for (let i = 0; i < count; i++) step[i] += share * effects[j][i];
      });
      return step;
    });
  }

  /** Return right, down, zoom and tilt by which the cut shows the template's face displaced. */
  step(cut) {
    const values = this.#windowOf(cut.data);
    const scale = 1 / (Math.sqrt(centre(values)) || 1);
    for (let i = 0; i < values.length; i++) values[i] = values[i] * scale - this.template[i];
    return this.steps.map((step) => dot(step, values));
  }

  #windowOf(data) {
    const { top, bottom, left, right } = this.window;
    const values = new Float64Array((bottom - top) * (right - left));
    let at = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) values[at++] = data[y * this.size + x];
    return values;
  }

  /* What a pixel gains by a move to the right, down, by zoom and by tilt. */
  #effects(small, spread) {
    const { top, bottom, left, right } = this.window;
    const { size } = this;
    const mirrored = (place) => (place < 0 ? -place : place >= size ? 2 * size - 2 - place : place);
    const value = (x, y) => small[mirrored(y) * size + mirrored(x)];
    const effects = Array.from({ length: 4 }, () => new Float64Array((bottom - top) * (right - left)));
    let at = 0;
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const difference = (dx, dy) =>
          value(column + dx - dy, row + dy - dx) - value(column - dx - dy, row - dy - dx) +
          2 * (value(column + dx, row + dy) - value(column - dx, row - dy)) +
          value(column + dx + dy, row + dy + dx) - value(column - dx + dy, row - dy + dx);
        const across = difference(1, 0) / 8 / spread;
        const down = difference(0, 1) / 8 / spread;
        const [x, y] = [column - (size - 1) / 2, row - (size - 1) / 2];
        effects[0][at] = across;
        effects[1][at] = down;
        effects[2][at] = across * x + down * y;
        effects[3][at++] = down * x - across * y;
      }
    return effects;
  }
}

/* Take the mean off; return the sum of squares that is left. */
function centre(values) {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] -= mean;
    squares += values[i] * values[i];
  }
  return squares;
}

function dot(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

/* Gauss and Jordan, with the largest pivot. */
function invert(matrix) {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let row = i + 1; row < size; row++) if (Math.abs(rows[row][i]) > Math.abs(rows[pivot][i])) pivot = row;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    const scale = rows[i][i];
    rows[i] = rows[i].map((value) => value / scale);
    for (let row = 0; row < size; row++) {
      if (row === i) continue;
      const share = rows[row][i];
      rows[row] = rows[row].map((value, column) => value - share * rows[i][column]);
    }
  }
  return rows.map((row) => row.slice(size));
}

/** A face as it was read in one frame, to be found again in those after it. */
export class Template {
  #numbers;
  #levels;

  constructor(face, crop, numbers) {
    this.face = face;
    this.crop = crop;
    this.#numbers = numbers;
    const { crop_size: side, fer_anchors: goals } = numbers.crop;
    const [a, , x, b, , y] = similarity(goals.map(([u, v]) => [u * side, v * side]), face.anchors);
    this.placement = [a, b, x, y];
    this.#levels = numbers.tracking.levels.map((level) => new Level(crop, level, numbers.tracking.face));
  }

  /** Return where a grey picture shows the template's face, sought from a placement on. */
  follow(grey, start) {
    const side = this.#numbers.crop.crop_size;
    const { enough } = this.#numbers.tracking;
    let [a, b, x, y] = start;
    const pictures = this.#shrunk(grey);
    this.#levels.forEach((level, index) => {
      const { picture, across, down } = pictures[index];
      const pixel = side / level.size;
      for (let round = 0; round < level.rounds; round++) {
        const cut = this.#cut(picture, [a, b, x, y], { size: level.size, across, down });
        const [right, below, zoom, tilt] = level.step(cut);
        if (!(Math.abs(zoom) + Math.abs(tilt) < 0.5)) break;
        const back = divide([1, 0], [1 + zoom, tilt]);
        const moved = multiply(back, [side / 2 + right * pixel, side / 2 + below * pixel]);
        const [shiftX, shiftY] = multiply([a, b], [side / 2 - moved[0], side / 2 - moved[1]]);
        [x, y] = [shiftX + x, shiftY + y];
        [a, b] = multiply([a, b], back);
        const most = Math.abs(right) + Math.abs(below) + ((Math.abs(zoom) + Math.abs(tilt)) * level.size) / 2;
        if (most < enough * level.size) break;
      }
    });
    return [a, b, x, y];
  }

  /** Return the template's face at another place; expression, yaw and pitch stay as they were read. */
  moved([a, b, x, y]) {
    const [a0, b0, x0, y0] = this.placement;
    const [c, s] = divide([a, b], [a0, b0]);
    const [backX, backY] = multiply([c, s], [x0, y0]);
    const size = Math.hypot(c, s);
    const landmarks = new Float32Array(this.face.landmarks.length);
    for (let i = 0; i < landmarks.length; i += 3) {
      const [u, v, w] = this.face.landmarks.subarray(i, i + 3);
      landmarks[i] = u * c - v * s + (x - backX);
      landmarks[i + 1] = u * s + v * c + (y - backY);
      landmarks[i + 2] = w * size;
    }
    const [yaw, pitch, roll] = this.face.pose;
    const tilt = (Math.atan2(s, c) * 180) / Math.PI;
    const anchors = faceAnchors(landmarks, this.#numbers.crop.anchor_landmarks);
    return { ...this.face, landmarks, anchors, pose: [yaw, pitch, roll - tilt] };
  }

  #cut(picture, [turnA, turnB, x, y], { size, across, down }) {
    const pixel = this.#numbers.crop.crop_size / size;
    const [a, b] = [turnA * pixel, turnB * pixel];
    const [halfX, halfY] = [(a - b) / 2 + x, (a + b) / 2 + y];
    return warp(picture, [a * across, -b * across, halfX * across - 0.5, b * down, a * down, halfY * down - 0.5], size);
  }

  /* The picture for each level, about as coarse as its crop, and by how much it was shrunk. */
  #shrunk(grey) {
    const side = this.#numbers.crop.crop_size;
    const size = Math.hypot(this.placement[0], this.placement[1]);
    const pictures = [];
    let finer = grey;
    for (const level of [...this.#levels].reverse()) {
      const factor = Math.max(Math.round((((size * side) / level.size) * finer.height) / grey.height), 1);
      if (factor > 1) finer = shrink(finer, Math.floor(finer.width / factor), Math.floor(finer.height / factor));
      pictures.unshift({ picture: finer, across: finer.width / grey.width, down: finer.height / grey.height });
    }
    return pictures;
  }
}
