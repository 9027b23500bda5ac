/* In an author's preview figures are drawn as students see them, whenever a text comes anew. */
import { drawFigures } from "./drawn.js";

drawFigures();
const place = document.getElementById("preview");
if (place) new MutationObserver(drawFigures).observe(place, { childList: true });
