/* Reading aloud, switched on: the controls, a button on each part, and when it falls silent by itself. */
import { isReadable } from "../keep_place.js";
import { blocks, helpInPage, offerToListen, withdrawOffers } from "./blocks.js";
import { vocabularyIn } from "./formula_words.js";
import { mark } from "./mark.js";
import { Player } from "./player.js";
import { Reader } from "./reader.js";
import { languagesOf, sentencesOf } from "./sentences.js";
import { voiceFor, voicesReady } from "./voices.js";
import { wordsIn } from "./words.js";

const SENDS = ".question form, .nav-next, #back, #follow";
const pageWords = await wordsIn(document.documentElement.lang);
const reader = globalThis.speechSynthesis ? new Reader() : null;
const vocabularies = new Map();
const watch = new MutationObserver(keepUp);
let player = null;
let known = new Map();
let wasPaused = false;

/** Show the controls beside the switch, and read when asked to. */
export async function begin(place) {
  style();
  if (!reader) return place.after(Object.assign(document.createElement("p"), { className: "aloud-panel aloud-note", textContent: pageWords.gettext("This browser cannot read aloud. Another one may.") }));
  voicesReady();
  player ??= new Player(pageWords, reader, readFromHere);
  place.after(player.element);
  known = helpInPage();
  keepUp();
  watch.observe(document.querySelector("main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-state"] });
}

/** Take all of it away again. */
export function end() {
  document.querySelector(".aloud-note")?.remove();
  reader?.stop();
  watch.disconnect();
  withdrawOffers();
  player?.element.remove();
}

function style() {
  const href = new URL("../../css/aloud.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function readFromHere() {
  const all = blocks();
  const first = Math.max(0, all.findIndex(isReadable));
  say(all.slice(first));
}

async function say(parts, { after = false } = {}) {
  await voicesReady();
  const languages = new Set(parts.flatMap((part) => [...languagesOf(part)]));
  await Promise.all([...languages].map(learn));
  const sentences = parts.flatMap((part) => sentencesOf(part, (language) => vocabularies.get(language)));
  const missing = sentences.find(({ language }) => !voiceFor(language));
  if (missing) player.tellOfMissing(missing.language);
  const sayable = sentences.filter(({ language }) => voiceFor(language));
  if (!sayable.length) return;
  if (after) reader.readNext(sayable);
  else reader.read(sayable);
}

async function learn(language) {
  if (!vocabularies.has(language)) vocabularies.set(language, vocabularyIn(await wordsIn(language)));
}

/* After each change of the page: buttons for what is new, and new help read to whoever wants that. */
function keepUp() {
  offerToListen(pageWords, (block) => {
    player.tell("");
    say([block]);
  });
  const isPaused = document.getElementById("class-bar")?.dataset.state === "paused";
  if (isPaused && !wasPaused) reader.pause();
  wasPaused = isPaused;
  const now = helpInPage();
  const fresh = [...now].filter(([key]) => !known.has(key)).map(([, block]) => block);
  known = now;
  if (player.readsNewHelp && fresh.length && !isPaused && !document.hidden) say(fresh, { after: true });
}

reader?.addEventListener("change", () => mark(reader.state === "idle" ? null : reader.sentence.range));
reader?.addEventListener("failed", () => player.tell(pageWords.gettext("The voice broke off. Try once more, or choose another voice in the settings of the device.")));

/* Who sends an answer or goes on has heard enough; what comes back is news of its own. */
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.closest(SENDS) && reader?.stop());
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "step") known = helpInPage();
});
/* A voice from a page that nobody sees confuses, and in a class nobody finds where it comes from. */
document.addEventListener("visibilitychange", () => document.hidden && reader?.pause());
addEventListener("pagehide", () => reader?.stop());
document.addEventListener("keydown", ({ key }) => key === "Escape" && !document.querySelector("[data-folds][open]") && reader?.stop());
