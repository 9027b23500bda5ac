/* Says something once to a screen reader, without moving anything. */
const place = document.getElementById("announcer");

export function announce(words) {
  place.textContent = "";
  /* Two frames, or some screen readers miss that it changed. */
  requestAnimationFrame(() => requestAnimationFrame(() => (place.textContent = words)));
}
