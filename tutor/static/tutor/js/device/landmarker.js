/* Finds faces in a picture: the detector, the landmarks and the blendshapes of the bundle (`landmarker.py`). */
import { faceAnchors, headPose } from "./geometry.js";
import { inverse, warp } from "./picture.js";

export class Landmarker {
  #run;
  #numbers;
  #centres;

  /**
   * @param {(network: string, inputs: object) => Promise<object>} run runs a network
   * @param {object} numbers what the server judges by
   */
  constructor(run, numbers) {
    this.#run = run;
    this.#numbers = numbers;
    this.#centres = anchorCentres(numbers.detector.side);
  }

  /** Return the faces of a picture, surest first; or the one still near the face of the picture before. */
  async find(picture, near = null) {
    if (near) {
      const face = await this.#face(picture, this.#boxAround(near.landmarks));
      if (face) return [face];
    }
    const faces = [];
    for (const box of (await this.detect(picture)).slice(0, 2)) {
      const face = await this.#face(picture, box);
      if (face) faces.push(face);
    }
    return faces;
  }

  /** Say whether the detector alone sees one face, and where `face` is. */
  async seesOnly(picture, face) {
    const boxes = await this.detect(picture);
    if (boxes.length !== 1) return false;
    const [x, y] = [0, 1].map((axis) => face.anchors.reduce((sum, point) => sum + point[axis], 0) / face.anchors.length);
    return Math.hypot(boxes[0].x - x, boxes[0].y - y) < boxes[0].side / 4;
  }

  /** Return the faces that the detector alone sees, surest first, as the landmark network's regions. */
  async detect(picture) {
    const { side, least_score: least, overlap, margin } = this.#numbers.detector;
    const scale = side / Math.max(picture.width, picture.height);
    const [shiftX, shiftY] = [(side - picture.width * scale) / 2, (side - picture.height * scale) / 2];
    const matrix = inverse([scale, 0, shiftX, 0, scale, shiftY]);
    const small = warp(picture, matrix, side, { outside: "black", channels: 3 }).data;
    const input = scaled(small, 1 / 127.5, -1);
    const { regressions, logits } = await this.#run("face_detector", { picture: [input, [1, side, side, 3]] });
    const found = [];
    for (let anchor = 0; anchor < logits.length; anchor++) {
      const score = 1 / (1 + Math.exp(-Math.min(Math.max(logits[anchor], -50), 50)));
      if (score < least) continue;
      const [centreX, centreY] = this.#centres[anchor];
      const values = Array.from(regressions.subarray(anchor * 16, anchor * 16 + 8));
      for (const at of [0, 4, 6]) {
        values[at] += centreX - shiftX;
        values[at + 1] += centreY - shiftY;
      }
      found.push({ score, values: values.map((value) => value / scale) });
    }
    return merged(found, overlap).map((values) => turnedBox(values, margin));
  }

  /* The landmarked face in a box, or null where the landmark network sees none. */
  async #face(picture, box) {
    const { side } = this.#numbers.landmarks;
    const [cosine, sine] = [Math.cos(box.turn) * box.side, Math.sin(box.turn) * box.side];
    const left = box.x - (cosine - sine) / 2;
    const top = box.y - (sine + cosine) / 2;
    const part = warp(picture, [cosine / side, -sine / side, left, sine / side, cosine / side, top], side, { channels: 3 });
    const input = scaled(part.data, 1 / 255, 0);
    const { points, presence } = await this.#run("face_landmarks", { picture: [input, [1, side, side, 3]] });
    if (presence[0] < 0) return null;
    const landmarks = new Float32Array(points.length);
    for (let i = 0; i < points.length; i += 3) {
      const [x, y, z] = [points[i] / side, points[i + 1] / side, points[i + 2] / side];
      landmarks[i] = x * cosine - y * sine + left;
      landmarks[i + 1] = x * sine + y * cosine + top;
      landmarks[i + 2] = z * box.side;
    }
    const anchors = faceAnchors(landmarks, this.#numbers.crop.anchor_landmarks);
    const pose = headPose(landmarks, picture.width, picture.height, this.#numbers.geometry);
    return { landmarks, anchors, pose, blendshapes: await this.#blendshapes(landmarks) };
  }

  async #blendshapes(landmarks) {
    const { subset } = this.#numbers.blendshapes;
    const points = new Float32Array(subset.length * 2);
    subset.forEach((index, i) => points.set(landmarks.subarray(3 * index, 3 * index + 2), 2 * i));
    const { blendshapes } = await this.#run("face_blendshapes", { points: [points, [1, subset.length, 2]] });
    return Float32Array.from(blendshapes);
  }

  /* The region for the next picture's landmarks, such as the detector would have given. */
  #boxAround(landmarks) {
    const { follow_margin: margin, follow_drop: drop } = this.#numbers.landmarks;
    const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    for (let i = 0; i < landmarks.length; i++) {
      if (i % 3 === 2) continue;
      low[i % 3] = Math.min(low[i % 3], landmarks[i]);
      high[i % 3] = Math.max(high[i % 3], landmarks[i]);
    }
    const [left, right] = this.#numbers.geometry.eye_corners;
    const turn = Math.atan2(
      landmarks[3 * right + 1] - landmarks[3 * left + 1],
      landmarks[3 * right] - landmarks[3 * left],
    );
    const side = Math.max(high[0] - low[0], high[1] - low[1]) * margin;
    return {
      x: (low[0] + high[0]) / 2 - side * drop * Math.sin(turn),
      y: (low[1] + high[1]) / 2 + side * drop * Math.cos(turn),
      side,
      turn,
    };
  }
}

/* A plain loop: `Float32Array.from` takes ten times as long. */
function scaled(bytes, factor, shift) {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = bytes[i] * factor + shift;
  return values;
}

/* The detector's anchors: two a cell at stride 8, and three layers of two at stride 16. */
function anchorCentres(side) {
  const centres = [];
  for (const [cells, repeats] of [[16, 2], [8, 6]])
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++)
        for (let i = 0; i < repeats; i++)
          centres.push([((column + 0.5) / cells) * side, ((row + 0.5) / cells) * side]);
  return centres;
}

/* One box a face: overlapping detections averaged by their scores, surest face first. */
function merged(found, overlap) {
  const faces = [];
  let left = [...found].sort((one, other) => other.score - one.score);
  while (left.length) {
    const [first] = left;
    const group = left.filter((other) => overlaps(first.values, other.values, overlap));
    if (!group.includes(first)) group.push(first);
    const weight = group.reduce((sum, { score }) => sum + score, 0);
    faces.push(first.values.map((_, i) => group.reduce((sum, { score, values }) => sum + score * values[i], 0) / weight));
    left = left.filter((other) => !group.includes(other));
  }
  return faces;
}

function overlaps([x, y, width, height], [u, v, otherWidth, otherHeight], share) {
  const across = Math.min(x + width / 2, u + otherWidth / 2) - Math.max(x - width / 2, u - otherWidth / 2);
  const down = Math.min(y + height / 2, v + otherHeight / 2) - Math.max(y - height / 2, v - otherHeight / 2);
  const shared = Math.max(across, 0) * Math.max(down, 0);
  return shared > share * (width * height + otherWidth * otherHeight - shared);
}

/* The landmark network's region: the box with its margin, level with the two eyes. */
function turnedBox([x, y, width, height, leftX, leftY, rightX, rightY], margin) {
  return { x, y, side: Math.max(width, height) * margin, turn: Math.atan2(rightY - leftY, rightX - leftX) };
}
