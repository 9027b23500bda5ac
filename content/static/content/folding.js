// Rows of a step as cards that fold: one line each says of which kind it is, how it begins and what is missing.
// Without this script all of them are open.
import { gettext, listed } from "./gettext.js";

const FIRST_WORDS = 70;
const REMEMBERED = `open-cards ${location.pathname}`;
const GROUPS = ["variants", "questions"].map((prefix) => document.getElementById(`${prefix}-group`)).filter(Boolean);

const cardsIn = (group) => [...group.querySelectorAll(".form-group:not(.empty-form)")];
const buttonOf = (card) => card.querySelector("h3 > .fold");
const nameOf = (card) => card.querySelector("input[name$='-DELETE']").name.replace(/-DELETE$/, "");
const isOpen = (card) => !card.classList.contains("is-folded");
const hasErrors = (card) => Boolean(card.querySelector(".errors, .has-error, .field-error, .errorlist"));

const own = (card, name) => card.querySelector(`[name="${nameOf(card)}-${name}"]`);
const written = (card, pattern) => [...card.querySelectorAll("textarea, input, select")]
  .filter((field) => pattern.test(field.name.slice(nameOf(card).length)) && !field.closest("template, .is-removed [data-row-group]"));

function firstWords(card) {
  const text = (own(card, "prompt") ?? own(card, "title")).value;
  const plain = text.replace(/!\[[^\]]*\]\([^)]*\)/g, "").replace(/[*_`#$]/g, "").replace(/\s+/g, " ").trim();
  return plain.length > FIRST_WORDS ? `${plain.slice(0, FIRST_WORDS).trimEnd()}…` : plain;
}

function lacksOfQuestion(card) {
  const isFilled = (field) => field.value.trim() !== "";
  const hints = written(card, /^-hints-hints-[^-]+-text$/);
  const feedback = written(card, /^-answers-.*(feedback|misconception)/);
  const skills = [...card.querySelectorAll(`[name="${nameOf(card)}-skills"]`)];
  return [
    ...(own(card, "kind").value ? [] : [gettext("no kind")]),
    ...(own(card, "prompt").value.trim() ? [] : [gettext("no text")]),
    ...(hints.some(isFilled) ? [] : [gettext("no hint")]),
    ...(feedback.length && !feedback.some(isFilled) ? [gettext("no feedback")] : []),
    ...(skills.length && !skills.some((box) => box.checked) ? [gettext("no skill")] : []),
  ];
}

function lacksOf(card) {
  if (own(card, "prompt")) return lacksOfQuestion(card);
  return own(card, "body").value.trim() ? [] : [gettext("no text")];
}

function describe(card) {
  const kind = own(card, "kind");
  const parts = {
    kind: kind.value ? kind.selectedOptions[0].textContent : gettext("New"),
    words: firstWords(card),
    lacks: listed(lacksOf(card)),
  };
  for (const [name, words] of Object.entries(parts)) buttonOf(card).querySelector(`.fold-${name}`).textContent = words;
}

function setOpen(card, open) {
  card.classList.toggle("is-folded", !open);
  buttonOf(card).setAttribute("aria-expanded", String(open));
}

function remember() {
  const open = GROUPS.flatMap(cardsIn).filter(isOpen).map(nameOf);
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(open));
  } catch {
    // Storage may be forbidden: cards then begin folded.
  }
}

function remembered() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "[]"));
  } catch {
    return new Set();
  }
}

function makeCard(card) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fold";
  for (const name of ["kind", "words", "lacks"]) {
    const part = document.createElement("span");
    part.className = `fold-${name}`;
    button.append(part, " ");
  }
  const title = card.querySelector("h3 > span:has(strong)");
  title.hidden = true;
  title.before(button);
  button.addEventListener("click", () => {
    setOpen(card, !isOpen(card));
    showAllButton(card.closest("[data-inline-type]"));
    remember();
  });
  setOpen(card, true);
  describe(card);
}

function showAllButton(group) {
  const all = group.querySelector(".fold-all");
  const cards = cardsIn(group);
  all.hidden = cards.length < 2;
  all.textContent = cards.every(isOpen) ? gettext("Fold all") : gettext("Open all");
}

function makeGroup(group) {
  const all = document.createElement("button");
  all.type = "button";
  all.className = "author-link fold-all";
  group.querySelector("fieldset > h2").after(all);
  all.addEventListener("click", () => {
    const open = !cardsIn(group).every(isOpen);
    cardsIn(group).forEach((card) => setOpen(card, open));
    showAllButton(group);
    remember();
  });
  const known = remembered();
  const cards = cardsIn(group);
  cards.forEach((card) => {
    makeCard(card);
    setOpen(card, cards.length === 1 || hasErrors(card) || known.has(nameOf(card)));
  });
  showAllButton(group);
  group.addEventListener("input", (event) => describe(event.target.closest(".form-group")));
  group.addEventListener("change", (event) => describe(event.target.closest(".form-group")));
  group.addEventListener("keydown", (event) => moveAmong(group, event));
}

// From line to line by arrows, as in other accordions; Tab goes through what is open.
function moveAmong(group, event) {
  if (!event.target.matches(".fold")) return;
  const buttons = cardsIn(group).filter((card) => !card.classList.contains("is-removed")).map(buttonOf);
  const at = buttons.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons[to].focus();
}

GROUPS.forEach(makeGroup);
document.addEventListener("formset:added", (event) => {
  const group = GROUPS.find((one) => one.contains(event.target));
  if (!group) return;
  makeCard(event.target);
  showAllButton(group);
});
