/* While the teacher has paused the lesson nothing is sent; what was typed stays, and so does the place in it. */
const SENDERS = "#step .question :is(fieldset, button), #next, #group-post";
let place = null;

/** Hold, or let go, what a student answers and goes on with. Safe to call again after each swap. */
export function holdStill(isPaused) {
  if (isPaused) hold();
  else release();
}

function hold() {
  place ??= placeOf(document.activeElement);
  for (const part of document.querySelectorAll(SENDERS)) {
    if (part.disabled) continue;
    part.disabled = true;
    part.dataset.paused = "";
  }
}

function release() {
  for (const part of document.querySelectorAll("[data-paused]")) {
    part.disabled = false;
    delete part.dataset.paused;
  }
  if (place && document.activeElement === document.body) goBackTo(place);
  place = null;
}

/* A field that is shut loses the focus and the caret. */
function placeOf(element) {
  if (!element?.matches("#step .question *, #next")) return null;
  return { element, caret: element.selectionStart };
}

function goBackTo({ element, caret }) {
  element.focus({ preventScroll: true });
  if (typeof caret === "number") element.setSelectionRange(caret, caret);
}
