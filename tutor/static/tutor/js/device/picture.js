/*
 * Pictures as plain numbers, and the few things that the server does to them with OpenCV: grey, turn, shrink. Each
 * rounds where OpenCV rounds, so that a face is the same here and there.
 *
 * A picture is { width, height, channels, data }: bytes row by row, red, green, blue (and alpha) of a pixel in turn.
 */

/* cv::warpAffine counts places in 1/32 of a pixel, and works them out in 1/1024. */
const PLACES = 32;
const STEPS = 1024;

/** Return what a frame of a video shows. */
export async function pixelsOf(frame) {
  const { width, height } = frame.visibleRect;
  const format = { format: "RGBA" };
  const data = new Uint8Array(frame.allocationSize(format));
  await frame.copyTo(data, format);
  return { width, height, channels: 4, data };
}

/* Two by two pixels of blue, as browsers hold frames. */
const BLUE = {
  BGRA: [255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255],
  I420: [41, 41, 41, 41, 240, 110],
};
let areFramesTrue = null;

/** Say whether frames of a video can be had here, in their own colours: WebKitGTK 2.50 hands red for blue. */
export function hasTrueFrames() {
  areFramesTrue ??= Promise.all(Object.entries(BLUE).map(showsBlue)).then((each) => each.every(Boolean));
  return areFramesTrue;
}

async function showsBlue([format, bytes]) {
  try {
    const frame = new VideoFrame(Uint8Array.from(bytes), { format, codedWidth: 2, codedHeight: 2, timestamp: 0 });
    const { data } = await pixelsOf(frame).finally(() => frame.close());
    return data[0] < 64 && data[2] > 192;
  } catch {
    return false;
  }
}

/** Round half to even, as the hardware does that OpenCV leaves it to. */
export function roundEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 ? floor + 1 : floor;
}

/** Return the grey of a coloured picture. */
export function toGrey({ width, height, channels, data }) {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += channels)
    grey[pixel] = (data[at] * 9798 + data[at + 1] * 19235 + data[at + 2] * 3735 + 16384) >> 15;
  return { width, height, channels: 1, data: grey };
}

/** Return the inverse of a 2 x 3 matrix [a, b, c, d, e, f]. */
export function inverse([a, b, c, d, e, f]) {
  const scale = 1 / (a * e - b * d || Infinity);
  const [p, q, r, s] = [e * scale, -b * scale, -d * scale, a * scale];
  return [p, q, -p * c - q * f, r, s, -r * c - s * f];
}

/**
 * Return a square part of a picture, turned, scaled and shifted.
 *
 * @param {object} picture
 * @param {number[]} matrix 2 x 3, from places in the part to places in the picture
 * @param {number} side of the part in pixels
 * @param {{ outside?: "repeat" | "black", channels?: number }} options what lies outside the picture; how many of
 *   its channels are wanted
 */
export function warp(picture, matrix, side, { outside = "repeat", channels = picture.channels } = {}) {
  const { width, height, data, channels: step } = picture;
  const part = new Uint8Array(side * side * channels);
  const [a, b, c, d, e, f] = matrix;
  const across = new Int32Array(side);
  const down = new Int32Array(side);
  for (let x = 0; x < side; x++) {
    across[x] = roundEven(a * x * STEPS);
    down[x] = roundEven(d * x * STEPS);
  }
  const half = STEPS / PLACES / 2;
  const isBlack = outside === "black";
  for (let y = 0, at = 0; y < side; y++) {
    const left = roundEven((b * y + c) * STEPS) + half;
    const top = roundEven((e * y + f) * STEPS) + half;
    for (let x = 0; x < side; x++) {
      const [placeX, placeY] = [(left + across[x]) >> 5, (top + down[x]) >> 5];
      const [shareX, shareY] = [placeX & 31, placeY & 31];
      const [x0, y0] = [placeX >> 5, placeY >> 5];
      const w00 = (PLACES - shareX) * (PLACES - shareY);
      const w01 = shareX * (PLACES - shareY);
      const w10 = (PLACES - shareX) * shareY;
      const w11 = shareX * shareY;
      if (x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height) {
        const first = (y0 * width + x0) * step;
        const second = first + width * step;
        for (let channel = 0; channel < channels; channel++)
          part[at++] =
            (data[first + channel] * w00 + data[first + step + channel] * w01 +
              data[second + channel] * w10 + data[second + step + channel] * w11 + 512) >> 10;
        continue;
      }
      for (let channel = 0; channel < channels; channel++) {
        const value = (column, row) => {
          const isOutside = column < 0 || row < 0 || column >= width || row >= height;
          if (isOutside && isBlack) return 0;
          const [inX, inY] = [Math.min(Math.max(column, 0), width - 1), Math.min(Math.max(row, 0), height - 1)];
          return data[(inY * width + inX) * step + channel];
        };
        part[at++] =
          (value(x0, y0) * w00 + value(x0 + 1, y0) * w01 + value(x0, y0 + 1) * w10 + value(x0 + 1, y0 + 1) * w11 + 512) >> 10;
      }
    }
  }
  return { width: side, height: side, channels, data: part };
}

