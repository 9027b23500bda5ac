/* What is said aloud, and what the controls say, in the language of a text: it need not be that of the page. */
const CATALOGUES = { ar: "ar", de: "de", es: "es", fr: "fr", hi: "hi", pt: "pt-br", zh: "zh-hans" };
const loaded = new Map();
const ENGLISH = answering({}, (n) => (n === 1 ? 0 : 1));

/** Return `gettext` and its like for a language; a language without a catalogue is spoken to in English. */
export function wordsIn(language) {
  const code = CATALOGUES[language.split("-")[0].toLowerCase()];
  if (!code) return Promise.resolve(ENGLISH);
  if (!loaded.has(code)) loaded.set(code, load(code));
  return loaded.get(code);
}

async function load(code) {
  try {
    const { form, words } = await import(`../../../words/${code}.aloud.js`);
    return answering(words, form);
  } catch {
    return ENGLISH;
  }
}

function answering(words, form) {
  const found = (key, number, text) => words[key]?.[number] ?? text;
  return {
    gettext: (text) => found(text, 0, text),
    ngettext: (one, many, n) => found(one, form(n), n === 1 ? one : many),
    pgettext: (context, text) => found(`${context}\u0004${text}`, 0, text),
  };
}
