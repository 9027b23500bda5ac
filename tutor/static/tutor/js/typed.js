/* What is typed and not yet sent outlives a load of the page and a look at another step: in this tab only, for
   whoever typed it. */
import { fill, formInState, listInTab, saveInTab } from "./unsent.js";

const KEPT = "typed";
const OF_ONE_LOAD = ["csrfmiddlewaretoken", "submission_id"];

const typed = new Map(listInTab(KEPT)); // action -> fields
const sent = new WeakSet(); // forms in which nothing was typed since

function keptForm(part) {
  return part?.closest?.("form[data-keep]");
}

function note(form) {
  if (!form) return;
  sent.delete(form);
  form.dataset.typed = "";
  const fields = [...new FormData(form)].filter(([name]) => !OF_ONE_LOAD.includes(name));
  typed.set(form.getAttribute("action"), fields);
  save();
}

function forget(form) {
  if (form) sent.add(form);
  if (typed.delete(form?.getAttribute("action"))) save();
}

/* Only into forms that nobody has touched since they came. */
function restore() {
  for (const [action, fields] of typed) {
    const form = formInState(action, fields);
    if (!form || "typed" in form.dataset || form.querySelector("fieldset:disabled")) continue;
    fill(form, fields);
    form.querySelector("input[type=text]")?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function save() {
  saveInTab(KEPT, [...typed]);
}

document.addEventListener("input", (event) => note(keptForm(event.target)));
// A field that is taken away with the focus in it tells of a change as it goes, and its words are sent already.
document.addEventListener("change", (event) => sent.has(keptForm(event.target)) || note(keptForm(event.target)));
// As it is sent, and not once the server has it: a new form may come by the socket before the reply does.
document.addEventListener("htmx:beforeRequest", (event) => forget(keptForm(event.detail.elt)));
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful || note(keptForm(event.detail.elt)));
document.addEventListener("htmx:afterSettle", restore);
// Once lists that are put in order have their buttons, and before what could not be sent goes off.
document.addEventListener("DOMContentLoaded", restore);
