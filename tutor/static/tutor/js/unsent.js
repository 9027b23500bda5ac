/* What could not be sent is kept, in this tab only, and sent again with the same submission_id. Others may sign in
   in the same tab: what is kept is sent by whoever made it, and by nobody else. */
import { gettext } from "../../content/gettext.js";
import { arrange } from "./ordering.js";

const KEPT = "unsent";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 4000;
const AWAY = gettext("Not sent yet: the connection is away. It is kept here and goes off by itself.");

const waiting = new Map(); // submission_id -> {action, fields, submitter, tries, timer}

/** Keep what a form holds, and try again until the server has it; or, with no `retry`, once the page is loaded anew. */
export function keep(form, submitter, { retry: again = true } = {}) {
  const id = idOf(form);
  const entry = waiting.get(id) ?? { tries: 0, timer: 0 };
  entry.action = form.getAttribute("action");
  entry.fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  entry.submitter = submitter?.id ?? "";
  waiting.set(id, entry);
  save();
  if (!again) return;
  say(form, AWAY);
  scheduleRetry(id, entry);
}

/** The server has what a request sent. */
export function forget(request) {
  const id = request?.formData?.get("submission_id");
  const entry = waiting.get(id);
  if (!entry) return;
  clearTimeout(entry.timer);
  waiting.delete(id);
  save();
}

/** The server takes it later: what waits goes on waiting, and what does not stays in its form. */
export function postpone(request) {
  const id = request?.formData?.get("submission_id");
  const entry = waiting.get(id);
  if (entry) scheduleRetry(id, entry);
}

/** Try everything that waits, now: the connection is back. */
export function retryAll() {
  for (const id of waiting.keys()) retry(id);
}

/** Put back what a reload interrupted. */
export function restore() {
  for (const { action, fields, submitter } of listInTab(KEPT)) {
    waiting.set(new Map(fields).get("submission_id"), { action, fields, submitter, tries: 0, timer: 0 });
    const form = formInState(action, fields);
    if (form) fill(form, fields);
  }
  retryAll();
}

function scheduleRetry(id, entry) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** entry.tries++);
  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => retry(id), wait * (0.5 + Math.random() / 2));
}

function retry(id) {
  const entry = waiting.get(id);
  if (!entry) return;
  clearTimeout(entry.timer);
  const form = keptForms().find((one) => idOf(one) === id);
  if (form) form.requestSubmit(document.getElementById(entry.submitter) ?? undefined);
  else sendQuietly(id, entry);
}

/* The student has gone on to another step, so there is no form to swap a reply into. What is sent still names
   the step, and the state, in which it was made. */
async function sendQuietly(id, entry) {
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
  try {
    const body = new URLSearchParams(entry.fields);
    const reply = await fetch(entry.action, { method: "POST", headers, body });
    if (reply.status >= 500 || [423, 429].includes(reply.status) || reply.redirected) return scheduleRetry(id, entry);
    forget({ formData: body });
    const said = JSON.parse(reply.headers.get("HX-Trigger-After-Settle") ?? "{}");
    if (said.notice) document.dispatchEvent(new CustomEvent("notice", { detail: said.notice }));
  } catch {
    scheduleRetry(id, entry);
  }
}

function keptForms() {
  return [...document.querySelectorAll("form[data-keep]")];
}

function idOf(form) {
  return form.elements.submission_id.value;
}

/** The form that says the same of what it stands on: the step, how many tries. */
export function formInState(action, fields) {
  const kept = new Map(fields);
  const isSame = ({ type, name, value }) =>
    type !== "hidden" || !kept.has(name) || name === "submission_id" || name === "order" || kept.get(name) === value;
  return keptForms().find((form) => form.getAttribute("action") === action && [...form.elements].every(isSame));
}

/** Put values into a form. */
export function fill(form, fields) {
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
  saveInTab(
    KEPT,
    [...waiting.values()].map(({ action, fields, submitter }) => ({ action, fields, submitter })),
  );
}

/** A list that this tab keeps for whoever is signed in. */
export function listInTab(name) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(name)) ?? "[]");
  } catch {
    return [];
  }
}

/** Keep a list in this tab, for whoever is signed in. */
export function saveInTab(name, list) {
  try {
    if (list.length) sessionStorage.setItem(keyOf(name), JSON.stringify(list));
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    /* Storage may be forbidden, or full; then only this page remembers. */
  }
}

function keyOf(name) {
  return `attune:${name}:${document.body.dataset.reader ?? ""}`;
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
