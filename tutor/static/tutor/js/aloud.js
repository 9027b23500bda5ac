/* The switch for reading aloud. What reads, and what it says, comes with the first time that it is on. */
import { read, write } from "./aloud/kept.js";

const button = document.getElementById("aloud-switch");
let reading = null;

async function set(isOn) {
  button.setAttribute("aria-checked", String(isOn));
  if (!isOn && !reading) return;
  reading ??= import("./aloud/reading.js");
  const { begin, end } = await reading;
  if (isOn) begin(button);
  else end();
}

button.addEventListener("click", () => {
  const isOn = button.getAttribute("aria-checked") !== "true";
  write("aloud", isOn ? "on" : "off");
  set(isOn);
});
if (read("aloud") === "on") set(true);
