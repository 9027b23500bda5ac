/* The lesson page: what comes by the socket, and where the focus goes. */
import { gettext } from "../../content/gettext.js";
import { forgetPill, noteRequest, place, takeAway } from "./arrivals.js";
import "./expression.js";
import { drawFigures } from "./drawn.js";
import { UNSENT, formOf } from "./failures.js";
import "./folds.js";
import { placeInUse } from "./keep_place.js";
import { sayWhenAway } from "./live.js";
import { enhanceSpots } from "./hotspots.js";
import { enhanceOrderings } from "./ordering.js";
import { say } from "./notice.js";
import { live } from "./sitting.js";
import { restore, retryAll } from "./unsent.js";
import "./verdict.js";

const notice = document.getElementById("notice");
const DOUBLE_CLICK_MS = 600;
let wentOnAt = -Infinity;
const lessonTitle = document.title.split(" · ").slice(1).join(" · ");

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
