/* Reads sentences one after the other, each as an utterance of its own: where we are is known without the events
   at words, which many voices lack, and none is long enough for Chromium to break it off. */
import { voiceFor } from "./voices.js";

const synth = globalThis.speechSynthesis;
/* Chromium has stopped utterances after 15 s; a voice says about so many letters in 10. */
const MOST_LETTERS = { zh: 45 };
const MOST_LETTERS_ELSE = 140;
const CHECK_MS = 1000;
const BREAKS = /[,;:،、，；：]\s*|\s+/g;

export class Reader extends EventTarget {
  #sentences = [];
  #at = 0;
  #turn = 0;
  #utterance = null;
  #spokenAt = 0;
  #state = "idle";
  #rate = 1;

  constructor() {
    super();
    setInterval(() => this.#check(), CHECK_MS);
  }

  /** `idle`, `reading` or `paused`. */
  get state() {
    return this.#state;
  }

  get sentence() {
    return this.#state === "idle" ? null : this.#sentences[this.#at] ?? null;
  }

  set rate(rate) {
    this.#rate = rate;
    if (this.#state === "reading") this.#speak();
  }

  /** Begin to read; whatever was being read is left. */
  read(sentences) {
    this.#hush();
    this.#sentences = sentences.flatMap((sentence) => cut(sentence, this.#rate));
    this.#at = 0;
    this.#speak();
  }

  /** Read these after what is being read, or at once where nothing is. */
  readNext(sentences) {
    if (this.#state === "idle") this.read(sentences);
    else this.#sentences.push(...sentences.flatMap((sentence) => cut(sentence, this.#rate)));
  }

  /* Not the browser's own pause, after which some voices never go on: the sentence is begun anew. */
  pause() {
    if (this.#state !== "reading") return;
    this.#hush();
    this.#become("paused");
  }

  resume() {
    if (this.#state === "paused") this.#speak();
  }

  stop() {
    this.#hush();
    this.#sentences = [];
    this.#become("idle");
  }

  /** Go some sentences on, or back. */
  step(count) {
    if (this.#state === "idle") return;
    this.#at = Math.max(0, this.#at + count);
    this.#speak();
  }

  #speak() {
    this.#hush();
    while (this.#at < this.#sentences.length && !isThere(this.#sentences[this.#at])) this.#at += 1;
    const sentence = this.#sentences[this.#at];
    if (!sentence) return this.stop();
    const turn = this.#turn;
    const utterance = new SpeechSynthesisUtterance(sentence.words);
    utterance.voice = voiceFor(sentence.language);
    utterance.lang = utterance.voice?.lang ?? sentence.language;
    utterance.rate = this.#rate;
    utterance.onend = () => turn === this.#turn && this.#goOn();
    utterance.onerror = ({ error }) => turn === this.#turn && this.#fail(error);
    /* Held here, or some browsers forget it, and its end with it. */
    this.#utterance = utterance;
    this.#spokenAt = performance.now();
    if (synth.paused) synth.resume();
    synth.speak(utterance);
    this.#become("reading");
  }

  #goOn() {
    this.#at += 1;
    this.#speak();
  }

  #fail(error) {
    this.stop();
    if (!["canceled", "interrupted"].includes(error)) this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }

  #hush() {
    this.#turn += 1;
    this.#utterance = null;
    if (synth.speaking || synth.pending) synth.cancel();
  }

  /* Some voices do not tell that they have ended; and what is read may have left the page. */
  #check() {
    if (this.#state === "idle") return;
    if (!isThere(this.sentence)) return this.stop();
    const isSilent = this.#utterance && !synth.speaking && !synth.pending && performance.now() - this.#spokenAt > CHECK_MS;
    if (isSilent) this.#goOn();
  }

  #become(state) {
    this.#state = state;
    this.dispatchEvent(new Event("change"));
  }
}

function isThere(sentence) {
  return Boolean(sentence?.range.startContainer.isConnected && !sentence.range.collapsed);
}

/* A long sentence is said in several breaths; the whole of it is marked meanwhile. */
function cut(sentence, rate) {
  const most = Math.round((MOST_LETTERS[sentence.language.split("-")[0]] ?? MOST_LETTERS_ELSE) * Math.min(rate, 1));
  const parts = [];
  let rest = sentence.words;
  while (rest.length > most) {
    const breaks = [...rest.matchAll(BREAKS)].map((found) => ({ at: found.index + found[0].length, isSpace: !found[0].trim() }));
    const fitting = breaks.filter(({ at }) => at <= most && at > most / 3);
    const { at } = fitting.findLast(({ isSpace }) => !isSpace) ?? fitting.at(-1) ?? { at: most };
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at);
  }
  return [...parts, rest.trim()].filter(Boolean).map((words) => ({ ...sentence, words }));
}
