/* The page on the whole screen, where the browser can do that. */
const button = document.getElementById("whole-screen");

button.hidden = !document.fullscreenEnabled;
button.addEventListener("click", () => document.documentElement.requestFullscreen().catch(() => {}));
document.addEventListener("fullscreenchange", () => (button.hidden = Boolean(document.fullscreenElement)));
