/* Words for people, in the language of the page. A page that has a catalogue (Django's JavaScriptCatalog, loaded
   before any module) is asked for them; without one the English text stands for itself, so English needs none. */
const catalogue = globalThis.django ?? {};

export const gettext = catalogue.gettext ?? ((text) => text);
export const ngettext = catalogue.ngettext ?? ((one, many, count) => (count === 1 ? one : many));
export const pgettext = catalogue.pgettext ?? ((_context, text) => text);

/** Put values into the named places of a text: `interpolate(gettext("%(time)s left"), { time })`. */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_place, name) => String(values[name]));
}
