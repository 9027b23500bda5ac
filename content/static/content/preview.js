// A preview looks like the students' page and sends nothing.
const notice = document.getElementById("notice");

function refuse(event) {
  event.preventDefault();
  notice.textContent = "";
  requestAnimationFrame(() => { notice.textContent = "This is a preview: nothing is sent."; });
}

document.addEventListener("submit", refuse);
document.addEventListener("click", (event) => {
  if (event.target.closest("a[href]")) refuse(event);
});
