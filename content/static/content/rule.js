// Reads a rule back while it is written, and fills in what a signal usually starts from.
const box = document.getElementById("read-back");
const form = box?.closest("form");
const registry = box ? JSON.parse(document.getElementById("signal-registry").textContent) : {};

async function readBack() {
  const data = new FormData(form);
  data.set("key", box.dataset.key);
  const reply = await fetch(box.dataset.url, { method: "POST", body: data });
  if (!reply.ok) return;
  const { sentence, error, warnings } = await reply.json();
  const told = box.querySelector("[data-sentence]");
  told.textContent = error || sentence;
  told.classList.toggle("error", Boolean(error));
  const list = box.querySelector("[data-warnings]");
  list.replaceChildren(...(warnings || []).map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function explain(select) {
  const known = registry[select.value];
  const row = select.closest("tr, .form-row, [id^=conditions]") || select.parentElement;
  let help = row.querySelector(".signal-help");
  if (!help) {
    help = document.createElement("span");
    help.className = "signal-help";
    select.parentElement.after(help);
  }
  help.textContent = known ? known.meaning : "";
  const about = form.elements[select.name.replace("signal", "misconception")];
  if (about) {
    // The cell stays, so that the table keeps its columns.
    about.hidden = !known?.names_misconception;
    if (about.hidden) about.value = "";
  }
  return known;
}

function fillIn(select) {
  const known = explain(select);
  if (!known) return;
  const field = (name) => form.elements[select.name.replace("signal", name)];
  field("comparison").value = known.comparison;
  field("enter").value = known.enter;
  field("leave").value = known.leave;
}

const isSignal = (target) => /^conditions-\d+-signal$/.test(target.name || "");

if (form) {
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(readBack, 250);
  };
  const changed = (event) => {
    if (isSignal(event.target)) fillIn(event.target);
    later();
  };
  form.addEventListener("input", later);
  form.addEventListener("change", changed);
  form.addEventListener("formset:added", later);
  form.addEventListener("click", later);
  form.querySelectorAll("select").forEach((select) => { if (isSignal(select)) explain(select); });
  // select2 tells of a change through jQuery alone.
  if (window.django?.jQuery) {
    window.django.jQuery(form).on("select2:select", (event) => changed(event));
  }
  readBack();
}
