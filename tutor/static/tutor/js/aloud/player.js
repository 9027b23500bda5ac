/* The controls beside the switch: read, pause, go back and on, stop; and behind the last one how fast, and whether new help is read. */
import { interpolate } from "../../../content/gettext.js";
import "../folds.js";
import { change, iconed } from "./controls.js";
import { read, write } from "./kept.js";

const RATES = ["0.6", "0.8", "1", "1.25", "1.5"];

export class Player {
  /**
   * @param {object} words of the page's language
   * @param {import("./reader.js").Reader} reader
   * @param {() => void} begin reads the page from where the reader is
   */
  constructor(words, reader, begin) {
    const { gettext, pgettext } = words;
    this.words = words;
    this.reader = reader;
    this.play = iconed("play", gettext("Read from here"), () => this.#press(begin));
    this.back = iconed("left", gettext("Sentence before"), () => reader.step(-1));
    this.on = iconed("right", gettext("Next sentence"), () => reader.step(1));
    this.end = iconed("stop", pgettext("reading aloud", "Stop reading"), () => reader.stop());
    this.element = part("div", { className: "aloud-player", role: "group", ariaLabel: gettext("Read aloud") }, this.back, this.play, this.on, this.end, this.#more());
    reader.addEventListener("change", () => this.#show());
    this.#show();
  }

  get readsNewHelp() {
    return this.newHelp.checked;
  }

  /** Say what stands in the way of reading. */
  tell(words) {
    this.note.textContent = words;
    /* A press beside a fold closes it, and this may be in answer to one. */
    if (words) setTimeout(() => (this.fold.open = true));
  }

  tellOfMissing(language) {
    const { gettext } = this.words;
    const name = new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(language);
    const lacking = interpolate(gettext("This device has no voice of its own for this language: %(language)s. Voices on the internet are not used, so that nothing of the lesson leaves the device."), { language: name });
    const remedy = gettext("Voices are added in the settings of the device: in Windows under Time and language, Speech; on a Mac, an iPhone or with Android under Accessibility; in Linux with the packages speech-dispatcher and espeak-ng. Then start the browser again.");
    this.tell(`${lacking} ${remedy}`);
  }

  #press(begin) {
    this.tell("");
    if (this.reader.state === "reading") this.reader.pause();
    else if (this.reader.state === "paused") this.reader.resume();
    else begin();
  }

  /* Whoever stops by keyboard is not left without a place. */
  #show() {
    const { gettext } = this.words;
    const { state } = this.reader;
    const hadFocus = [this.back, this.on, this.end].includes(document.activeElement);
    for (const button of [this.back, this.on, this.end]) button.hidden = state === "idle";
    if (state === "reading") change(this.play, "pause", gettext("Pause reading"));
    else change(this.play, "play", state === "paused" ? gettext("Go on reading") : gettext("Read from here"));
    this.element.dataset.state = state;
    if (hadFocus && state === "idle") this.play.focus({ preventScroll: true });
  }

  #more() {
    const { gettext, pgettext } = this.words;
    const names = [gettext("very slow"), gettext("slow"), pgettext("speed", "normal"), gettext("fast"), gettext("very fast")];
    const rate = part("select", {}, ...RATES.map((value, at) => new Option(names[at], value)));
    rate.value = RATES.includes(read("aloud-rate")) ? read("aloud-rate") : "1";
    this.reader.rate = Number(rate.value);
    rate.addEventListener("change", () => {
      write("aloud-rate", rate.value);
      this.reader.rate = Number(rate.value);
    });
    this.newHelp = part("input", { type: "checkbox", checked: read("aloud-help") === "on" });
    this.newHelp.addEventListener("change", () => write("aloud-help", this.newHelp.checked ? "on" : "off"));
    this.note = part("p", { className: "aloud-note", role: "status" });
    const panel = part("div", { className: "aloud-panel" }, part("label", {}, pgettext("of reading", "Speed"), rate), part("label", {}, this.newHelp, gettext("Read new help by itself")), this.note);
    const summary = part("summary", { ariaLabel: gettext("How it is read"), title: gettext("How it is read") }, "⋯");
    this.fold = part("details", { className: "aloud-more" }, summary, panel);
    this.fold.dataset.folds = "";
    return this.fold;
  }
}

function part(name, values, ...children) {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
}
