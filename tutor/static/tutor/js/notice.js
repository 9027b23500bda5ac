/* The page's one line for what it has to say; the server can fill it too, with an event of the same name. */
const place = document.getElementById("notice");

export function say(words) {
  place.textContent = words;
  if (words) setTimeout(() => place.textContent === words && (place.textContent = ""), 8000);
}

document.addEventListener("notice", (event) => say(event.detail.words));
