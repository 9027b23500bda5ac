// The tree of a course can be dragged. Without this script it has arrows.
import { gettext } from "./gettext.js";

const tree = document.querySelector(".course-tree");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function post(url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return reply.json();
}

// The tree: drag a lesson among lessons, a step among the steps of any lesson.
let dragged = null;

function isHome(target) {
  return target && dragged && target !== dragged && !dragged.contains(target);
}

function dropTarget(event) {
  if (!dragged) return null;
  if (dragged.dataset.lesson) return event.target.closest("[data-lesson]");
  return event.target.closest("[data-step]") || event.target.closest("[data-lesson]");
}

function place(target, event) {
  if (dragged.dataset.step && target.dataset.lesson) {
    target.querySelector("[data-steps]").append(dragged);
    return;
  }
  const { top, height } = target.getBoundingClientRect();
  if (event.clientY > top + height / 2) target.after(dragged);
  else target.before(dragged);
}

async function saveOrder() {
  const order = [...tree.querySelectorAll("[data-lesson]")].map((lesson) => ({
    lesson: lesson.dataset.lesson,
    steps: [...lesson.querySelectorAll("[data-step]")].map((step) => step.dataset.step),
  }));
  const note = tree.querySelector("[data-tree-note]");
  try {
    const { error } = await post(tree.dataset.arrangeUrl, order);
    note.textContent = error || gettext("Order saved.");
  } catch {
    note.textContent = gettext("The order was not saved: no connection. Try again.");
  }
}

function watchTree() {
  if (!tree) return;
  // On a small screen the form comes first: the tree waits folded.
  if (window.matchMedia("(max-width: 1099px)").matches) tree.querySelector("[data-tree-fold]").open = false;
  tree.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-step], [data-lesson]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("is-dragged");
    event.stopPropagation();
  });
  tree.addEventListener("dragover", (event) => {
    const target = dropTarget(event);
    tree.querySelectorAll(".is-over").forEach((row) => row.classList.remove("is-over"));
    if (!isHome(target)) return;
    event.preventDefault();
    target.classList.add("is-over");
  });
  tree.addEventListener("drop", (event) => {
    const target = dropTarget(event);
    if (!isHome(target)) return;
    event.preventDefault();
    place(target, event);
    saveOrder();
  });
  tree.addEventListener("dragend", () => {
    tree.querySelectorAll(".is-over, .is-dragged").forEach((row) => row.classList.remove("is-over", "is-dragged"));
    dragged = null;
  });
}

watchTree();
