/* An adaptation comes: beneath what gave rise to it, announced once, never over what a student is doing. */
import { gettext, interpolate } from "../../content/gettext.js";
import { announce } from "./announce.js";
import { drawFigures } from "./drawn.js";
import { keepPlace, placeInUse, readable } from "./keep_place.js";

const PROMPTED_WITHIN_MS = 4000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let askedAt = -Infinity;
let pill = null;

/** Remember that the student has just asked for help, so that the answer may take the focus. */
export function noteRequest() {
  askedAt = performance.now();
}

/** Put an adaptation's markup into the page; the same one twice is shown once. */
export function place(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const card = template.content.firstElementChild;
  if (!card?.id || isOfAnotherStep(card)) return;
  const list = document.getElementById(card.dataset.place) ?? document.getElementById("adaptations");
  const old = document.getElementById(card.id);
  if (!list) return;
  if (!old) arrive(card, list);
  else if (!isSame(old, card)) replace(old, card);
}

/** Take away what the teacher took back; whoever was in it is put at the top of the step. */
export function takeAway(id) {
  const card = document.getElementById(`adaptation-${id}`);
  if (!card) return;
  const label = labelOf(card);
  const hadFocus = card.contains(document.activeElement);
  forgetPill();
  keepPlace(placeInUse(), () => card.remove());
  if (hadFocus) document.getElementById("step-title").focus({ preventScroll: true });
  announce(interpolate(gettext("Taken back by your teacher: %(label)s"), { label }));
}

/* It left the server before the student went on; going back to that step will show it. */
function isOfAnotherStep(card) {
  const here = document.getElementById("step").dataset.step;
  return Boolean(card.dataset.step && here && card.dataset.step !== here);
}

/* Two renderings of one card say the same. */
function isSame(old, card) {
  return old.dataset.state === card.dataset.state && old.dataset.helped === card.dataset.helped;
}

function replace(old, card) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(card);
  window.htmx?.process(card);
  drawFigures();
  if (hadFocus) card.focus({ preventScroll: true });
}

/* What comes above the reader's place is there at once: unfolding it would push the text along. */
function arrive(card, list) {
  const anchor = placeInUse(list.previousElementSibling);
  keepPlace(anchor, () => list.append(card));
  foldOlder(card, anchor);
  window.htmx?.process(card);
  drawFigures();
  if (card.getBoundingClientRect().top > readable().top) unfold(card);
  welcome(card);
}

/* Older help becomes one line; where the page is too short to make up for it, it waits for the next visit. */
function foldOlder(card, anchor) {
  for (const leaf of document.querySelectorAll(".adaptation > details.leaf[open]")) {
    if (card.contains(leaf) || leaf.contains(document.activeElement)) continue;
    const moved = keepPlace(anchor, () => (leaf.open = false));
    if (moved > 1) keepPlace(anchor, () => (leaf.open = true));
  }
}

function unfold(card) {
  card.classList.add("arriving");
  card.addEventListener("animationend", () => card.classList.remove("arriving"), { once: true });
}

/* Lead the student to a new card as politely as the moment allows. */
function welcome(card) {
  const wasAsked = performance.now() - askedAt < PROMPTED_WITHIN_MS;
  if (wasAsked) {
    askedAt = -Infinity;
    lead(card);
    return;
  }
  const way = card.getBoundingClientRect().top < readable().top ? "above" : "below";
  const news = way === "above" ? gettext("New above: %(label)s") : gettext("New below: %(label)s");
  announce(interpolate(news, { label: labelOf(card) }));
  if (!isInView(card)) offerWay(card, way);
}

function pace() {
  return calm.matches ? "instant" : "smooth";
}

function labelOf(card) {
  const ids = (card.getAttribute("aria-labelledby") ?? "").split(" ");
  return ids.map((id) => document.getElementById(id)?.textContent.trim()).filter(Boolean).join(". ");
}

/* The unfolding has hardly begun, so only the card's top edge is known. */
function isInView(card) {
  const { top } = card.getBoundingClientRect();
  return top >= readable().top && top < readable().bottom - 80;
}

/* Only once the card has unfolded are its edges known; htmx has given back the focus by then, too. */
function lead(card) {
  const from = scrollY;
  setTimeout(() => {
    card.focus({ preventScroll: true });
    const room = readable();
    const isTall = card.offsetHeight > room.bottom - room.top;
    card.scrollIntoView({ behavior: pace(), block: isTall ? "start" : "nearest" });
    setTimeout(() => Math.abs(scrollY - from) > innerHeight / 2 && offerReturn(card, from), 700);
  }, 230);
}

/* Out of sight, a card waits; a line of the dock tells that it is there, and covers nothing of the page. */
function offerWay(card, way) {
  forgetPill();
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && forgetPill());
  pill = { button: makeButton(`${gettext("Another way to see it")} ${way === "above" ? "↑" : "↓"}`, "pill"), seen };
  pill.button.addEventListener("click", () => {
    forgetPill();
    card.focus({ preventScroll: true });
    card.scrollIntoView({ behavior: pace(), block: "start" });
  });
  document.querySelector(".dock")?.prepend(pill.button);
  seen.observe(card.querySelector("summary") ?? card);
}

/* After a long way, the way back is one press. It stands in the card, where it covers nothing. */
function offerReturn(card, top) {
  const button = makeButton(gettext("Back to where you were"), "plain way-back");
  const look = () => Math.abs(scrollY - top) <= 40 && away();
  const away = () => {
    removeEventListener("scroll", look);
    button.remove();
  };
  button.addEventListener("click", () => {
    away();
    scrollTo({ top, behavior: pace() });
  });
  addEventListener("scroll", look, { passive: true });
  card.querySelector(".leaf").append(button);
}

function makeButton(textContent, className) {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent });
}

/** A new step has no cards waiting out of sight. */
export function forgetPill() {
  pill?.seen.disconnect();
  pill?.button.remove();
  pill = null;
}
