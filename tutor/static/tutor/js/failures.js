/* What a page with questions does when a request fails: what a form holds is kept and the student is told. */
import { gettext } from "../../content/gettext.js";
import { say } from "./notice.js";
import "./typed.js";
import { forget, keep, postpone, retryAll } from "./unsent.js";

export const UNSENT = gettext("The connection is away. Nothing is lost: please try again in a moment.");
const SIGNED_OUT = gettext("You have been signed out. Please load the page again; what you typed is kept.");
const PAUSED = gettext("Your teacher has paused the lesson. What you wrote stays here: send it when the lesson goes on.");
const GONE = gettext("This is not here any more: it was erased or removed, perhaps in another window. Nothing was changed.");

/* Events after a swap are sent from what is still in the page; the request knows who asked. */
export function formOf(event) {
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
  else if (status === 404) say(GONE);
  // With 429 the server says itself what it is.
  else if (status !== 429) say(gettext("Something broke on our side. What you answered before is safe. Please try again."));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr?.status ?? 0;
  const form = formOf(event);
  if (form && status >= 200 && status < 500 && ![403, 423, 429].includes(status) && !isWholePage(event)) forget(event.detail.requestConfig);
});

/* After signing in, the page sends what was kept. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 || !isWholePage(event)) return;
  event.detail.shouldSwap = false;
  keepOrSay(event, { retry: false, words: SIGNED_OUT });
  location.reload();
});

window.addEventListener("online", retryAll);
