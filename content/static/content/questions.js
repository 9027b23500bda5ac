// Questions as authors fill them in: rows are added, removed, dragged and moved, the fields follow the kind, and a
// preview shows what students will see. Without this script the same buttons send the form (admin/questions/rows.py).
import { gettext, interpolate, listed } from "./gettext.js";
import { markAdded, markBack, markRemoved } from "./question_marks.js";
import { watchPreviews } from "./question_preview.js";
import { formOf, postQuestion, prefixOf } from "./question_sent.js";

const tree = document.querySelector(".course-tree");
const said = document.createElement("p");
said.className = "rows-said";
said.setAttribute("role", "status");
document.body.append(said);

// A new step may have no course yet, and so no tree.
const fieldsUrl = tree?.dataset.fieldsUrl ?? document.querySelector("[data-fields-url]")?.dataset.fieldsUrl;

const nameOf = (list) => list.id.slice("rows-".length);
const rowsOf = (list) => [...list.querySelector(":scope > [data-row-list]").children].filter((row) => row.matches("[data-row]"));
const keyOf = (row) => row.querySelector("[data-row-key]");
const currentOf = (list) => rowsOf(list).filter((row) => !row.classList.contains("is-removed"));

// With a script no button sends the form; and Enter in a field must not press the first of them.
function asButtons(root) {
  root.querySelectorAll("[data-row-do]").forEach((button) => { button.type = "button"; });
}

function tell(words, values) {
  said.textContent = interpolate(words, values);
}

function changed(list) {
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function renumber(list) {
  const row = list.dataset.rowLabel;
  const labels = { up: gettext("Move %(row)s %(number)s up"), down: gettext("Move %(row)s %(number)s down"), remove: gettext("Remove %(row)s %(number)s") };
  currentOf(list).forEach((item, index) => {
    const values = { row, number: index + 1 };
    const title = interpolate("%(row)s %(number)s", values);
    item.querySelector("[data-row-title]").textContent = title;
    item.querySelector(":scope > [data-row-group]").setAttribute("aria-label", title);
    item.querySelector(".row-head").querySelectorAll("[data-row-do]").forEach((button) => {
      button.setAttribute("aria-label", interpolate(labels[button.dataset.rowDo], values));
    });
  });
}

function depthOf(list) {
  let depth = 0;
  for (let each = list; each; each = each.parentElement.closest("[data-rows]")) depth += 1;
  return depth;
}

function freshKey(list) {
  const taken = new Set(rowsOf(list).map((row) => keyOf(row).value));
  let number = 0;
  while (taken.has(`n${number}`)) number += 1;
  return `n${number}`;
}

function add(list) {
  const holder = document.createElement("template");
  holder.innerHTML = list.querySelector(":scope > [data-row-blank]").innerHTML
    .replaceAll(list.dataset.written, nameOf(list))
    .replaceAll(`__row${depthOf(list)}__`, freshKey(list));
  const row = holder.content.firstElementChild;
  list.querySelector(":scope > [data-row-list]").append(row);
  asButtons(row);
  renumber(list);
  markAdded(list, currentOf(list).length);
  changed(list);
  row.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  tell(gettext("%(row)s %(number)s added"), { row: list.dataset.rowLabel, number: currentOf(list).length });
}

// A removed row stays where it is, unseen, and does not say that it is there; so nothing in it is lost.
function remove(list, row) {
  markRemoved(list, row, currentOf(list).indexOf(row) + 1);
  row.classList.add("is-removed");
  keyOf(row).disabled = true;
  const strip = document.createElement("p");
  strip.className = "row-removed";
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "author-link";
  undo.textContent = gettext("Undo");
  undo.addEventListener("click", () => bringBack(list, row));
  const title = row.querySelector("[data-row-title]").textContent;
  strip.append(`${interpolate(gettext("%(row)s is removed."), { row: title })} `, undo);
  row.append(strip);
  undo.focus();
  renumber(list);
  changed(list);
}

function bringBack(list, row) {
  row.classList.remove("is-removed");
  keyOf(row).disabled = false;
  row.querySelector(":scope > .row-removed").remove();
  renumber(list);
  markBack(list, row, currentOf(list).indexOf(row) + 1);
  changed(list);
  row.querySelector("[data-row-do=remove]").focus();
}

function arrived(list, row) {
  renumber(list);
  changed(list);
  const rows = currentOf(list);
  const values = { row: list.dataset.rowLabel, number: rows.indexOf(row) + 1, count: rows.length };
  tell(gettext("%(row)s is now number %(number)s of %(count)s"), values);
}

function move(list, row, by) {
  const rows = currentOf(list);
  const other = rows[rows.indexOf(row) + by];
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  row.querySelector(by < 0 ? "[data-row-do=up]" : "[data-row-do=down]").focus();
  arrived(list, row);
}

function watchButtons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-do]");
    if (!button) return;
    event.preventDefault();
    const list = button.closest("[data-rows]");
    const row = button.closest("[data-row]");
    const actions = { add: () => add(list), remove: () => remove(list, row), up: () => move(list, row, -1), down: () => move(list, row, 1) };
    actions[button.dataset.rowDo]();
  });
}

