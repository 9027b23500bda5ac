/* A student's group: notes arrive, the clock runs, and what is being typed stays. */
import { gettext, interpolate } from "../../content/gettext.js";
import { announce } from "./announce.js";
import { live } from "./sitting.js";
import { countDown } from "./timer.js";
import { watchCard } from "./to_group.js";

const card = () => document.getElementById("group-card");
const isSameTalk = (one, other) => one.dataset.prompt === other.dataset.prompt && one.dataset.over === other.dataset.over;

/* Only what changed is changed: a screen reader reads a new note once, and the form keeps its words. */
function update(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fresh = template.content.firstElementChild;
  /* Nothing is talked over, as before: what was not posted stays in sight. */
  if (!fresh.dataset.prompt && !card().dataset.prompt) return;
  const [board, place] = [fresh.querySelector("#group-board"), card().querySelector("#group-board")];
  if (isSameTalk(fresh, card()) && board && place) {
    mergeBoard(place.firstElementChild, board.firstElementChild);
    card().querySelector(".time-left").replaceWith(fresh.querySelector(".time-left"));
  } else if (!isSameTalk(fresh, card()) || !fresh.isEqualNode(card())) {
    replace(fresh);
  }
  countDown(askAnew);
  watchCard(card());
}

function replace(fresh) {
  const before = card();
  const isNews = !isSameTalk(fresh, before);
  keepDraft(before, fresh);
  before.replaceWith(fresh);
  window.htmx?.process(fresh);
  if (isNews && fresh.dataset.prompt) announce(document.getElementById("group-head").textContent);
}

/* Time ran out under somebody's hands, or the boards were put away: the words are not lost. Where the same talk goes
   on, they are in its form again. */
function keepDraft(before, fresh) {
  const notes = [...before.querySelectorAll(".draft")];
  for (const note of notes) note.removeAttribute("role");
  const words = before.querySelector("#group-words")?.value.trim();
  if (words) notes.push(noteOf(words, before.dataset.prompt));
  const field = fresh.querySelector("#group-words");
  const isForField = (note) => field && note.dataset.prompt === fresh.dataset.prompt;
  for (const note of notes.filter(isForField)) field.value = note.dataset.words;
  const others = notes.filter((note) => !isForField(note));
  if (!others.length) return;
  if (fresh.hidden) fresh.innerHTML = '<div class="inside"></div>';
  fresh.hidden = false;
  fresh.querySelector(".inside").append(...others);
}

function noteOf(words, prompt) {
  const note = document.createElement("p");
  note.className = "draft";
  note.textContent = interpolate(gettext("Not posted in time: “%(words)s”"), { words });
  note.setAttribute("role", "status");
  Object.assign(note.dataset, { words, prompt });
  return note;
}

function mergeBoard(old, fresh) {
  if (old.id !== fresh.id) return old.replaceWith(fresh);
  for (const part of ["h3", ".members"]) {
    if (old.querySelector(part).textContent !== fresh.querySelector(part).textContent) old.querySelector(part).replaceWith(fresh.querySelector(part));
  }
  const list = old.querySelector(".posts");
  const wanted = [...fresh.querySelectorAll(".post")];
  for (const note of [...list.children]) {
    const twin = wanted.find((post) => post.id === note.id);
    if (!twin) note.remove();
    else if (twin.dataset.removed !== note.dataset.removed) note.replaceWith(twin);
  }
  wanted.forEach((post, index) => list.children[index]?.id !== post.id && list.insertBefore(post, list.children[index] ?? null));
  const [bare, freshBare] = [old.querySelector(".bare"), fresh.querySelector(".bare")];
  if (bare && !freshBare) bare.remove();
  else if (!bare && freshBare) list.after(freshBare);
}

async function askAnew() {
  try {
    const reply = await fetch(card().dataset.url, { headers: { "HX-Request": "true" } });
    if (reply.ok && !reply.redirected) update(await reply.text());
  } catch {
    /* The connection is away; when it is back, the socket says how the group stands. */
  }
}

/* No word of a group in reply to a new connection: the teacher put the boards away meanwhile. */
let waiting = 0;
live.addEventListener("open", () => {
  waiting = setTimeout(() => update('<section id="group-card" class="group-card" hidden></section>'), 2000);
});
live.addEventListener("message:group", (event) => {
  clearTimeout(waiting);
  update(event.detail.html);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "group-card") return;
  countDown(askAnew);
  watchCard(card());
});

/* Enter sends, as people expect of a short note; with Shift it begins a new line. */
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "group-words" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit(document.getElementById("group-post"));
});
countDown(askAnew);
watchCard(card());
