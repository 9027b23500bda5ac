/* A list or a menu that unfolds over the page folds again by Escape, and by a press beside it. */
const unfolded = () => document.querySelector("[data-folds][open]");

document.addEventListener("keydown", (event) => {
  const fold = event.key === "Escape" && unfolded();
  if (!fold) return;
  fold.open = false;
  fold.querySelector("summary").focus();
});

document.addEventListener("click", ({ target }) => {
  const fold = unfolded();
  if (fold && !fold.contains(target)) fold.open = false;
});
