/* The practice page: questions without a lesson around them. What cannot be sent is kept, as in a lesson. */
import "./expression.js";
import { drawFigures } from "./drawn.js";
import "./failures.js";
import { enhanceSpots } from "./hotspots.js";
import { enhanceOrderings } from "./ordering.js";
import { restore } from "./unsent.js";
import "./verdict.js";

document.addEventListener("htmx:afterSwap", () => {
  enhanceOrderings(document);
  enhanceSpots(document);
  drawFigures();
});

enhanceOrderings(document);
enhanceSpots(document);
drawFigures();
document.addEventListener("DOMContentLoaded", restore);
