/* An answer came back, and its question was drawn anew: the focus stays on what was chosen, or goes to what came of it. */
import { sayWhatCame } from "./announce.js";

let held = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { activeElement } = document;
  held = detail.target.contains(activeElement) && activeElement.name ? activeElement : null;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const place = detail.target.id && document.getElementById(detail.target.id);
  const was = held;
  held = null;
  if (!place?.matches(".question, #practice")) return;
  const right = place.querySelector(".question[data-settled] > form > * > .feedback.right");
  right?.classList.add("arriving");
  if (document.activeElement !== document.body) return;
  if (right) arriveAt(right);
  else if (was) sameAs(was, place)?.focus({ preventScroll: true });
});

/* What has an id htmx finds again by itself; a choice is found by its name and value. */
function sameAs(old, place) {
  return [...place.querySelectorAll("input, select")].find(({ name, value }) => name === old.name && value === old.value);
}

function arriveAt(right) {
  right.querySelector("[data-verdict]").focus({ preventScroll: true });
  right.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/* What came is heard once: of a question its answer, of the hints the last, which is the new one. */
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const asked = detail.requestConfig?.elt;
  const place = asked?.matches?.("form") && document.getElementById(detail.target.id);
  if (!place) return;
  const came = asked.id.startsWith("hint-form-") ? place.querySelector(".hints > li:last-child > div") : feedbackOn(asked, place);
  if (came) sayWhatCame(came);
});

/* A right answer has the focus, which says it. */
function feedbackOn({ id }, place) {
  if (!id.startsWith("answer-")) return null;
  return place.querySelector(`[id="feedback-${id.slice("answer-".length)}"] :is(.not-yet, .errors)`);
}

/* An answer within a hint swaps the hint, and the button that was pressed may be gone: the focus stays there. */
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const id = detail.requestConfig?.elt?.closest?.(".hint-question")?.getAttribute("hx-target");
  const rung = id && document.querySelector(id);
  if (rung && document.activeElement === document.body) rung.focus({ preventScroll: true });
});
