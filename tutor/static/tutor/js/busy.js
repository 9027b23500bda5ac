/* What was pressed is under way: seen within a fifth of a second, heard when it takes longer. */
import { gettext } from "../../content/gettext.js";
import { announce } from "./announce.js";

const SHOW_MS = 100;
const SAY_MS = 2000;
const underway = new Map(); // what is awaited -> what to take back when it has come

function begin(key, pressed) {
  if (underway.has(key)) return;
  const show = setTimeout(() => {
    document.documentElement.dataset.busy = "";
    pressed?.classList.add("is-busy");
  }, SHOW_MS);
  const tell = setTimeout(() => announce(gettext("Still on its way.")), SAY_MS);
  underway.set(key, () => {
    clearTimeout(show);
    clearTimeout(tell);
    pressed?.classList.remove("is-busy");
  });
}

function end(key) {
  underway.get(key)?.();
  underway.delete(key);
  if (!underway.size) delete document.documentElement.dataset.busy;
}

function isQuiet(element) {
  return element.closest?.("[data-quiet]");
}

/* The request itself says when it is over: what asked may be gone from the page by then. */
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isQuiet(detail.elt)) return;
  detail.xhr.addEventListener("loadend", () => end(detail.xhr));
  begin(detail.xhr, detail.requestConfig.triggeringEvent?.submitter ?? detail.elt.closest("a, button"));
});

/* A form that leaves the page: htmx has stopped those that are its own before they come here. */
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) begin(event.target, event.submitter);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const there = new URL(link.href, location.href);
  const isElsewhere = there.pathname !== location.pathname || there.search !== location.search;
  if (there.origin === location.origin && isElsewhere) begin(link, link);
});
/* The page stays, and what was sent may be sent again; or is pressed again too early (send_once.js). */
document.addEventListener("attune:released", ({ target }) => end(target));
document.addEventListener("attune:refused", () => announce(gettext("Still on its way.")));
/* Back in a page that the browser had kept. */
addEventListener("pageshow", () => [...underway.keys()].forEach(end));
