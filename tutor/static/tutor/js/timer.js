/* Counts down what the server says is left, on this page's own clock. */
import { gettext, interpolate, minutes } from "../../content/gettext.js";
import { announce } from "./announce.js";

let deadline = Infinity;
let timer = 0;
let whenOver = () => {};
let warned = false;

/** Read the time that is left from the page, and call `over` once it has run out. */
export function countDown(over) {
  whenOver = over;
  clearInterval(timer);
  const place = document.querySelector("[data-left-s]");
  if (!place) return;
  const left = Number(place.dataset.leftS);
  deadline = performance.now() + left * 1000;
  warned = left <= 60;
  show();
  timer = setInterval(show, 250);
}

function show() {
  const place = document.querySelector("[data-left-s]");
  const left = Math.ceil((deadline - performance.now()) / 1000);
  if (!place) return clearInterval(timer);
  place.textContent = interpolate(gettext("%(time)s left"), { time: minutes(Math.max(0, left)) });
  if (left <= 60 && !warned) {
    warned = true;
    announce(gettext("One minute left."));
  }
  if (left > 0) return;
  clearInterval(timer);
  /* A class's pages do not all ask in the same moment. */
  setTimeout(whenOver, 200 + Math.random() * 800);
}
