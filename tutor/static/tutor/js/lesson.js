/* The lesson page: what comes by the socket, where the focus goes, what happens when the network fails. */
import { gettext } from "../../content/gettext.js";
import { forgetPill, noteRequest, place, takeAway } from "./arrivals.js";
import "./expression.js";
import { drawFigures } from "./drawn.js";
import "./folds.js";
import { placeInUse } from "./keep_place.js";
import { sayWhenAway } from "./live.js";
import { enhanceSpots } from "./hotspots.js";
import { enhanceOrderings } from "./ordering.js";
import { say } from "./notice.js";
import { live } from "./sitting.js";
import { forget, keep, postpone, restore, retryAll } from "./unsent.js";
import "./verdict.js";

const notice = document.getElementById("notice");
const UNSENT = gettext("The connection is away. Nothing is lost: please try again in a moment.");
const SIGNED_OUT = gettext("You have been signed out. Please load the page again; what you typed is kept.");
const PAUSED = gettext("Your teacher has paused the lesson. What you wrote stays here: send it when the lesson goes on.");
const DOUBLE_CLICK_MS = 600;
let wentOnAt = -Infinity;
const lessonTitle = document.title.split(" · ").slice(1).join(" · ");

/* Events after a swap are sent from what is still in the page; the request knows who asked. */
function formOf(event) {
  return event.detail.requestConfig?.elt?.closest("form");
}

function keepOrSay(event, { retry = true, words = UNSENT } = {}) {
  const form = formOf(event);
  const submitter = event.detail.requestConfig?.triggeringEvent?.submitter;
  const isKept = form?.matches("[data-keep]");
  if (isKept) keep(form, submitter, { retry });
  if (!isKept || !retry) say(words);
}

/* The lesson is paused, and this page had not heard of it. */
function waitForClass(event) {
  postpone(event.detail.requestConfig);
  say(PAUSED);
}

/* A whole page in reply to a fragment: the session has ended, and this is the sign-in page. */
function isWholePage(event) {
  return /^\s*<!doctype/i.test(event.detail.xhr?.responseText ?? "");
}

document.addEventListener("htmx:sendError", keepOrSay);
document.addEventListener("htmx:timeout", keepOrSay);

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status >= 502 && status <= 504) keepOrSay(event);
  else if (status === 423) waitForClass(event);
  else if (status === 403) keepOrSay(event, { retry: false, words: SIGNED_OUT });
  // With 429 the server says itself what it is.
  else if (status !== 429) say(gettext("Something broke on our side. What you answered before is safe. Please try again."));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr?.status ?? 0;
  const form = formOf(event);
  if (form && status >= 200 && status < 500 && ![403, 423, 429].includes(status) && !isWholePage(event)) forget(event.detail.requestConfig);
});

/* After signing in, the lesson's page sends what was kept. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 || !isWholePage(event)) return;
  event.detail.shouldSwap = false;
  keepOrSay(event, { retry: false, words: SIGNED_OUT });
  location.reload();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "self-report") noteRequest();
});

/* Help opens beneath what the student was looking at while tapping. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "self-report") return;
  event.detail.parameters.at = placeInUse()?.dataset.place ?? "";
});

/* The same adaptation may come by the socket and in the reply to a tap; both take one way into the page. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!event.detail.target.matches(".adaptations")) return;
  event.detail.shouldSwap = false;
  place(event.detail.fragment.querySelector(".adaptation").outerHTML);
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target === notice) say(notice.textContent);
});

document.addEventListener("htmx:afterSwap", (event) => {
  enhanceOrderings(document);
  enhanceSpots(document);
  drawFigures();
  const target = event.detail.target;
  if (target.id === "step") arriveAtStep(formOf(event));
  else if (target.matches?.(".adaptation")) arriveAtCard(target.id);
  else if (target.id === "self-report") stayAtMenu();
});

function arriveAtStep(form) {
  if (form?.matches(".nav-next")) wentOnAt = performance.now();
  const step = document.getElementById("step");
  forgetPill();
  notice.textContent = "";
  document.title = `${step.dataset.title} · ${lessonTitle}`;
  document.getElementById("step-title").focus({ preventScroll: true });
}

/* The second click of a double click lands on the next step's button, and is not meant for it. */
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches(".nav-next") || performance.now() - wentOnAt > DOUBLE_CLICK_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

/* The pressed word is in the menu, which is folded again. */
function stayAtMenu() {
  if (document.activeElement === document.body) document.querySelector("#how > summary").focus({ preventScroll: true });
}

/* The pressed button is gone with the old card; the card itself takes the focus in its place. */
function arriveAtCard(id) {
  requestAnimationFrame(() => {
    const card = document.getElementById(id);
    if (card && !card.contains(document.activeElement)) card.focus({ preventScroll: true });
  });
}

live.addEventListener("message:adaptation", (event) => place(event.detail.html));
live.addEventListener("message:adaptation_gone", (event) => takeAway(event.detail.id));
live.addEventListener("open", () => {
  if (notice.textContent === UNSENT) notice.textContent = "";
  retryAll();
});
window.addEventListener("online", retryAll);
sayWhenAway(live, notice, {
  away: gettext("The connection is away. Keep reading; it will come back by itself."),
  back: gettext("Connected again."),
});

enhanceOrderings(document);
enhanceSpots(document);
drawFigures();
live.connect();
/* After htmx has taken over the forms, which it does on this same event, before us. */
document.addEventListener("DOMContentLoaded", restore);
