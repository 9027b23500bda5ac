// The question that is being written, beside its fields, as a student sees it.
import { gettext, interpolate } from "./gettext.js";
import { postQuestion, sentOf } from "./question_sent.js";

const written = (field) => JSON.stringify([...sentOf(field)].filter(([, value]) => typeof value === "string"));

function previewOf(kind, tree) {
  const box = document.createElement("section");
  box.className = "question-preview";
  const title = document.createElement("h4");
  title.textContent = gettext("As a student sees it");
  const frame = document.createElement("iframe");
  frame.title = gettext("Preview of the question, as a student sees it");
  const problems = document.createElement("p");
  problems.className = "problems";
  problems.setAttribute("role", "status");
  // Of a question with variables there are many versions.
  const versions = document.createElement("p");
  versions.className = "question-versions";
  const another = document.createElement("button");
  another.type = "button";
  another.className = "author-button";
  another.textContent = gettext("Another one");
  const values = document.createElement("span");
  values.setAttribute("role", "status");
  versions.append(another, values);
  versions.hidden = true;
  box.append(title, frame, versions, problems);
  let shown = null;
  let seed = 0;
  another.addEventListener("click", async () => {
    const before = values.textContent;
    // Two seeds may draw the same.
    for (let tries = 0; tries < 5 && values.textContent === before; tries += 1) {
      seed += 1;
      shown = null;
      await refresh();
    }
  });
  async function refresh() {
    const place = frame.contentDocument?.getElementById("preview");
    const now = written(kind);
    if (!place || now === shown) return;
    shown = now;
    try {
      const { html, version, problems: found } = await postQuestion(kind, tree.dataset.questionUrl, { seed });
      problems.textContent = found.join(" ");
      versions.hidden = !version;
      values.textContent = version ? interpolate(gettext("Here %(values)s."), { values: version }) : "";
      if (html) place.innerHTML = html;
    } catch {
      shown = null;
      problems.textContent = gettext("No preview: no connection.");
    }
    const fit = () => { frame.height = Math.min(Math.ceil(place.getBoundingClientRect().bottom) + 32, 900); };
    place.querySelectorAll("img").forEach((image) => { image.addEventListener("load", fit); });
    fit();
  }
  frame.addEventListener("load", () => {
    // Nothing is sent from it, and it leads nowhere.
    for (const kind of ["submit", "click"]) {
      frame.contentDocument.addEventListener(kind, (event) => { if (kind === "submit" || event.target.closest("a")) event.preventDefault(); });
    }
    refresh();
  });
  frame.src = tree.dataset.frameUrl;
  return { box, refresh };
}

/** A question gets its preview when somebody begins to write in it. */
export function watchPreviews(tree) {
  if (!tree) return;
  const previews = new WeakMap();
  // Not by the line that folds the card.
  const groupOf = (event) => event.target.closest?.("#questions-group .form-group fieldset")?.closest(".form-group");
  document.addEventListener("focusin", (event) => {
    const group = groupOf(event);
    const kind = group?.querySelector("[data-question-kind]");
    if (!kind || previews.has(group)) return;
    const preview = previewOf(kind, tree);
    previews.set(group, preview);
    group.querySelector("fieldset").append(preview.box);
  });
  let timer;
  const later = (event) => {
    const preview = previews.get(groupOf(event));
    if (!preview) return;
    clearTimeout(timer);
    timer = setTimeout(preview.refresh, 400);
  };
  document.addEventListener("input", later);
  document.addEventListener("change", later);
}
