/* What could not be sent is kept, in this tab only, and sent again with the same submission_id. */
import { arrange } from "./ordering.js";

const KEY = "attune:unsent";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 4000;
const AWAY = "Not sent yet: the connection is away. It is kept here and goes off by itself.";

const waiting = new Map(); // action -> {fields, submitter, tries, timer}

/** Keep what a form holds, and try again until the server has it; or, with no `retry`, once the page is loaded anew. */
export function keep(form, submitter, { retry: again = true } = {}) {
  const action = form.getAttribute("action");
  const entry = waiting.get(action) ?? { tries: 0, timer: 0 };
  entry.fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  entry.submitter = submitter?.id ?? "";
  waiting.set(action, entry);
  save();
  if (!again) return;
  say(form, AWAY);
  scheduleRetry(action, entry);
}

/** The server has it. */
export function forget(action) {
  const entry = waiting.get(action);
  if (!entry) return;
  clearTimeout(entry.timer);
  waiting.delete(action);
  save();
}

/** The server takes it later: what waits goes on waiting, and what does not stays in its form. */
export function postpone(action) {
  const entry = waiting.get(action);
  if (entry) scheduleRetry(action, entry);
}

/** Try everything that waits, now: the connection is back. */
export function retryAll() {
  for (const action of waiting.keys()) retry(action);
}

/** Put back what a reload interrupted. */
export function restore() {
  let saved = [];
  try {
    saved = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch {
    return;
  }
  for (const { action, fields, submitter } of saved) {
    waiting.set(action, { fields, submitter, tries: 0, timer: 0 });
    const form = formOf(action);
    if (form) fill(form, fields);
  }
  retryAll();
}

function scheduleRetry(action, entry) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** entry.tries++);
  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => retry(action), wait * (0.5 + Math.random() / 2));
}

function retry(action) {
  const entry = waiting.get(action);
  if (!entry) return;
  clearTimeout(entry.timer);
  const form = formOf(action);
  if (form) form.requestSubmit(document.getElementById(entry.submitter) ?? undefined);
  else sendQuietly(action, entry);
}

/* The student has gone on to another step, so there is no form to swap a reply into. */
async function sendQuietly(action, entry) {
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
  try {
    const reply = await fetch(action, { method: "POST", headers, body: new URLSearchParams(entry.fields) });
    if (reply.status >= 500 || reply.status === 423 || reply.redirected) scheduleRetry(action, entry);
    else forget(action);
  } catch {
    scheduleRetry(action, entry);
  }
}

function formOf(action) {
  return document.querySelector(`form[data-keep][action="${CSS.escape(action)}"]`);
}

function fill(form, fields) {
  for (const input of form.querySelectorAll("input:is([type=radio], [type=checkbox])")) {
    input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
  }
  const order = fields.filter(([name]) => name === "order").map(([, value]) => value);
  if (order.length) arrange(form, order);
  for (const [name, value] of fields) {
    const input = form.elements[name];
    const isText = input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && ["text", "hidden"].includes(input.type));
    if (isText || input instanceof HTMLSelectElement) input.value = value;
  }
}

function save() {
  const list = [...waiting].map(([action, { fields, submitter }]) => ({ action, fields, submitter }));
  try {
    if (list.length) sessionStorage.setItem(KEY, JSON.stringify(list));
    else sessionStorage.removeItem(KEY);
  } catch {
    /* Storage may be forbidden; then only this page remembers. */
  }
}

function say(form, words) {
  let note = form.querySelector(".unsent");
  if (!note) {
    note = document.createElement("p");
    note.className = "unsent";
    note.setAttribute("role", "status");
    form.append(note);
  }
  note.textContent = words;
}
