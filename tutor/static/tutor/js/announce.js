/* Says something once to a screen reader, without moving anything. */
const place = document.getElementById("announcer");

export function announce(words) {
  place.textContent = "";
  /* Two frames, or some screen readers miss that it changed. */
  requestAnimationFrame(() => requestAnimationFrame(() => (place.textContent = words)));
}

/** Have what came with a swap said once, its formulas as formulas. What is a status already when it comes is heard by
    some screen readers and not by others, and by some again with each swap. */
export function sayWhatCame(element) {
  const words = element.cloneNode(true);
  for (const one of words.querySelectorAll("[id]")) one.removeAttribute("id");
  place.replaceChildren();
  requestAnimationFrame(() => requestAnimationFrame(() => place.replaceChildren(...words.childNodes)));
}