// A row is dragged by its handle, inside its own list.
let dragged = null;

function watchDragging() {
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest?.("[data-row-handle]")?.closest("[data-row]");
    if (row) row.draggable = true;
  });
  document.addEventListener("pointerup", () => {
    document.querySelectorAll("[data-row][draggable]").forEach((row) => { row.removeAttribute("draggable"); });
  });
  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.("[data-row][draggable]")) return;
    dragged = event.target;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest?.("[data-row]");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged || over.parentElement !== dragged.parentElement) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY > top + height / 2) over.after(dragged);
    else over.before(dragged);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged.removeAttribute("draggable");
    const row = dragged;
    dragged = null;
    arrived(row.closest("[data-rows]"), row);
  });
}

// What the server has for the kind that was chosen; without it, the kind stays what it was.
async function fieldsFor(select, before, more = {}) {
  try {
    return await postQuestion(select, fieldsUrl, more);
  } catch {
    select.value = before;
    tell(gettext("The kind stays: no connection. Try again."));
    return null;
  }
}

// The fields of another kind take over what both have; going back brings everything back.
async function changeKind(select) {
  const box = formOf(select).querySelector(`#fields-${prefixOf(select)}-answers`);
  const before = box.querySelector("[data-fields-kind]").value;
  if (before === select.value) return;
  const reply = await fieldsFor(select, before);
  if (!reply) return;
  const { html, lost } = reply;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  asButtons(fresh);
  box.replaceWith(fresh);
  if (lost.length) fresh.prepend(warning(lost, () => bringKindBack(select, before, fresh, box)));
  changed(fresh);
}

function warning(lost, goBack) {
  const note = document.createElement("p");
  note.className = "kind-note";
  note.setAttribute("role", "status");
  note.append(`${interpolate(gettext("This kind has no place for: %(lost)s."), { lost: listed(lost) })} `, backButton(goBack));
  return note;
}

// The same for a question inside another: a gap, or a hint that asks.
async function changeAsked(select) {
  const box = select.closest(".asked");
  const part = select.name.startsWith(`${prefixOf(select)}-hints-`) ? { hints: "yes" } : {};
  const reply = await fieldsFor(select, box.querySelector("[name$='-fields']").value, part);
  if (!reply) return;
  const holder = document.createElement("template");
  holder.innerHTML = reply.html;
  const fresh = holder.content.getElementById(box.id);
  asButtons(fresh);
  const before = box.querySelector("[name$='-fields']").value;
  box.replaceWith(fresh);
  const note = fresh.querySelector(":scope > [data-kind-note]");
  const chosen = fresh.querySelector("[data-asked-kind]");
  if (note) note.append(" ", backButton(() => bringKindBack(select, before, fresh, box)));
  chosen.focus();
  changed(fresh);
}

function backButton(action) {
  const back = document.createElement("button");
  back.type = "button";
  back.className = "author-link";
  back.textContent = gettext("Change back");
  back.addEventListener("click", action);
  return back;
}

function bringKindBack(select, before, fresh, box) {
  select.value = before;
  fresh.replaceWith(box);
  select.focus();
  changed(box);
}

function watchKinds() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-question-kind]")) changeKind(event.target);
    if (event.target.matches("[data-asked-kind]")) changeAsked(event.target);
  });
  // The admin numbers ids and names of a new question; what refers to them is numbered here.
  document.addEventListener("formset:added", (event) => {
    const number = event.target.id?.match(/-(\d+)$/)?.[1];
    if (number === undefined) return;
    event.target.querySelectorAll("[aria-describedby]").forEach((field) => {
      field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replaceAll("__prefix__", number));
    });
    asButtons(event.target);
  });
}

asButtons(document);
watchButtons();
watchDragging();
watchKinds();
watchPreviews(tree);
