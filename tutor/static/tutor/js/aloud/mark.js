/* Marks the sentence that is being read, without changing the page: what htmx swaps and what has the focus stay as they are. */
import { readable } from "../keep_place.js";

const NAME = "attune-aloud";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const paint = globalThis.CSS?.highlights ? byHighlight : byBoxes;
let boxes = null;

/** Mark a range of the page, and bring it into sight; nothing takes the mark away. */
export function mark(range) {
  paint(range);
  if (range) show(range);
}

function byHighlight(range) {
  if (range) CSS.highlights.set(NAME, new Highlight(range));
  else CSS.highlights.delete(NAME);
}

/* For browsers without highlights: boxes that lie over the lines, and through which everything can be pressed. */
function byBoxes(range) {
  boxes?.remove();
  boxes = null;
  if (!range) return;
  boxes = Object.assign(document.createElement("div"), { className: "aloud-boxes", ariaHidden: "true" });
  for (const { left, top, width, height } of range.getClientRects()) {
    const box = document.createElement("div");
    Object.assign(box.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px`, width: `${width}px`, height: `${height}px` });
    boxes.append(box);
  }
  document.body.append(boxes);
}

function show(range) {
  const { top, bottom } = range.getBoundingClientRect();
  const room = readable();
  if (top >= room.top && bottom <= room.bottom) return;
  scrollBy({ top: top - room.top - (room.bottom - room.top) / 4, behavior: calm.matches ? "instant" : "smooth" });
}
