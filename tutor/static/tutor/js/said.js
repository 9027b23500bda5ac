/* What the server says of something just pressed: seen and heard where the page is, and not for ever. */
const SHOWN_MS = 10_000;

/** Show the words of each reply in a place that is always in sight. */
export function sayReplies(place) {
  document.addEventListener("attune:said", (event) => {
    const { words } = event.detail;
    place.textContent = words;
    setTimeout(() => place.textContent === words && (place.textContent = ""), SHOWN_MS);
  });
}
