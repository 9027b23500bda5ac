/* While a class talks in groups and the card is out of sight, one line leads to it. */
import { gettext } from "../../content/gettext.js";

const link = document.getElementById("to-group");
let isInView = true;
let wasRead = null;

/* What lies behind the head or the dock is not in view. */
const margins = { rootMargin: "-30% 0px -20% 0px" };
const observer = new IntersectionObserver(([entry]) => {
  isInView = entry.isIntersecting;
  show(entry.target);
}, margins);

/** Keep the line in step with the card that is in the page now. */
export function watchCard(card) {
  observer.disconnect();
  if (card.dataset.prompt && !card.hidden) observer.observe(card);
  else link.hidden = true;
}

/* What all groups wrote is read once; a talk that goes on stays in mind. */
function show(card) {
  const isOver = card.dataset.over === "yes";
  if (isInView && isOver) wasRead = card.dataset.prompt;
  link.textContent = isOver ? `${gettext("See what the groups wrote")} ↑` : `${gettext("Talk it over: go to your group")} ↑`;
  link.hidden = isInView || (isOver && wasRead === card.dataset.prompt);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  const head = document.getElementById("group-head");
  head.focus({ preventScroll: true });
  head.scrollIntoView({ block: "start" });
});
