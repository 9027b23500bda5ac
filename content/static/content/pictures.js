// Pictures where one writes: pasted or dropped into a text, or by the button below it. One dialog asks what the
// picture shows, uploads it, and puts it where the caret was.
import { gettext, interpolate } from "./gettext.js";

const tree = document.querySelector(".course-tree");
const url = tree?.dataset.picturesUrl;
const READY = gettext("Insert");

function make(tag, fields = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inside);
  return element;
}

const fileInput = make("input", { type: "file", accept: ".svg,.png,.jpg,.jpeg,.gif,.webp", id: "picture-file" });
const known = make("select", { id: "picture-known" });
const alt = make("input", { type: "text", id: "picture-alt", maxLength: 500, autocomplete: "off" });
const problem = make("p", { className: "problems" });
problem.setAttribute("role", "alert");
const insert = make("button", { type: "submit", className: "author-button main", textContent: READY });
const cancel = make("button", { type: "button", className: "author-button", textContent: gettext("Cancel") });
const chosen = make("p", { className: "soft" });
const form = make("form", { method: "dialog", className: "picture-form" },
  make("h2", { id: "picture-title", textContent: gettext("Insert a picture") }), chosen,
  make("label", { htmlFor: "picture-file", textContent: gettext("A new one: SVG, PNG, JPEG, GIF or WebP, up to 1 MB") }), fileInput,
  make("label", { htmlFor: "picture-known", textContent: gettext("or one that the course has") }), known,
  make("label", { htmlFor: "picture-alt", textContent: gettext("What it shows, for those who cannot see it") }), alt,
  problem, make("p", { className: "author-tools" }, insert, cancel));
const dialog = make("dialog", { className: "picture-dialog" }, form);
dialog.setAttribute("aria-labelledby", "picture-title");

let area = null;
let place = [0, 0];
let given = null;

async function listKnown() {
  const { pictures } = await (await fetch(url)).json();
  known.replaceChildren(make("option", { value: "", textContent: gettext("none") }), ...pictures.map((one) => {
    const option = make("option", { value: one.markdown, textContent: `${one.name}: ${one.alt}` });
    option.dataset.alt = one.alt;
    return option;
  }));
}

function ask(forArea, file = null) {
  area = forArea;
  place = [area.selectionStart, area.selectionEnd];
  given = file;
  form.reset();
  problem.textContent = "";
  chosen.textContent = file ? interpolate(gettext("From you: %(name)s"), { name: file.name }) : "";
  listKnown().catch(() => { problem.textContent = gettext("The course's pictures cannot be listed: no connection."); });
  dialog.showModal();
  (file ? alt : fileInput).focus();
}

async function upload(file) {
  const body = new FormData();
  body.set("file", file);
  body.set("alt", alt.value);
  const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  return (await fetch(url, { method: "POST", headers, body })).json();
}

async function markdown() {
  const file = fileInput.files[0] || given;
  if (!file && known.value) return { markdown: known.value };
  if (!file) return { error: gettext("Choose a picture.") };
  if (!alt.value.trim()) return { error: gettext("Say what the picture shows, for those who cannot see it.") };
  return upload(file);
}

function write(text) {
  area.focus();
  area.setSelectionRange(...place);
  // As if it were typed, so that Ctrl+Z takes it back; what else writes into a field empties what can be undone.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, place[0], place[1], "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.dispatchEvent(new Event("change", { bubbles: true }));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  insert.disabled = true;
  insert.textContent = gettext("Uploading …");
  try {
    const reply = await markdown();
    problem.textContent = reply.error || "";
    if (reply.error) return;
    dialog.close();
    write(reply.markdown);
  } catch {
    problem.textContent = gettext("The picture was not stored: no connection. Try again.");
  } finally {
    insert.disabled = false;
    insert.textContent = READY;
  }
});
cancel.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => area.focus());
known.addEventListener("change", () => { alt.value = known.selectedOptions[0].dataset.alt || ""; });

const areaOf = (event) => event.target.closest?.("textarea[data-markdown]");
const pictureIn = (transfer) => [...(transfer ? transfer.files : [])].find((file) => file.type.startsWith("image/"));

function addButton(target) {
  if (target.dataset.pictured) return;
  target.dataset.pictured = "yes";
  const button = make("button", { type: "button", className: target.id === "id_body" ? "author-button picture-button" : "author-link picture-button", textContent: gettext("+ Picture") });
  button.addEventListener("click", () => ask(target));
  target.after(button);
}

if (url) {
  document.body.append(dialog);
  document.querySelectorAll(".form-group:not(.empty-form) textarea[data-markdown]:not([data-row-text]), #id_body[data-markdown]").forEach(addButton);
  document.addEventListener("focusin", (event) => { if (areaOf(event)) addButton(areaOf(event)); });
  document.addEventListener("paste", (event) => {
    const file = areaOf(event) && pictureIn(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    ask(areaOf(event), file);
  });
  document.addEventListener("dragover", (event) => {
    if (areaOf(event) && [...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const file = areaOf(event) && pictureIn(event.dataTransfer);
    if (!file) return;
    event.preventDefault();
    ask(areaOf(event), file);
  });
}
