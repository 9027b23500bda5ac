/** Draw the figures that have come into the page; what draws them comes with the first one. */
export async function drawFigures() {
  if (!document.querySelector(".prose img[src$='.svg']:not([data-drawn])")) return;
  (await import("./figures.js")).drawFigures();
}
