/* What the camera makes of it: one line, all numbers under it on request, or the reason why nothing is known. */
import { gettext, percent } from "../../content/gettext.js";
import { describe } from "./estimate_words.js";

/* At the slowest pace a clip takes 8 s, so what is older than this will not be followed by another soon. */
const QUIET_AFTER_MS = 12_000;

const REASONS = {
  quiet: gettext("Unknown: nothing was read in the last seconds."),
  no_face: gettext("Unknown: no face to be seen."),
  two_faces: gettext("Unknown: more than one face."),
  covered: gettext("Unknown: the face is partly hidden."),
  turned_away: gettext("Unknown: the face is turned away."),
  too_far: gettext("Unknown: the face is too far away."),
  dark: gettext("Unknown: it is too dark."),
  blurred: gettext("Unknown: the picture is too blurred."),
  bad_frames: gettext("Unknown: the pictures did not arrive whole."),
  no_model: gettext("Unknown: nothing can be read here at the moment."),
};

const note = document.getElementById("estimate-note");
const lists = { states: document.getElementById("estimate-states"), emotions: document.getElementById("estimate-emotions") };

let quiet = 0;

/** Show one estimate, as the socket brings it; it stands for some seconds, no longer. */
export function showEstimate(estimate) {
  show(estimate);
  clearTimeout(quiet);
  quiet = setTimeout(forgetEstimate, QUIET_AFTER_MS);
}

/** Say that nothing is known now. */
export function forgetEstimate() {
  clearTimeout(quiet);
  show({ known: false, reason: "quiet" });
}

function show(estimate) {
  note.textContent = estimate.known ? describe(estimate) : (REASONS[estimate.reason] ?? gettext("Unknown for now."));
  note.parentElement.dataset.known = String(estimate.known);
  for (const [group, list] of Object.entries(lists)) fill(list, estimate.known ? estimate[group] : {});
}

function fill(list, shares) {
  list.hidden = Object.keys(shares ?? {}).length === 0;
  for (const row of list.children) {
    const share = shares?.[row.dataset.key];
    row.hidden = share === undefined;
    if (share === undefined) continue;
    const clipped = Math.min(1, Math.max(0, share));
    row.querySelector(".track span").style.setProperty("--share", clipped.toFixed(3));
    row.querySelector(".value").textContent = percent(clipped);
  }
}
