/* The camera: a switch, a preview, and a quiet word for whatever may go wrong. Loaded only after a yes. */
import { gettext, pgettext } from "../../content/gettext.js";
import { Capture } from "./capture.js";
import { DeviceReader, toWord } from "./device_reader.js";
import { showEstimate } from "./estimate.js";
import { live } from "./sitting.js";

const WORDS = {
  asking: gettext("Your browser asks whether it may."),
  on: gettext("On."),
  off: gettext("The camera is off."),
  denied: gettext("Your browser says no to the camera. The lesson goes on without it; you can allow it in the browser’s settings."),
  none: gettext("No camera was found. The lesson goes on without it."),
  busy: gettext("Another program is using the camera. Close it there and switch on again, or go on without."),
  failed: gettext("The camera did not start. The lesson goes on without it."),
  insecure: gettext("A browser lends its camera to secure pages only (https). The lesson goes on without it."),
  ended: gettext("The camera was unplugged or taken away. Switch it on again when it is back."),
  hidden: gettext("Paused while this page is in the background."),
  shown: gettext("It paused while this page was in the background. On again."),
  away: gettext("The connection is away, so nothing is being sent. It goes on by itself."),
  closed: gettext("This page is no longer connected, so the camera is off. Load it again to go on."),
  refused: gettext("Some pictures did not arrive whole. Nothing to do; the next ones may."),
  slow: gettext("It is busy here: fewer pictures for now."),
  no_consent: gettext("Your yes was taken back, so the camera is off."),
  camera_off: gettext("The camera is switched off in this place."),
  stays_on_device: gettext("Pictures no longer go to the server, as you said, so the camera is off."),
  lacking: gettext("This device cannot read a face by itself, so the camera stays off. The lesson goes on without it."),
  too_slow: gettext("This device is too slow to read a face by itself, so the camera is off. The lesson goes on without it."),
  loading: gettext("What reads a face is being loaded to this device. It is kept for the next time."),
  by_server: gettext("This device cannot keep up, so the server reads from now on, as you agreed."),
};
const WHERE = {
  device: gettext("Read on this device: no picture leaves it."),
  server: gettext("Read by the server: pictures are sent to it, read and forgotten."),
};

/* The pace changes often on a busy day; a word about it now and then is enough. */
const SAY_SLOW_EVERY_MS = 120_000;

const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

const button = document.getElementById("camera-switch");
const panel = document.getElementById("camera");
const preview = document.getElementById("camera-preview");
const status = document.getElementById("camera-status");
const where = document.getElementById("camera-where");
const load = document.getElementById("camera-load");
const details = document.getElementById("camera-estimate");
const capture = new Capture(preview, pass, mayPass);
let wanted = false;
/* Where faces are read: "device" or "server", and null while the camera is off or that is not settled. */
let place = null;
/* Reads in this browser, while it is the place. */
let reader = null;
/* Once measured to be too slow, this page does not try the device again. */
let isDeviceUnfit = false;
let passing = 0;
let saidSlowAt = -Infinity;

/* A frame that would have to wait is old before it arrives: leave it out. */
function mayPass() {
  if (reader) return live.isOpen && !document.hidden && reader.isFree;
  return live.isOpen && !document.hidden && live.waitingBytes < 32_000;
}

/* A picture leaves this device as a JPEG only, and only where the server may read: whatever changed meanwhile. */
function pass(frame) {
  if (reader) reader.read(frame);
  else if (frame instanceof Blob && mayUseServer()) live.sendBytes(frame);
}

function say(key) {
  clearTimeout(passing);
  panel.hidden = false;
  status.dataset.state = key;
  status.textContent = WORDS[key];
}

/* For what passes by itself: said, then back to "on". */
function sayForAWhile(key) {
  say(key);
  passing = setTimeout(() => capture.isRunning && say("on"), 6000);
}

/* The server may read where it is the place to, or where this device cannot and the student agreed. */
function mayUseServer() {
  return panel.dataset.reads !== "device" && "maySend" in panel.dataset;
}

function showState(isOn) {
  button.setAttribute("aria-checked", String(isOn));
  button.querySelector("[data-on-off]").textContent = isOn ? pgettext("switch", "on") : pgettext("switch", "off");
  preview.hidden = details.hidden = where.hidden = !isOn;
}

function mayUseDevice() {
  return panel.dataset.reads !== "server" && "device" in panel.dataset && DeviceReader.isPossible && !isDeviceUnfit;
}

