// A preview looks like the students' page and sends nothing; from step to step it stays a preview.
import { gettext } from "./gettext.js";

const notice = document.getElementById("notice");

function refuse(event) {
  event.preventDefault();
  notice.textContent = "";
  requestAnimationFrame(() => { notice.textContent = gettext("This is a preview: nothing is sent."); });
}

document.addEventListener("submit", refuse);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && !link.pathname.endsWith("/preview/") && !link.hash) refuse(event);
});
