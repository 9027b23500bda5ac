/* Words for people, in the language of the page. A page that has a catalogue (tutor/ops/catalogues.py, loaded before
   any module) is asked for them; without one the English text stands for itself, so English needs none. It has a name
   of its own: forms of Django's admin put another object in the place of `django`, where its own catalogues are. */
const catalogue = globalThis.catalogue ?? {};

export const gettext = catalogue.gettext ?? ((text) => text);
export const ngettext = catalogue.ngettext ?? ((one, many, count) => (count === 1 ? one : many));
export const pgettext = catalogue.pgettext ?? ((_context, text) => text);

/* Numbers are written as pages write them (content/locales.py): English as in Britain, Arabic with its own digits. */
const page = document.documentElement.lang || "en";
export const language = { en: "en-GB", ar: "ar-u-nu-arab" }[page] ?? page;
const numbers = new Intl.NumberFormat(language);
const shares = new Intl.NumberFormat(language, { style: "percent" });
const pairs = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });

/** Write a number for people. */
export const number = (value) => numbers.format(value);

/** Write a share from 0 to 1 in whole per cent. */
export const percent = (share) => shares.format(share).replace("\u061c", "");

/** Write seconds as minutes and seconds: "1:05". */
export const minutes = (seconds) => `${number(Math.floor(seconds / 60))}:${pairs.format(Math.floor(seconds) % 60)}`;

/** Write several as a list of all. */
export const listed = (parts) => new Intl.ListFormat(language, { type: "conjunction" }).format(parts);

/** Put values into the named places of a text: `interpolate(gettext("%(time)s left"), { time })`. */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_place, name) => written(values[name]));
}

const written = (value) => (typeof value === "number" ? number(value) : String(value));
