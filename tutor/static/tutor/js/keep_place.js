/* Changes the page without moving what somebody is reading. */

/** The part of the window that neither the header nor the dock covers; in a low window both scroll with the page. */
export function readable() {
  const head = document.querySelector(".site-head")?.getBoundingClientRect().bottom ?? 0;
  const dock = document.querySelector(".dock")?.getBoundingClientRect().top ?? innerHeight;
  return { top: Math.max(0, head), bottom: Math.min(innerHeight, dock) };
}

export function isReadable(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const room = readable();
  return bottom > room.top && top < room.bottom;
}

/** Change the page while `anchor` stays where it is in the window; say by how many pixels it could not. */
export function keepPlace(anchor, change) {
  const root = document.documentElement;
  const before = anchor?.getBoundingClientRect().top;
  /* Browsers that anchor by themselves would correct what is corrected here. */
  root.style.overflowAnchor = "none";
  change();
  let moved = 0;
  if (anchor?.isConnected) {
    scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    moved = Math.abs(anchor.getBoundingClientRect().top - before);
  }
  requestAnimationFrame(() => (root.style.overflowAnchor = ""));
  return moved;
}

/** What is being read: the question, text or help in use if it is in view, else `likely`, else the topmost that is. */
export function placeInUse(likely = null) {
  const all = document.querySelectorAll("#step .question, #step [data-place=adaptations], #step .adaptation");
  const parts = [...all].filter((part) => part.offsetHeight > 0);
  const used = parts.find((part) => part.contains(document.activeElement) && isReadable(part));
  if (used) return used;
  return likely && isReadable(likely) ? likely : parts.find(isReadable) ?? null;
}
