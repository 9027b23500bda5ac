/* What a teacher is in the middle of stays as it is when the server sends the page anew. */

/** Put `fresh` in the place of `old`; what is being typed, or was opened, and the focus stay. */
export function replaceAround(old, fresh) {
  // First: what is kept loses its focus by being moved.
  const focused = old.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : "";
  const giveFocusBack = holdFocus();
  keepWhatIsUsed(old, fresh);
  old.replaceWith(fresh);
  giveFocusBack();
  if (focused) focusAgain(document.getElementById(focused));
  window.htmx?.process(fresh);
}

/* A form somebody is typing in, or a question somebody has opened, stays as it is until it is sent. */
function keepWhatIsUsed(old, fresh) {
  for (const panel of old.querySelectorAll(".menu-panel[data-open]")) {
    fresh.querySelector(`#${CSS.escape(panel.id)}`)?.setAttribute("data-open", "");
    fresh.querySelector(`[aria-controls="${CSS.escape(panel.id)}"]`)?.setAttribute("aria-expanded", "true");
  }
  for (const part of old.querySelectorAll("[data-keep-in-use]")) {
    const place = fresh.querySelector(`#${CSS.escape(part.id)}`);
    if (place && (part.contains(document.activeElement) || part.open || isChanged(part))) place.replaceWith(part);
  }
}

function isChanged(form) {
  const typed = [...form.querySelectorAll("input[type=text]")].some((input) => input.value !== input.defaultValue);
  return typed || [...form.querySelectorAll("option")].some((option) => option.selected !== option.defaultSelected && option.selected);
}

/* Moving an element takes its focus and the caret away. */
function holdFocus() {
  const held = document.activeElement;
  const caret = held?.type === "text" ? [held.selectionStart, held.selectionEnd] : null;
  return () => {
    if (!held?.isConnected || held === document.body) return;
    held.focus({ preventScroll: true });
    if (caret) held.setSelectionRange(...caret);
  };
}

/* The pressed button came anew with the page: its twin takes the focus. */
function focusAgain(element) {
  if (!element || element.contains(document.activeElement)) return;
  (element.querySelector(":scope > summary") ?? element).focus({ preventScroll: true });
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  event.detail.elt.closest("[data-keep-in-use]")?.removeAttribute("data-keep-in-use");
});
