/* An answer within a hint swaps the hint, and the button that was pressed may be gone: the focus stays there. */
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const id = detail.requestConfig?.elt?.closest?.(".hint-question")?.getAttribute("hx-target");
  const rung = id && document.querySelector(id);
  if (rung && document.activeElement === document.body) rung.focus({ preventScroll: true });
});
