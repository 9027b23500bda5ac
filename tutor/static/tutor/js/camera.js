/* The camera: a switch, a preview, and a quiet word for whatever may go wrong. Loaded only after a yes. */
import { pgettext } from "../../content/gettext.js";
import { PROBLEMS, WHERE, WORDS } from "./camera_words.js";
import { Capture } from "./capture.js";
import { DeviceReader, toWord } from "./device_reader.js";
import { forgetEstimate, showEstimate } from "./estimate.js";
import { live } from "./sitting.js";

/* The pace changes often on a busy day; a word about it now and then is enough. */
const SAY_SLOW_EVERY_MS = 120_000;

const button = document.getElementById("camera-switch");
const panel = document.getElementById("camera");
const preview = document.getElementById("camera-preview");
const status = document.getElementById("camera-status");
const where = document.getElementById("camera-where");
const load = document.getElementById("camera-load");
const details = document.getElementById("camera-estimate");
const capture = new Capture(preview, { pass, mayPass, noteStill });
let wanted = false;
let isLoading = false;
/* The camera shows the same picture again and again. */
let isStill = false;
/* Where faces are read: "device" or "server", and null while the camera is off or that is not settled. */
let place = null;
/* Reads in this browser, while it is the place. */
let reader = null;
/* Once measured to be too slow, this page does not try the device again. */
let isDeviceUnfit = false;
let passing = 0;
let saidSlowAt = -Infinity;

/* What keeps a running camera from being read just now, as a key of WORDS; null while nothing does. */
function hindrance() {
  if (document.hidden) return "hidden";
  if (isLoading) return "loading";
  if (!live.isOpen) return "away";
  if (capture.isMuted) return "muted";
  return isStill ? "still" : null;
}

/* A frame that would have to wait is old before it arrives: leave it out. A still picture is looked at for a change. */
function mayPass() {
  if (![null, "still"].includes(hindrance())) return false;
  return reader ? reader.isFree : live.waitingBytes < 32_000;
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

/* How the running camera is. Each hindrance is said once, and over the last guess, if that may be of a false picture. */
function sayNow() {
  if (!capture.isRunning) return;
  const key = hindrance() ?? "on";
  if (["muted", "still"].includes(key)) forgetEstimate();
  if (status.dataset.state !== key) say(key);
}

/* For what passes by itself: said, then how the camera is. */
function sayForAWhile(key) {
  if (hindrance()) {
    sayNow();
    return;
  }
  say(key);
  passing = setTimeout(sayNow, 6000);
}

function noteStill(isNow) {
  if (isNow === isStill) return;
  isStill = isNow;
  sayNow();
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
  opening.addEventListener("still", ({ detail }) => noteStill(detail));
  opening.addEventListener("slow", () => giveUpDevice(opening, "too_slow"));
  opening.addEventListener("failed", () => giveUpDevice(opening, "lacking"));
  isLoading = true;
  sayNow();
  load.hidden = false;
  try {
    await opening.open();
  } catch {
    closeReader(opening);
  } finally {
    isLoading = false;
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

/* A camera may be taken away, or its browser's yes, or hold its pictures back for a while. */
function watch(track) {
  const isOurs = () => wanted && capture.isRunning && capture.track === track;
  track.addEventListener("ended", async () => {
    const why = (await cameraPermission())?.state === "denied" ? "denied" : "ended";
    if (isOurs()) switchOff(why);
  });
  for (const change of ["mute", "unmute"]) track.addEventListener(change, () => isOurs() && sayNow());
}

/* Null where a browser does not tell. */
async function cameraPermission() {
  try {
    return await navigator.permissions.query({ name: "camera" });
  } catch {
    return null;
  }
}

cameraPermission().then((permission) =>
  permission?.addEventListener("change", () => wanted && permission.state === "denied" && switchOff("denied")),
);

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
    watch(capture.track);
    showState(true);
    const how = await choosePlace();
    if (!wanted || !capture.isRunning) return;
    if (!reader && !mayUseServer()) {
      switchOff("lacking");
      return;
    }
    live.sendJson({ type: "camera", on: true });
    if (how === "by_server") sayForAWhile(how);
    else sayNow();
  } catch (problem) {
    switchOff(problem === "insecure" ? problem : (PROBLEMS[problem?.name] ?? "failed"));
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function switchOff(why = "off") {
  wanted = isStill = false;
  place = null;
  capture.stop();
  closeReader();
  live.sendJson({ type: "camera", on: false });
  showState(false);
  forgetEstimate();
  say(why);
}

button.addEventListener("click", () => (wanted ? switchOff() : switchOn()));

live.addEventListener("open", () => {
  if (!capture.isRunning) return;
  live.sendJson({ type: "camera", on: true });
  sayNow();
});
live.addEventListener("away", (event) => {
  if (event.detail.refused && wanted) switchOff("closed");
  else sayNow();
});

document.addEventListener("visibilitychange", () => {
  if (capture.isRunning && !document.hidden) sayForAWhile("shown");
  else sayNow();
});
window.addEventListener("pagehide", () => wanted && switchOff());

live.addEventListener("message:estimate", (event) => {
  if (capture.isRunning && !capture.isMuted && !isStill) showEstimate(event.detail);
});
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