/* Where pictures go from now on; said in one line beside the picture. */
function readAt(chosen) {
  place = chosen;
  capture.asBitmap = place === "device";
  where.textContent = WHERE[place];
}

/* Load what reads a face to this device, with a bar. Says whether it can. */
async function openReader() {
  const opening = new DeviceReader(JSON.parse(panel.dataset.device));
  reader = opening;
  opening.addEventListener("progress", ({ detail }) => {
    load.max = detail.total;
    load.value = detail.loaded;
  });
  opening.addEventListener("estimate", ({ detail }) => live.sendJson(toWord(detail)));
  opening.addEventListener("slow", () => giveUpDevice(opening, "too_slow"));
  opening.addEventListener("failed", () => giveUpDevice(opening, "lacking"));
  say("loading");
  load.hidden = false;
  try {
    await opening.open();
  } catch {
    closeReader(opening);
  } finally {
    load.hidden = true;
    load.removeAttribute("value");
  }
  return reader === opening;
}

function closeReader(open = reader) {
  open?.close();
  if (reader === open) reader = null;
}

/* The device cannot go on: the server does, where the student agreed to that, or nobody. */
function giveUpDevice(given, why) {
  if (given !== reader) return;
  closeReader();
  isDeviceUnfit = true;
  if (!wanted) return;
  if (!mayUseServer()) {
    switchOff(why);
    return;
  }
  readAt("server");
  sayForAWhile("by_server");
}

async function choosePlace() {
  if (mayUseDevice()) {
    readAt("device");
    if (await openReader()) return "on";
    isDeviceUnfit = true;
    if (!wanted) return "off";
  }
  readAt("server");
  return panel.dataset.reads === "server" ? "on" : "by_server";
}

async function switchOn() {
  if (live.isRefused) {
    say("closed");
    return;
  }
  if (!mayUseDevice() && !mayUseServer()) {
    say(isDeviceUnfit ? "too_slow" : "lacking");
    return;
  }
  wanted = true;
  button.setAttribute("aria-busy", "true");
  say("asking");
  try {
    await capture.start();
    if (!wanted) {
      capture.stop();
      return;
    }
    capture.track.addEventListener("ended", () => switchOff("ended"));
    showState(true);
    const how = await choosePlace();
    if (!wanted || !capture.isRunning) return;
    if (!reader && !mayUseServer()) {
      switchOff("lacking");
      return;
    }
    live.sendJson({ type: "camera", on: true });
    if (how === "by_server") sayForAWhile(how);
    else say(live.isOpen ? "on" : "away");
  } catch (problem) {
    switchOff(problem === "insecure" ? problem : (PROBLEMS[problem?.name] ?? "failed"));
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function switchOff(why = "off") {
  wanted = false;
  place = null;
  capture.stop();
  closeReader();
  live.sendJson({ type: "camera", on: false });
  showState(false);
  say(why);
}

button.addEventListener("click", () => (wanted ? switchOff() : switchOn()));

live.addEventListener("open", () => {
  if (!capture.isRunning) return;
  live.sendJson({ type: "camera", on: true });
  say("on");
});
live.addEventListener("away", (event) => {
  if (event.detail.refused && wanted) switchOff("closed");
  else if (capture.isRunning) say("away");
});

document.addEventListener("visibilitychange", () => {
  if (capture.isRunning && document.hidden) say("hidden");
  else if (capture.isRunning) sayForAWhile("shown");
});
window.addEventListener("pagehide", () => wanted && switchOff());

live.addEventListener("message:estimate", (event) => capture.isRunning && showEstimate(event.detail));
live.addEventListener("message:consent", (event) => {
  const { camera, frames } = event.detail;
  panel.toggleAttribute("data-may-send", frames);
  if (!camera && wanted) switchOff("no_consent");
  else if (!frames && place === "server") switchOff("stays_on_device");
});
live.addEventListener("message:pace", (event) => {
  const isSlower = capture.setPace(event.detail.fps) === "slower";
  if (!isSlower || !capture.isRunning || performance.now() - saidSlowAt < SAY_SLOW_EVERY_MS) return;
  saidSlowAt = performance.now();
  sayForAWhile("slow");
});
live.addEventListener("message:error", (event) => {
  const { code } = event.detail;
  if (["no_consent", "camera_off", "stays_on_device"].includes(code)) {
    if (wanted) switchOff(code);
  } else if (["too_large", "not_jpeg", "bad_dimensions", "truncated"].includes(code) && wanted) {
    sayForAWhile("refused");
  } else if (code === "too_fast") {
    capture.slowDown();
  }
});
