/* The parts of a page that can be read by themselves, each with a button. */
import { iconed } from "./controls.js";

/* What is read, and where its button stands: before it, or first within it. Help, hints and feedback may come by themselves. */
const KINDS = [
  { kind: "text", selector: "#step .prose[data-place], main > .column > .prose, .skipped > .prose, #group-card .inside > .prose" },
  { kind: "question", selector: ".question form > fieldset" },
  { kind: "answer", selector: ".feedback", isWithin: true, isHelp: true },
  { kind: "hint", selector: ".hints > li", isWithin: true, isHelp: true },
  { kind: "help", selector: ".adaptation > details.leaf", isHelp: true },
];
const ALL = KINDS.map(({ selector }) => selector).join(", ");
const HEADS = "#step-title, main > .column > h1";

/** Return what can be read, in the order of the page; each part once, not within another. */
export function blocks() {
  const found = [...document.querySelectorAll(`${HEADS}, ${ALL}`)].filter((part) => part.checkVisibility());
  return found.filter((part) => !found.some((other) => other !== part && other.contains(part)));
}

/** Put a button on each part that has none. */
export function offerToListen(words, listen) {
  for (const { kind, selector, isWithin } of KINDS) {
    for (const block of document.querySelectorAll(selector)) {
      if (buttonOf(block, isWithin)) continue;
      const button = iconed("aloud", labelOf(kind, words), () => listen(block));
      button.classList.add("listen");
      if (kind === "help") block.querySelector("summary").after(button);
      else if (isWithin) block.prepend(button);
      else block.before(button);
    }
  }
}

/** Take the buttons away again. */
export function withdrawOffers() {
  for (const button of document.querySelectorAll(".listen")) button.remove();
}

/** Return the help, hints and feedback that are in the page now, each by what makes it another one. */
export function helpInPage() {
  const found = KINDS.filter(({ isHelp }) => isHelp).flatMap(({ kind, selector }) => [...document.querySelectorAll(selector)].map((block) => [keyOf(kind, block), block]));
  return new Map(found);
}

/* Help says thank you when it is judged, and a hint may hold a question: neither makes it new. */
function keyOf(kind, block) {
  const { id, dataset } = block.closest("[id]");
  return `${id} ${kind === "answer" ? block.textContent.replace(/\s+/g, " ") : dataset.state}`;
}

function buttonOf(block, isWithin) {
  if (isWithin) return block.querySelector(":scope > .listen");
  return block.matches("details") ? block.querySelector(":scope > summary + .listen") : block.previousElementSibling?.matches(".listen");
}

function labelOf(kind, { gettext }) {
  return {
    text: gettext("Listen to this text"),
    question: gettext("Listen to this question"),
    answer: gettext("Listen to what came of the answer"),
    hint: gettext("Listen to this hint"),
    help: gettext("Listen to this help"),
  }[kind];
}
