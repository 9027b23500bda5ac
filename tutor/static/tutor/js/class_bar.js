/* The class on a student's page: follow the teacher, but never under somebody's hands. */
import { live } from "./sitting.js";

const bar = () => document.getElementById("class-bar");

function currentNumber() {
  return Number(document.querySelector("#step-nav input[name=number]")?.value ?? 0);
}

/* Somebody in the middle of an answer is asked, not moved. */
function isWorking() {
  const focused = document.activeElement;
  if (focused?.closest("#step form[data-keep]:not(#self-report), #group-form")) return true;
  return [...document.querySelectorAll("#step .question:not([data-settled]) input, #step .question:not([data-settled]) textarea")].some(
    (input) => (["radio", "checkbox"].includes(input.type) ? input.checked !== input.defaultChecked : input.type !== "hidden" && input.value !== input.defaultValue),
  );
}

function showLink() {
  const link = document.getElementById("follow");
  if (link) link.hidden = Number(bar().dataset.lead) === currentNumber();
}

function follow(number) {
  const link = document.getElementById("follow");
  if (!link || number === currentNumber()) return;
  if (isWorking()) {
    document.getElementById("notice").textContent = `Your class has gone on to step ${number}. Finish your thought, then go there.`;
    return;
  }
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#step", swap: "outerHTML" });
}

/* No session in reply to a new connection: it ended while the connection was away. */
let waiting = 0;
live.addEventListener("open", () => {
  waiting = setTimeout(() => (bar().hidden = true), 2000);
});

live.addEventListener("message:session", (event) => {
  clearTimeout(waiting);
  const before = bar().dataset.lead;
  const template = document.createElement("template");
  template.innerHTML = event.detail.html;
  const hadFocus = document.activeElement?.id === "hand-button";
  bar().replaceWith(template.content.firstElementChild);
  window.htmx.process(bar());
  if (hadFocus) document.getElementById("hand-button")?.focus({ preventScroll: true });
  showLink();
  const number = event.detail.lead_number;
  if (number && String(number) !== before) follow(number);
});

document.addEventListener("htmx:afterSwap", showLink);
showLink();
