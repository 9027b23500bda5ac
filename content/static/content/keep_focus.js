/* The place of whoever goes by keyboard: when what had the focus is taken out of the page, shut or folded away, what
   stands in its place has it, and never the page as a whole, from which every way is long. Others may give the focus
   before; this comes last. */
const FRAMES = 2; // htmx, and what waits for it, have settled by then
let place = null; // where the focus was: {element, ids, name, value}
let isDue = false;

document.addEventListener("focusin", ({ target }) => (place = placeOf(target)));
/* A press beside everything lets go of the focus, and means to. */
document.addEventListener("pointerdown", () => (place = null), { capture: true });

function placeOf(element) {
  const ids = [];
  for (let one = element; one && one !== document.body; one = one.parentElement) if (one.id) ids.push(one.id);
  return { element, ids, name: element.name, value: element.value };
}

function canHaveFocus(element) {
  return element.isConnected && !element.matches(":disabled") && !element.closest("[inert]") && element.checkVisibility({ visibilityProperty: true });
}

function look() {
  isDue = false;
  const { activeElement } = document;
  if (!place || (activeElement && activeElement !== document.body) || canHaveFocus(place.element)) return;
  const next = nextOf(place);
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** Find what the focus goes to: the same control anew, else the head of the nearest part that is still there. */
function nextOf({ ids, name, value }) {
  const parts = ids.map((id) => document.getElementById(id)).filter((part) => part && canHaveFocus(part));
  const same = parts[0]?.id === ids[0] && parts[0].tabIndex >= 0 ? parts[0] : name && parts.map((part) => twin(part, name, value)).find(Boolean);
  return same || parts.map(headOf).find(Boolean) || headOf(document.querySelector("main")) || document.querySelector("main");
}

function twin(part, name, value) {
  const named = [...part.querySelectorAll("button, input, select, textarea")].filter((one) => one.name === name && canHaveFocus(one));
  return named.find((one) => one.value === value) ?? named.find((one) => !["radio", "checkbox", "submit"].includes(one.type));
}

function headOf(part) {
  if (part.matches("[tabindex], summary")) return part;
  return [...part.querySelectorAll("summary, h1, h2, h3, [tabindex='-1']")].find(canHaveFocus);
}

function lookSoon() {
  if (isDue || !place) return;
  isDue = true;
  let left = FRAMES;
  const wait = () => (left-- ? requestAnimationFrame(wait) : look());
  wait();
}

new MutationObserver(lookSoon).observe(document.documentElement, {
  subtree: true,
  childList: true,
  attributeFilter: ["disabled", "hidden", "open", "class", "inert", "data-open", "style"],
});
