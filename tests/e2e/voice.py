"""A stand-in for the browser's voice, at `speechSynthesis`: a headless browser has none.

It keeps what it is given in `window.spoken`, and says each until `finish()`, or for `window.pace` ms.
"""

import json
from collections.abc import Sequence

from playwright.sync_api import Page

OWN = [{"name": "Ann", "lang": "en-GB"}, {"name": "Ana", "lang": "es-ES"}]
"""Voices of the device."""

_SCRIPT = """(() => {
  const voices = VOICES;
  window.spoken = [];
  window.pace = 1e9;
  let current = null;
  let timer = 0;
  const over = (name, event) => {
    clearTimeout(timer);
    const utterance = current;
    current = null;
    utterance?.[name]?.(event);
  };
  const synth = Object.assign(new EventTarget(), {
    paused: false,
    pending: false,
    getVoices: () => voices,
    cancel: () => over("onerror", { error: "canceled" }),
    resume() {},
    speak(utterance) {
      const { text, lang, rate, voice } = utterance;
      window.spoken.push({ text, lang, rate, voice: voice?.name ?? null });
      current = utterance;
      timer = setTimeout(() => over("onend", {}), window.pace);
    },
  });
  Object.defineProperty(synth, "speaking", { get: () => current !== null });
  Object.defineProperty(window, "speechSynthesis", { value: synth });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; this.rate = 1; } };
  window.finish = () => over("onend", {});
})();"""


def give_voice(page: Page, voices: Sequence[dict[str, object]] = OWN) -> None:
    """Let a page find these voices; those of the internet say `localService: false` of themselves."""
    found = [{"localService": True, "default": False, **voice} for voice in voices]
    page.add_init_script(_SCRIPT.replace("VOICES", json.dumps(found)))


def spoken(page: Page) -> list[str]:
    """Return what was said so far, sentence by sentence; the last may not be over."""
    return [str(one["text"]) for one in page.evaluate("spoken")]


def marked(page: Page) -> str:
    """Return the words of the page that are marked as being read."""
    script = """() => [...(CSS.highlights.get("attune-aloud") ?? [])].map(String).join("|")"""
    return str(page.evaluate(script)).strip()
