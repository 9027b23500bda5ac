/* Whom to help first: the server sends the list anew whenever the class changes. */
import { gettext } from "../../content/gettext.js";
import { replaceAround } from "./in_use.js";
import { LiveSocket, sayWhenAway } from "./live.js";
import { sayReplies } from "./said.js";

const ASK_MS = 20_000;
const live = new LiveSocket(document.getElementById("help-first").dataset.socket);
const place = () => document.getElementById("help-live");

function replace(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fresh = template.content.firstElementChild;
  if (fresh && place()) replaceAround(place(), fresh);
}

/* Who does nothing sends nothing that would bring the list anew. */
async function askAnew() {
  if (document.hidden) return;
  const reply = await fetch(location.pathname).catch(() => null);
  if (!reply?.ok || reply.redirected) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("help-live");
  if (fresh) replaceAround(place(), fresh);
}

live.addEventListener("message:help", (event) => replace(event.detail.html));
sayWhenAway(live, document.getElementById("notice"), {
  away: gettext("The connection is away, so this is a little old. It will catch up by itself."),
  back: gettext("Up to date again."),
});
sayReplies(document.getElementById("notice"));
setInterval(askAnew, ASK_MS);
live.connect();
