/* The teacher's boards: the server sends them anew whenever something is written, moved or removed. */
import { gettext } from "../../content/gettext.js";
import { replaceAround } from "./in_use.js";
import { LiveSocket, sayWhenAway } from "./live.js";
import "./menu.js";
import { sayReplies } from "./said.js";
import { countDown } from "./timer.js";

const live = new LiveSocket(document.getElementById("boards").dataset.socket);
const place = () => document.getElementById("boards-live");

/* While the form that begins a prompt is here, a colleague may have begun one. */
function replace(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fresh = template.content.firstElementChild;
  if (place()) replaceAround(place(), fresh);
  else if (fresh.querySelector(".boards")) document.getElementById("notice").textContent = gettext("A colleague has begun a group prompt. Load the page again to see it.");
  countDown(askAnew);
}

function askAnew() {
  window.htmx.ajax("GET", location.pathname, { target: "#boards-live", select: "#boards-live", swap: "outerHTML" }).then(() => countDown(askAnew));
}

live.addEventListener("message:boards", (event) => replace(event.detail.html));
sayWhenAway(live, document.getElementById("notice"), {
  away: gettext("The connection is away, so this is a little old. It will catch up by itself."),
  back: gettext("Up to date again."),
});
countDown(askAnew);
sayReplies(document.getElementById("notice"));
live.connect();
