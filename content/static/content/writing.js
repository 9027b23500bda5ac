// Buttons where one writes: a picture goes into the text; a question or an easier example is a new row further down,
// which says where it came from and can be taken back.
import { gettext } from "./gettext.js";

const body = document.getElementById("id_body");

function make(tag, fields, ...inside) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inside);
  return element;
}

function press(className, words, action) {
  const button = make("button", { type: "button", className, textContent: words });
  button.addEventListener("click", action);
  return button;
}

const rowsOf = (group) => [...group.querySelectorAll(".form-group:not(.empty-form)")];

/** Add a row to an inline form, and return it. */
function addRow(prefix) {
  const group = document.getElementById(`${prefix}-group`);
  const before = new Set(rowsOf(group));
  group.querySelector(".add-row").click();
  return rowsOf(group).find((row) => !before.has(row));
}

function backToText() {
  body.focus();
  body.scrollIntoView({ block: "center" });
}

// The bin of the row takes it back, and has an Undo of its own: nothing that was typed is lost.
function tell(row, words) {
  const undo = press("author-link", gettext("Undo"), () => row.querySelector("[data-remove-row]").click());
  const back = press("author-link", gettext("Back to the text"), backToText);
  const note = make("p", { className: "row-added" });
  note.setAttribute("role", "status");
  row.querySelector("h3").after(note);
  note.append(make("span", { textContent: words }), undo, back);
}

function add(prefix, words, { kind = "", focus }) {
  const row = addRow(prefix);
  const field = (name) => row.querySelector(`[name^="${prefix}-"][name$="-${name}"]`);
  if (kind) {
    field("kind").value = kind;
    field("kind").dispatchEvent(new Event("change", { bubbles: true }));
  }
  tell(row, words);
  field(focus).focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}

const tools = make("p", { className: "writing-tools" },
  press("author-button", gettext("+ Question"), () => add("questions", gettext("A new question."), { focus: "kind" })),
  press("author-button", gettext("+ Easier example"), () => add("variants", gettext("A new easier example."), { kind: "easier", focus: "title" })));

if (body && document.getElementById("questions-group")) {
  // That of the pictures is there already, if the step has a course.
  const picture = body.parentElement.querySelector(".picture-button");
  if (picture) tools.prepend(picture);
  body.before(tools);
}
