/* Light, dark, or as the device: chosen in the foot of the page, kept in this browser. */
(() => {
  const root = document.documentElement;
  const sheet = document.getElementById("dark-sheet");
  const media = { dark: "all", light: "not all", auto: "(prefers-color-scheme: dark)" };

  const read = () => {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto";
    }
  };

  const remember = (choice) => {
    try {
      localStorage.setItem("theme", choice);
    } catch {
      /* Storage may be forbidden; the choice then lasts as long as the page. */
    }
  };

  const apply = (choice) => {
    const known = choice in media ? choice : "auto";
    sheet.media = media[known];
    root.dataset.theme = known;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === known));
    }
    document.dispatchEvent(new CustomEvent("attune:theme"));
  };

  root.classList.add("js");
  apply(read());
  document.addEventListener("DOMContentLoaded", () => apply(read()));
  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.("[data-theme-choice]")?.dataset.themeChoice;
    if (!choice) return;
    remember(choice);
    apply(choice);
  });
})();
