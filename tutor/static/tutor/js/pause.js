/* While the teacher has paused the lesson nothing is sent; what was typed stays, and so does the place in it. */
const SENDERS = "#step .question :is(fieldset, button:not(.listen)), #next, #group-post";
let place = null;
let meanwhile = null; // where the focus waits

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
  if (place && !meanwhile) waitBeside(place);
}

function release() {
  for (const part of document.querySelectorAll("[data-paused]")) {
    part.disabled = false;
    delete part.dataset.paused;
  }
  if (place && [document.body, meanwhile].includes(document.activeElement)) goBackTo(place);
  place = meanwhile = null;
}

/* A reader hears of the pause from elsewhere; the next Tab goes on from here. */
function waitBeside({ element }) {
  meanwhile = element.closest(".question") ?? document.getElementById("step-title");
  meanwhile.tabIndex = -1;
  meanwhile.focus({ preventScroll: true });
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