/** Return a grey picture shrunk to a size: each pixel the mean of the area that it covers. */
export function shrink({ width, height, data }, newWidth, newHeight) {
  const columns = shares(width, newWidth);
  const rows = shares(height, newHeight);
  const small = new Uint8Array(newWidth * newHeight);
  /* cv::resize rounds halves up where it halves a picture, and to even elsewhere. */
  const round = width === 2 * newWidth && height === 2 * newHeight ? Math.round : roundEven;
  const line = new Float64Array(newWidth);
  for (let y = 0; y < newHeight; y++) {
    const sums = new Float64Array(newWidth);
    for (const [row, rowShare] of rows[y]) {
      line.fill(0);
      for (let x = 0; x < newWidth; x++)
        for (const [column, share] of columns[x]) line[x] += data[row * width + column] * share;
      for (let x = 0; x < newWidth; x++) sums[x] += line[x] * rowShare;
    }
    for (let x = 0; x < newWidth; x++) small[y * newWidth + x] = round(sums[x]);
  }
  return { width: newWidth, height: newHeight, channels: 1, data: small };
}

/** Return a coloured picture cut in the middle to the shape of a size, and shrunk to it. */
export function fit(picture, newWidth, newHeight) {
  const { width, height, channels, data } = picture;
  if (width === newWidth && height === newHeight) return picture;
  const scale = Math.min(width / newWidth, height / newHeight);
  const [cutWidth, cutHeight] = [Math.floor(newWidth * scale), Math.floor(newHeight * scale)];
  const [left, top] = [(width - cutWidth) >> 1, (height - cutHeight) >> 1];
  const [columns, rows] = [shares(cutWidth, newWidth), shares(cutHeight, newHeight)];
  const small = new Uint8Array(newWidth * newHeight * channels);
  const sums = new Float64Array(newWidth * channels);
  for (let y = 0; y < newHeight; y++) {
    sums.fill(0);
    for (const [row, rowShare] of rows[y]) {
      const first = ((top + row) * width + left) * channels;
      for (let x = 0, to = 0; x < newWidth; x++, to += channels)
        for (const part of columns[x]) {
          const from = first + part[0] * channels;
          const share = part[1] * rowShare;
          for (let channel = 0; channel < channels; channel++) sums[to + channel] += data[from + channel] * share;
        }
    }
    for (let i = 0; i < sums.length; i++) small[y * sums.length + i] = Math.round(sums[i]);
  }
  return { width: newWidth, height: newHeight, channels, data: small };
}

/* For each new pixel, which old ones it covers, and with what share of itself; the same for a size each time. */
const known = new Map();

function shares(length, newLength) {
  const key = `${length}:${newLength}`;
  if (known.has(key)) return known.get(key);
  const scale = length / newLength;
  const covered = Array.from({ length: newLength }, (_, place) => {
    const [begin, end] = [place * scale, Math.min((place + 1) * scale, length)];
    const parts = [];
    for (let old = Math.floor(begin); old < Math.min(Math.ceil(end), length); old++) {
      const share = Math.min(end, old + 1) - Math.max(begin, old);
      if (share > 1e-3) parts.push([old, share / (end - begin)]);
    }
    return parts;
  });
  known.set(key, covered);
  return covered;
}
