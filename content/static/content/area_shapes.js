// The geometry of places, in per cent of a picture. A circle's corners are its middle and a point on its edge, to the
// right; a rectangle's are the upper left and the lower right one. `stretch` is the picture's width over its height.
const round = (value) => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;

/** The corners that a row's text means; nothing where it means none. */
export function cornersOf(shape, text) {
  const numbers = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  if (!numbers.length || numbers.some((one) => !(one >= 0 && one <= 100))) return null;
  if (shape === "circle") {
    const [x, y, radius] = numbers;
    return numbers.length === 3 ? [[x, y], [x + radius, y]] : null;
  }
  const corners = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) corners.push([numbers[index], numbers[index + 1]]);
  const isWhole = numbers.length % 2 === 0 && (shape === "rect" ? corners.length === 2 : corners.length > 2);
  return isWhole ? corners : null;
}

/** The text of a row for corners. */
export function coordsOf(shape, corners) {
  if (shape === "circle") {
    const [[x, y], [edge]] = corners;
    return [round(x), round(y), Math.max(0.1, round(edge - x))].join(", ");
  }
  return corners.flat().map(round).join(", ");
}

/** The element that draws a shape, and its attributes. */
export function outlineOf(shape, corners, stretch) {
  const [[x, y], [right, bottom] = []] = corners;
  if (shape === "circle") return ["ellipse", { cx: x, cy: y, rx: Math.max(0, right - x), ry: Math.max(0, right - x) * stretch }];
  if (shape === "rect") return ["rect", { x: Math.min(x, right), y: Math.min(y, bottom), width: Math.abs(right - x), height: Math.abs(bottom - y) }];
  return [corners.length < 3 ? "polyline" : "polygon", { points: corners.map((corner) => corner.join(",")).join(" ") }];
}

/** Where a shape can be taken to be made larger or smaller. */
export function handlesOf(shape, corners) {
  return shape === "circle" ? [corners[1]] : corners;
}

/** A shape that is drawn from one point to another. */
export function started(shape, from, to, stretch) {
  if (shape === "circle") return [from, [from[0] + Math.hypot(to[0] - from[0], (to[1] - from[1]) / stretch), from[1]]];
  return [
    [Math.min(from[0], to[0]), Math.min(from[1], to[1])],
    [Math.max(from[0], to[0]), Math.max(from[1], to[1])],
  ];
}

/** A shape that is moved; it stays on the picture. */
export function moved(shape, corners, from, to) {
  const held = shape === "circle" ? corners.slice(0, 1) : corners;
  const limited = (axis) => {
    const values = held.map((corner) => corner[axis]);
    return Math.min(100 - Math.max(...values), Math.max(-Math.min(...values), to[axis] - from[axis]));
  };
  const [across, down] = [limited(0), limited(1)];
  return corners.map(([x, y]) => [x + across, y + down]);
}

/** A shape one of whose handles is moved. */
export function reshaped(shape, corners, handle, to, stretch) {
  if (shape === "circle") return started("circle", corners[0], to, stretch);
  const changed = corners.map((corner, index) => (index === handle ? to : corner));
  return shape === "rect" ? started("rect", ...changed) : changed;
}
