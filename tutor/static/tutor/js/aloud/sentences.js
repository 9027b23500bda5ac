/* A part of the page as sentences to be read: what each says, in which language, and where in the page it stands. */
import { speechOf } from "./formulas.js";

const PLACE = "\ufffc";
const UNHEARD = "button, script, style, template, textarea, .letter, [aria-hidden=true], [data-unread]";
const SAYS = /[\p{L}\p{N}]/u;

/**
 * Return the sentences of a part of the page.
 *
 * @param {Element} root
 * @param {(language: string) => object} vocabularyOf what formulas need of a language
 */
export function sentencesOf(root, vocabularyOf) {
  const runs = new Runs(languageOf(root), vocabularyOf);
  walk(root, runs);
  return runs.done().flatMap(split);
}

/** Return every language that a part of the page is written in. */
export function languagesOf(root) {
  return new Set([languageOf(root), ...[...root.querySelectorAll("[lang]")].map((part) => part.lang)]);
}

function languageOf(element) {
  return element.closest("[lang]")?.lang || "en";
}

/* A run is what belongs together: a paragraph, a cell, a choice. Sentences do not reach beyond it. */
class Runs {
  #language;
  #pieces = [];
  #runs = [];
  #vocabularyOf;

  constructor(language, vocabularyOf) {
    this.#language = language;
    this.#vocabularyOf = vocabularyOf;
  }

  add(written, place, said = null) {
    this.#pieces.push({ written, place, said });
  }

  formula(math) {
    this.add(PLACE, math, ` ${speechOf(math, this.#vocabularyOf(this.#language))} `);
  }

  end() {
    if (this.#pieces.length) this.#runs.push({ language: this.#language, pieces: this.#pieces });
    this.#pieces = [];
  }

  /* Another language is another run, even within a sentence: another voice reads it. */
  within(language, visit) {
    const outer = this.#language;
    if (language === outer) return visit();
    this.end();
    this.#language = language;
    visit();
    this.end();
    this.#language = outer;
  }

  done() {
    this.end();
    return this.#runs;
  }
}

function walk(node, runs) {
  if (node.nodeType === Node.TEXT_NODE) return runs.add(node.data.replace(/\s/g, " "), node);
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(UNHEARD) || !node.checkVisibility()) return;
  runs.within(node.lang || languageOf(node), () => visit(node, runs));
}

function visit(element, runs) {
  const name = element.localName;
  if (name === "math") return runs.formula(element);
  if (element.matches("img, [role=img]")) return runs.add(PLACE, element, ` ${element.alt ?? element.ariaLabel ?? ""}. `);
  if (element.matches("input, select")) return field(element, runs);
  const stands = !/^(inline|contents)/.test(getComputedStyle(element).display) || name === "br";
  if (stands) runs.end();
  for (const child of element.childNodes) walk(child, runs);
  if (stands) runs.end();
}

/* A gap is part of its sentence: which it is, and what there is to choose from. Other fields have their labels beside them. */
function field(element, runs) {
  if (!element.closest(".gap")) return;
  const options = [...(element.options ?? [])].filter((option) => option.value).map((option) => option.text.trim());
  const words = [element.ariaLabel, ...options].filter(Boolean).join(", ");
  runs.add(PLACE, element, `, ${words}, `);
}

function split({ language, pieces }) {
  const text = pieces.map((piece) => piece.written).join("");
  const segments = new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
  return [...segments].map(({ index, segment }) => {
    const start = index + (segment.length - segment.trimStart().length);
    const end = index + segment.trimEnd().length;
    return start < end ? sentence(pieces, start, end, language) : null;
  }).filter((found) => found && SAYS.test(found.words));
}

function sentence(pieces, start, end, language) {
  const range = document.createRange();
  let [at, words, begun] = [0, "", false];
  for (const { written, place, said } of pieces) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, written.length)];
    at += written.length;
    if (from >= to) continue;
    words += said ?? written.slice(from, to);
    if (!begun) put(range, "Start", place, said === null ? from : null);
    begun = true;
    put(range, "End", place, said === null ? to : null);
  }
  return { language, range, words: words.replace(/\s+/g, " ").replace(/ ([,.;:!?])/g, "$1").replace(/^[,\s]+|,(?=[,.])/g, "").trim() };
}

/* Within a text by its letters, beside anything else. */
function put(range, side, place, offset) {
  if (offset !== null) range[`set${side}`](place, offset);
  else range[`set${side}${side === "Start" ? "Before" : "After"}`](place);
}
