/*
 * Histograms of oriented gradients of a 48 x 48 crop, as OpenCV's descriptor gives them: cells of 8 pixels, blocks of
 * two by two of them, nine directions without sign (Dalal and Triggs 2005, "Histograms of oriented gradients for human
 * detection", CVPR).
 */
const SIDE = 48;
const CELL = 8;
const BLOCK = 16;
const BINS = 9;
const BLOCKS = (SIDE - BLOCK) / CELL + 1;
const PER_BLOCK = 4 * BINS;
const SIGMA = BLOCK / 4;
const CLIP = 0.2;
const POLYNOMIAL = [0.9997878412794807, -0.3258083974640975, 0.1555786518463281, -0.04432655554792128];
const VOTES = votes();

/* For each pixel of a block, which of its cells it counts in, and how much. */
function votes() {
  const list = [];
  for (let y = 0; y < BLOCK; y++)
    for (let x = 0; x < BLOCK; x++) {
      const weight = Math.exp(-((y - BLOCK / 2) ** 2 + (x - BLOCK / 2) ** 2) / (2 * SIGMA * SIGMA));
      const [cellX, cellY] = [(x + 0.5) / CELL - 0.5, (y + 0.5) / CELL - 0.5];
      for (const column of [0, 1])
        for (const row of [0, 1]) {
          const share = (1 - Math.abs(cellX - column)) * (1 - Math.abs(cellY - row));
          if (Math.abs(cellX - column) < 1 && Math.abs(cellY - row) < 1)
            list.push({ at: y * SIDE + x, bin: (column * 2 + row) * BINS, weight: weight * share });
        }
    }
  return list;
}

/** Return the descriptor, 900 numbers. */
export function gradients({ data }) {
  const { first, second, lower, upper } = gradientsOf(data);
  const found = new Float32Array(BLOCKS * BLOCKS * PER_BLOCK);
  for (let column = 0; column < BLOCKS; column++)
    for (let row = 0; row < BLOCKS; row++) {
      const block = found.subarray((column * BLOCKS + row) * PER_BLOCK, (column * BLOCKS + row + 1) * PER_BLOCK);
      const origin = row * CELL * SIDE + column * CELL;
      for (const { at, bin, weight } of VOTES) {
        const pixel = origin + at;
        block[bin + lower[pixel]] += first[pixel] * weight;
        block[bin + upper[pixel]] += second[pixel] * weight;
      }
      normalise(block);
    }
  return found;
}

/* Each pixel's gradient, shared among the two directions it lies between. */
function gradientsOf(data) {
  const [first, second] = [new Float32Array(SIDE * SIDE), new Float32Array(SIDE * SIDE)];
  const [lower, upper] = [new Uint8Array(SIDE * SIDE), new Uint8Array(SIDE * SIDE)];
  const mirrored = (place) => (place < 0 ? 1 : place >= SIDE ? SIDE - 2 : place);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const value = (column, row) => data[mirrored(row) * SIDE + mirrored(column)];
      const [dx, dy] = [value(x + 1, y) - value(x - 1, y), value(x, y + 1) - value(x, y - 1)];
      const size = Math.hypot(dx, dy);
      const place = (angleOf(dx, dy) * BINS) / 180 - 0.5;
      const bin = Math.floor(place);
      const at = y * SIDE + x;
      lower[at] = (bin + BINS) % BINS;
      upper[at] = (lower[at] + 1) % BINS;
      first[at] = size * (1 - (place - bin));
      second[at] = size * (place - bin);
    }
  return { first, second, lower, upper };
}

/* 0 to 360 degrees, by the polynomial of cv::cartToPolar, which is off by 0.01 of a degree. */
function angleOf(x, y) {
  const [across, down] = [Math.abs(x), Math.abs(y)];
  const share = Math.min(across, down) / (Math.max(across, down) + Number.EPSILON);
  const square = share * share;
  const [p1, p3, p5, p7] = POLYNOMIAL;
  let angle = (((p7 * square + p5) * square + p3) * square + p1) * share * (180 / Math.PI);
  if (down > across) angle = 90 - angle;
  if (x < 0) angle = 180 - angle;
  return y < 0 ? 360 - angle : angle;
}

function normalise(block) {
  let sum = 0;
  for (const value of block) sum += value * value;
  const scale = 1 / (Math.sqrt(sum) + PER_BLOCK * 0.1);
  sum = 0;
  for (let i = 0; i < block.length; i++) {
    block[i] = Math.min(block[i] * scale, CLIP);
    sum += block[i] * block[i];
  }
  const again = 1 / (Math.sqrt(sum) + 1e-3);
  for (let i = 0; i < block.length; i++) block[i] *= again;
}
