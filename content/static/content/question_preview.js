// The question that is being written, beside its fields, as a student sees it.
import { gettext } from "./gettext.js";
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
  box.append(title, frame, problems);
  let shown = null;
  async function refresh() {
    const place = frame.contentDocument?.getElementById("preview");
    const now = written(kind);
    if (!place || now === shown) return;
    shown = now;
    try {
      const { html, problems: found } = await postQuestion(kind, tree.dataset.questionUrl);
      problems.textContent = found.join(" ");
      if (html) place.innerHTML = html;
    } catch {
      shown = null;
      problems.textContent = gettext("No preview: no connection.");
    }
    const fit = () => { frame.height = Math.min(place.offsetHeight + 40, 900); };
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
  const groupOf = (event) => event.target.closest?.("#questions-group .form-group");
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
