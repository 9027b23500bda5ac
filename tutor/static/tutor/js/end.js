/* The end of a lesson, as a page of its own: what was pressed is gone with the old list, so the head takes the focus. */
document.addEventListener("htmx:afterSwap", () => document.getElementById("step-title").focus({ preventScroll: true }));
