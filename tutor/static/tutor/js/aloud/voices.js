/* The device's own voices. One that speaks by way of the internet is never used: nothing of a lesson leaves the device. */
const synth = globalThis.speechSynthesis;
const WAIT_MS = 5000;
/* Names that programs of the system give to a language. */
const ALSO = { cmn: "zh", nb: "no", nn: "no" };

/** Wait until the browser has asked the system for its voices; some begin with none. */
export function voicesReady() {
  if (!synth || synth.getVoices().length) return Promise.resolve();
  return new Promise((resolve) => {
    synth.addEventListener("voiceschanged", resolve, { once: true });
    setTimeout(resolve, WAIT_MS);
  });
}

/** Return the device's voice for a language, nearest first, or nothing. */
export function voiceFor(language) {
  const wanted = language.toLowerCase();
  const fitting = (synth?.getVoices() ?? []).filter((voice) => voice.localService && primary(voice.lang) === primary(wanted));
  const rank = (voice) => (nearest(voice.lang, wanted) ? 0 : 2) + (voice.default ? 0 : 1);
  return fitting.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

function primary(tag) {
  const first = tag.toLowerCase().split(/[-_]/)[0];
  return ALSO[first] ?? first;
}

/* Simplified letters are read in the Chinese of the mainland; Portuguese is that of Brazil if the page says so. */
function nearest(tag, wanted) {
  const [, region] = new Intl.Locale(wanted).maximize().toString().match(/-([A-Z]{2})\b/) ?? [];
  return tag.toUpperCase().replace("_", "-").endsWith(`-${region}`);
}
