/* The class on a student's page: follow the teacher, but never under somebody's hands. */
import { gettext, interpolate } from "../../content/gettext.js";
import { announce } from "./announce.js";
import { holdStill } from "./pause.js";
import { live } from "./sitting.js";

const bar = () => document.getElementById("class-bar");

function currentNumber() {
  return Number(document.getElementById("step").dataset.number ?? 0);
}

/* Somebody in the middle of an answer is asked, not moved. */
function isWorking() {
  const focused = document.activeElement;
  if (focused?.closest("#step form[data-keep]:not(#self-report), #group-form")) return true;
  return [...document.querySelectorAll("#step .question:not([data-settled]) input, #step .question:not([data-settled]) textarea")].some(
    (input) => (["radio", "checkbox"].includes(input.type) ? input.checked !== input.defaultChecked : input.type !== "hidden" && input.value !== input.defaultValue),
  );
}

const isPaused = () => !bar().hidden && bar().dataset.state === "paused";
const told = () => (bar().hidden ? "" : bar().querySelector(".told")?.textContent.trim() ?? "");

/* The bar goes and comes whole, so its words are said here, and only when they are new. */
function sayNews(before) {
  if (told() && told() !== before.words) announce(before.paused && !isPaused() ? `${gettext("The lesson goes on.")} ${told()}` : told());
}

function showLink() {
  const link = document.getElementById("follow");
  if (link) link.hidden = Number(bar().dataset.lead) === currentNumber();
}

function follow(number) {
  const link = document.getElementById("follow");
  if (!link || number === currentNumber()) return;
  if (isWorking()) {
    document.getElementById("notice").textContent = interpolate(gettext("Your class has gone on to step %(number)s. Finish your thought, then go there."), { number });
    return;
  }
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#step", swap: "outerHTML" });
}

/* No session in reply to a new connection: it ended while the connection was away. */
let waiting = 0;
live.addEventListener("open", () => {
  waiting = setTimeout(() => {
    bar().hidden = true;
    keepUp();
  }, 2000);
});

live.addEventListener("message:session", (event) => {
  clearTimeout(waiting);
  const before = { lead: bar().dataset.lead, words: told(), paused: isPaused() };
  const template = document.createElement("template");
  template.innerHTML = event.detail.html;
  const hadFocus = document.activeElement?.id === "hand-button";
  bar().replaceWith(template.content.firstElementChild);
  window.htmx.process(bar());
  if (hadFocus) document.getElementById("hand-button")?.focus({ preventScroll: true });
  keepUp();
  sayNews(before);
  const number = event.detail.lead_number;
  if (number && String(number) !== before.lead) follow(number);
});

function keepUp() {
  showLink();
  holdStill(isPaused());
}

document.addEventListener("htmx:afterSwap", keepUp);
/* After group.js has drawn the card. */
live.addEventListener("message:group", () => setTimeout(keepUp));
keepUp();
