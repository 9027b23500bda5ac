/* A place on a picture is pressed anywhere in its outline. Without this module its control is pressed. */

/** Let the outlines of all pictures under `root` be pressed. */
export function enhanceSpots(root) {
  for (const block of root.querySelectorAll("[data-spots]")) block.classList.add("spots-live");
}

/* Of two places in one another the inner one is meant. */
function placeAt(event) {
  const block = event.target.closest?.(".spots-live");
  if (!block || !event.target.matches("[data-shape]")) return null;
  const size = ({ width, height }) => width * height;
  const shapes = document
    .elementsFromPoint(event.clientX, event.clientY)
    .filter((one) => one.matches("[data-shape]") && block.contains(one))
    .sort((one, other) => size(one.getBoundingClientRect()) - size(other.getBoundingClientRect()));
  return shapes[0]?.closest(".spot") ?? null;
}

function controlOf(spot) {
  const form = spot.closest("form");
  return spot.querySelector("input") ?? form?.elements[spot.dataset.spot];
}

document.addEventListener("click", (event) => {
  const control = placeAt(event) && controlOf(placeAt(event));
  if (!control || control.matches(":disabled")) return;
  control.focus();
  if (control.matches("input")) control.click();
});

/* The place is shown whose label is being chosen. */
for (const [happens, isShown] of [["focusin", true], ["focusout", false]]) {
  document.addEventListener(happens, (event) => {
    const label = event.target.closest?.("[data-spot-label]")?.dataset.spotLabel;
    const spot = label && event.target.form?.querySelector(`[data-spot="${CSS.escape(label)}"]`);
    spot?.classList.toggle("shown", isShown);
  });
}
