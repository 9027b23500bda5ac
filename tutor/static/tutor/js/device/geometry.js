/* Geometry of a face: where its crop lies, which way the head looks, and its mesh as the clip network reads it. */

const DEGREES = 180 / Math.PI;

/** Return the 2 x 3 matrix that turns, scales and shifts points closest to others (Umeyama 1991, in the plane). */
export function similarity(source, target) {
  const [from, to] = [mean(source), mean(target)];
  let [spread, a, b] = [0, 0, 0];
  for (let i = 0; i < source.length; i++) {
    const [x, y] = [source[i][0] - from[0], source[i][1] - from[1]];
    const [u, v] = [target[i][0] - to[0], target[i][1] - to[1]];
    spread += x * x + y * y;
    a += x * u + y * v;
    b += x * v - y * u;
  }
  spread ||= 1;
  a /= spread;
  b /= spread;
  return [a, -b, to[0] - a * from[0] + b * from[1], b, a, to[1] - b * from[0] - a * from[1]];
}

function mean(points) {
  const sum = [0, 0];
  for (const [x, y] of points) {
    sum[0] += x;
    sum[1] += y;
  }
  return [sum[0] / points.length, sum[1] / points.length];
}

/** Return eye, eye and mouth centres of landmarks (x, y, z of each in turn). */
export function faceAnchors(landmarks, indices) {
  return indices.map((points) => mean(points.map((point) => [landmarks[3 * point], landmarks[3 * point + 1]])));
}

/** Return yaw, pitch and roll in degrees (`head_pose` and `face_turn` of the server). */
export function headPose(landmarks, width, height, { points, weights, canonical, field_of_view: fieldOfView }) {
  const top = 2 * Math.tan(fieldOfView / 2);
  const sides = [(top * width) / height, top, (top * width) / height];
  const count = 468;
  let depths = 0;
  for (let point = 0; point < count; point++) depths += landmarks[3 * point + 2] / width;
  const offset = (depths / count) * sides[2];
  const screen = points.map((point) => {
    const [x, y, z] = [landmarks[3 * point] / width, landmarks[3 * point + 1] / height, landmarks[3 * point + 2] / width];
    return [(x - 0.5) * sides[0], (-y + 0.5) * sides[1], z * sides[2]];
  });
  const shares = normalised(weights);
  const source = centred(canonical, shares);
  let { scale } = fit(screen.map(([x, y, z]) => [x, y, -z]), source, shares);
  scale *= fit(metric(screen, offset, scale), source, shares).scale;
  const { turn } = fit(metric(screen, offset, scale), source, shares);
  const yaw = Math.atan2(-turn[2][0], Math.hypot(turn[2][1], turn[2][2]));
  return [yaw, Math.atan2(turn[2][1], turn[2][2]), Math.atan2(turn[1][0], turn[0][0])].map((angle) => angle * DEGREES);
}

function normalised(weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function centred(points, shares) {
  const middle = [0, 0, 0];
  points.forEach((point, i) => point.forEach((value, axis) => (middle[axis] += shares[i] * value)));
  return points.map((point) => point.map((value, axis) => value - middle[axis]));
}

/* Undo the perspective of points that lie `scale` times nearer than the face they show. */
function metric(screen, offset, scale) {
  return screen.map(([x, y, z]) => {
    const depth = (z - offset + 1) / scale;
    return [x * depth, y * depth, -depth];
  });
}

/* Scale and rotation that bring the canonical points closest to others, weighted: Horn (1987), by quaternions. */
function fit(target, source, shares) {
  const goal = centred(target, shares);
  const s = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  let spread = 0;
  for (let i = 0; i < goal.length; i++)
    for (let row = 0; row < 3; row++) {
      spread += shares[i] * source[i][row] ** 2;
      for (let column = 0; column < 3; column++) s[row][column] += shares[i] * source[i][row] * goal[i][column];
    }
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = s;
  const [w, x, y, z] = largestVector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ]);
  const turn = [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
  let shared = 0;
  for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++) shared += turn[row][column] * s[column][row];
  return { scale: shared / spread, turn };
}

/* The eigenvector of a symmetric 4 x 4 matrix with the largest eigenvalue, by Jacobi's rotations. */
function largestVector(m) {
  const size = 4;
  const v = m.map((_, i) => m.map((_, j) => Number(i === j)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += m[p][q] ** 2;
    if (off < 1e-30) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) if (m[p][q]) rotate(m, v, p, q);
  }
  let best = 0;
  for (let i = 1; i < size; i++) if (m[i][i] > m[best][best]) best = i;
  return v.map((row) => row[best]);
}

function rotate(m, v, p, q) {
  const theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < m.length; k++) [m[k][p], m[k][q]] = [c * m[k][p] - s * m[k][q], s * m[k][p] + c * m[k][q]];
  for (let k = 0; k < m.length; k++) [m[p][k], m[q][k]] = [c * m[p][k] - s * m[q][k], s * m[p][k] + c * m[q][k]];
  for (const row of v) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
}

/** Return what the mesh head reads of a face: landmarks freed of place, size and tilt, blendshapes, and pose. */
export function geometryInputs({ landmarks, blendshapes, pose }, { eye_corners: [left, right], pose_scale_deg: poseScale }) {
  const count = landmarks.length / 3;
  const middle = [0, 0, 0];
  for (let i = 0; i < landmarks.length; i++) middle[i % 3] += landmarks[i] / count;
  const turn = Math.atan2(
    landmarks[3 * right + 1] - landmarks[3 * left + 1],
    landmarks[3 * right] - landmarks[3 * left],
  );
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const inputs = new Float32Array(landmarks.length + blendshapes.length + pose.length);
  let squares = 0;
  for (let i = 0; i < landmarks.length; i += 3) {
    const [x, y] = [landmarks[i] - middle[0], landmarks[i + 1] - middle[1]];
    inputs[i] = x * cosine + y * sine;
    inputs[i + 1] = y * cosine - x * sine;
    inputs[i + 2] = landmarks[i + 2] - middle[2];
    squares += x * x + y * y;
  }
  const radius = Math.max(Math.sqrt(squares / count), 1e-6);
  for (let i = 0; i < landmarks.length; i++) inputs[i] /= radius;
  inputs.set(blendshapes, landmarks.length);
  inputs.set(pose.map((angle) => angle / poseScale), landmarks.length + blendshapes.length);
  return inputs;
}
