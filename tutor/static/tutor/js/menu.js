/* A button that opens a panel: a press elsewhere, Escape or leaving it closes it, and the focus returns. */
const openPanel = () => document.querySelector(".menu-panel[data-open]");
const buttonOf = (panel) => document.querySelector(`[aria-controls="${CSS.escape(panel.id)}"]`);

function setOpen(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  document.getElementById(button.getAttribute("aria-controls")).toggleAttribute("data-open", isOpen);
}

/** Close what is open; the focus goes back to its button if it was in the panel. */
function close() {
  const panel = openPanel();
  if (!panel) return;
  const button = buttonOf(panel);
  const hadFocus = panel.contains(document.activeElement);
  setOpen(button, false);
  if (hadFocus) button.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".menu-button");
  const wasOpen = button?.getAttribute("aria-expanded") === "true";
  if (!openPanel()?.contains(event.target)) close();
  if (button && !wasOpen) setOpen(button, true);
});

document.addEventListener("focusin", (event) => {
  const panel = openPanel();
  if (panel && !panel.contains(event.target) && event.target !== buttonOf(panel)) close();
});

/* What unfolds at the end of a panel that scrolls would lie below its edge. */
document.addEventListener(
  "toggle",
  ({ target }) => target.open && openPanel()?.contains(target) && target.scrollIntoView({ block: "nearest" }),
  true, // It does not bubble.
);

document.addEventListener("keydown", (event) => event.key === "Escape" && close());
/* What was asked for in the panel is done. */
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && openPanel()?.contains(event.detail.elt) && close());
