/* Items of an ordering question move by buttons. Without this module a select per place does the same. */
import { gettext, interpolate, number } from "../../content/gettext.js";
import { announce } from "./announce.js";

const ICONS = document.querySelector(".wordmark use")?.getAttribute("href").split("#")[0] ?? "";

/** Turn every ordering question under `root` into a list whose items move. */
export function enhanceOrderings(root) {
  for (const block of root.querySelectorAll("[data-ordering]")) enhance(block);
}

/** Put a form's items into a given order of values. */
export function arrange(form, values) {
  for (const list of form.querySelectorAll("[data-ordering-items]")) {
    const placeOf = (item) => values.indexOf(item.dataset.value);
    list.append(...[...list.children].sort((one, other) => placeOf(one) - placeOf(other)));
    refresh(list);
  }
}

function enhance(block) {
  const list = block.querySelector("[data-ordering-items]");
  block.querySelector("[data-ordering-places]").remove();
  block.removeAttribute("data-ordering");
  list.classList.replace("letters", "places");
  for (const item of list.children) {
    item.className = "place";
    item.querySelector(".letter").className = "number";
    item.append(makeField(item.dataset.value), makeButton(item, -1), makeButton(item, 1));
  }
  if (block.closest("fieldset")?.disabled) block.querySelectorAll("button").forEach((button) => button.remove());
  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.target.closest("button")) return;
    event.preventDefault();
    move(event.target.closest(".place"), by, event.target);
  });
  refresh(list);
}

function makeField(value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "order";
  field.value = value;
  return field;
}

function makeButton(item, by) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.by = by;
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${ICONS}#${by < 0 ? "up" : "down"}`);
  icon.append(use);
  button.append(icon);
  button.addEventListener("click", () => move(item, by, button));
  return button;
}

function move(item, by, button) {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(item);
  else other.after(item);
  refresh(item.parentElement);
  for (const each of item.parentElement.children) each.classList.toggle("moved", each === item);
  button.focus();
  item.dispatchEvent(new Event("change", { bubbles: true }));
  const place = [...item.parentElement.children].indexOf(item) + 1;
  announce(interpolate(gettext("Now in place %(place)s of %(total)s"), { place, total: item.parentElement.children.length }));
}

/* A button at the end of the list stays where it is, so that the focus is not lost on the way. */
function refresh(list) {
  [...list.children].forEach((item, index, all) => {
    item.querySelector(".number").textContent = number(index + 1);
    const name = item.querySelector(".prose").textContent.trim();
    for (const button of item.querySelectorAll("button")) {
      const isUp = button.dataset.by === "-1";
      const isEnd = isUp ? index === 0 : index === all.length - 1;
      const words = isUp ? gettext("Move up: %(name)s") : gettext("Move down: %(name)s");
      button.setAttribute("aria-label", interpolate(words, { name }));
      button.setAttribute("aria-disabled", String(isEnd));
    }
  });
}
