/* The practice page: questions without a lesson around them. What cannot be sent is kept, as in a lesson. */
import "./expression.js";
import { drawFigures } from "./drawn.js";
import "./notice.js";
import { enhanceSpots } from "./hotspots.js";
import { enhanceOrderings } from "./ordering.js";
import { forget, keep, restore, retryAll } from "./unsent.js";
import "./verdict.js";

function formOf(event) {
  return event.detail.requestConfig?.elt?.closest("form[data-keep]");
}

function keepAnswer(event) {
  const form = formOf(event);
  if (form) keep(form, event.detail.requestConfig?.triggeringEvent?.submitter);
}

document.addEventListener("htmx:sendError", keepAnswer);
document.addEventListener("htmx:timeout", keepAnswer);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 502 && keepAnswer(event));
document.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr?.status ?? 0;
  if (status >= 200 && status < 500 && status !== 429) forget(event.detail.requestConfig);
});
document.addEventListener("htmx:afterSwap", () => {
  enhanceOrderings(document);
  enhanceSpots(document);
  drawFigures();
});
window.addEventListener("online", retryAll);

enhanceOrderings(document);
enhanceSpots(document);
drawFigures();
document.addEventListener("DOMContentLoaded", restore);
