// A text is seen beside its field while it is written: rendered by the server, in a frame that has the students' styles,
// so it looks there as it will look to them. Without this script texts are checked on saving.
import { gettext } from "./gettext.js";

const WAIT_MS = 300;
const tree = document.querySelector(".course-tree");

function make(tag, fields, ...inside) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inside);
  return element;
}

async function render(text) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  const reply = await fetch(tree.dataset.previewUrl, { method: "POST", headers, body: JSON.stringify({ text }) });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

function addPreview(area) {
  if (area.dataset.previewed || !tree) return;
  area.dataset.previewed = "yes";
  const frame = make("iframe", { title: gettext("Preview, as a student sees it"), src: tree.dataset.frameUrl });
  const problems = make("p", { className: "problems" });
  problems.setAttribute("role", "status");
  const title = make("p", { className: "text-preview-title", textContent: gettext("As a student sees it") });
  area.parentElement.classList.add("writing");
  area.after(make("div", { className: "text-preview" }, title, frame, problems));
  let asked = 0;
  let timer;
  async function refresh() {
    const place = frame.contentDocument?.getElementById("preview");
    if (!place) return;
    asked += 1;
    const mine = asked;
    try {
      const { html, problems: found } = await render(area.value);
      // A slow answer must not take the place of a later one.
      if (mine !== asked) return;
      place.innerHTML = html;
      problems.textContent = found.join(" ");
    } catch {
      problems.textContent = gettext("No preview: no connection. What you write stays here.");
    }
  }
  frame.addEventListener("load", () => {
    const place = frame.contentDocument.getElementById("preview");
    // Fonts, pictures and the window's width change how high the text is.
    new ResizeObserver(() => { frame.height = Math.min(Math.ceil(place.getBoundingClientRect().bottom) + 24, 900); }).observe(place);
    refresh();
  });
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT_MS);
  });
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea[data-markdown]:not([data-row-text])")) addPreview(event.target);
});
const first = document.querySelector("#id_body[data-markdown]");
if (first) addPreview(first);
