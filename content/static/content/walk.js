// Being the student: sliders are the signals, time passes in looks two seconds apart, the policy answers.
import { gettext, interpolate, minutes, pgettext } from "./gettext.js";

const TICK = 2;
const page = document.getElementById("walk");
const frame = document.getElementById("walk-page");
const clock = document.getElementById("walk-clock");
const told = document.getElementById("walk-told");
const verdictList = document.getElementById("walk-verdicts");
const sliders = [...page.querySelectorAll(".slider")];
const state = { now: 0, timeline: [], shown: [], kinds: [], lastProgress: 0 };

function label(slider) {
  const value = Number(slider.querySelector("[type=range]").value);
  if (!slider.querySelector("[data-known]").checked) return gettext("unknown");
  if (slider.dataset.unit === "share") return `${value} %`;
  if (slider.dataset.unit === "yes") return value ? pgettext("value", "yes") : pgettext("value", "no");
  return String(value);
}

function read(slider) {
  if (!slider.querySelector("[data-known]").checked) return null;
  const value = Number(slider.querySelector("[type=range]").value);
  return slider.dataset.unit === "share" ? value / 100 : value;
}

function values(at) {
  const found = Object.fromEntries(sliders.map((slider) => [slider.dataset.signal, read(slider)]));
  return {
    ...found,
    "behaviour.seconds_on_step": at,
    "behaviour.seconds_without_progress": at - state.lastProgress,
    "behaviour.seconds_idle": at % 20,
  };
}

async function ask() {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": page.querySelector("[name=csrfmiddlewaretoken]").value,
  };
  const body = JSON.stringify({
    step: page.dataset.step, now: state.now, timeline: state.timeline.slice(-150), shown: state.shown,
  });
  const reply = await fetch(page.dataset.url, { method: "POST", headers, body });
  return reply.json();
}

function show(decision) {
  state.shown.push({ at: state.now, rule: decision.rule, kind: decision.kind });
  state.kinds.push(decision.kind);
  told.textContent = `${minutes(state.now)} ${decision.label}: ${decision.sentence}`;
  // A tap asks for one help.
  for (const slider of sliders.filter(({ dataset }) => dataset.signal.startsWith("said."))) {
    slider.querySelector("[type=range]").value = 0;
    slider.querySelector("output").textContent = label(slider);
  }
  const query = new URLSearchParams(state.kinds.map((kind) => ["show", kind]));
  frame.src = `${page.dataset.previewUrl}?${query}`;
}

function tell(verdicts) {
  verdictList.replaceChildren(...verdicts.map(({ rule, text, held }) => {
    const item = document.createElement("li");
    item.textContent = held ? interpolate(gettext("%(rule)s: %(text)s; held for %(held)s s"), { rule, text, held }) : `${rule}: ${text}`;
    return item;
  }));
}

async function pass(seconds) {
  for (let left = seconds; left > 0; left -= TICK) {
    state.now += TICK;
    state.timeline.push({ at: state.now, values: values(state.now) });
    const { decision, verdicts, error } = await ask();
    if (error) {
      told.textContent = error;
      return;
    }
    clock.textContent = state.now;
    tell(verdicts);
    if (decision) {
      show(decision);
      return;
    }
  }
}

for (const slider of sliders) {
  const output = slider.querySelector("output");
  const refresh = () => { output.textContent = label(slider); };
  slider.addEventListener("input", (event) => {
    if (event.target.type === "range") slider.querySelector("[data-known]").checked = true;
    refresh();
  });
  refresh();
}

let busy = false;
page.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-pass]");
  if (!button || busy) return;
  busy = true;
  try {
    await pass(Number(button.dataset.pass));
  } catch {
    told.textContent = gettext("No connection. Nothing is lost; try again.");
  } finally {
    busy = false;
  }
});
