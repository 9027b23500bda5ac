/* An adaptation comes: below everything, announced once, never over what a student is doing. */
import { announce } from "./announce.js";

const PROMPTED_WITHIN_MS = 4000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let askedAt = -Infinity;
let pill = null;
const welcomed = new WeakSet();

/** Remember that the student has just asked for help, so that the answer may take the focus. */
export function noteRequest() {
  askedAt = performance.now();
}

/** Put an adaptation's markup into the page; the same one twice is shown once. */
export function place(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const card = template.content.firstElementChild;
  const list = document.getElementById("adaptations");
  if (!card?.id || !list || isOfAnotherStep(card)) return;
  const old = document.getElementById(card.id);
  if (!old) {
    list.append(card);
    window.htmx?.process(card);
    welcome(card);
  } else if (!isSame(old, card)) {
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(card);
    window.htmx?.process(card);
    if (hadFocus) card.focus({ preventScroll: true });
  }
}

/** Take away what the teacher took back; whoever was in it is put at the top of the step. */
export function takeAway(id) {
  const card = document.getElementById(`adaptation-${id}`);
  if (!card) return;
  const label = labelOf(card);
  const hadFocus = card.contains(document.activeElement);
  forgetPill();
  card.remove();
  if (hadFocus) document.getElementById("step-title").focus({ preventScroll: true });
  announce(`Taken back by your teacher: ${label}`);
}

/* It left the server before the student went on; going back to that step will show it. */
function isOfAnotherStep(card) {
  const here = document.getElementById("step").dataset.step;
  return Boolean(card.dataset.step && here && card.dataset.step !== here);
}

/** Whether two renderings of one card say the same. */
export function isSame(old, card) {
  return old.dataset.state === card.dataset.state && old.dataset.helped === card.dataset.helped;
}

/** Unfold a new card, and lead the student to it as politely as the moment allows. */
export function welcome(card) {
  if (welcomed.has(card)) return;
  welcomed.add(card);
  card.classList.add("arriving");
  card.addEventListener("animationend", () => card.classList.remove("arriving"), { once: true });
  const wasAsked = performance.now() - askedAt < PROMPTED_WITHIN_MS;
  if (wasAsked) {
    askedAt = -Infinity;
    lead(card);
    return;
  }
  announce(`New below: ${labelOf(card)}`);
  if (!isInView(card)) offerWay(card);
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
  const dock = document.querySelector(".dock")?.getBoundingClientRect().top ?? innerHeight;
  return card.getBoundingClientRect().top < dock - 80;
}

/* Only once the card has unfolded are its edges known; htmx has given back the focus by then, too. */
function lead(card) {
  const from = scrollY;
  setTimeout(() => {
    card.focus({ preventScroll: true });
    const isTall = card.offsetHeight > innerHeight * 0.6;
    card.scrollIntoView({ behavior: pace(), block: isTall ? "start" : "nearest" });
    setTimeout(() => Math.abs(scrollY - from) > innerHeight / 2 && offerReturn(from), 700);
  }, 230);
}

/* Out of sight, a card waits; a small button tells that it is there. */
function offerWay(card) {
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && away());
  const away = showPill("Another way to see it ↓", () => {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ behavior: pace(), block: "start" });
  }, () => seen.disconnect());
  seen.observe(card.querySelector(".leaf") ?? card);
}

/* After a long way down, the way back to the question is one press, and gone once it is not needed. */
function offerReturn(top) {
  const look = () => scrollY <= top + 40 && away();
  const away = showPill("Back to where you were ↑", () => scrollTo({ top, behavior: pace() }), () => {
    removeEventListener("scroll", look);
  });
  addEventListener("scroll", look, { passive: true });
}

function showPill(words, act, clean) {
  forgetPill();
  const button = Object.assign(document.createElement("button"), { type: "button", className: "pill", textContent: words });
  const away = () => {
    clean();
    button.remove();
    if (pill?.button === button) pill = null;
  };
  button.addEventListener("click", () => {
    away();
    act();
  });
  document.body.append(button);
  pill = { button, away };
  return away;
}

/** A new step has no cards waiting below. */
export function forgetPill() {
  pill?.away();
}
