// Light or dark: one choice for the site and the admin, each of which keeps it in a place of its own. The theme of the
// admin marks a dark page by a class; the site's dark colours are a sheet, which follows that class here.
(() => {
  "use strict";

  const ADMINS = "adminTheme";
  const SITES = "theme";
  const root = document.documentElement;
  const sheet = document.getElementById("dark-sheet");
  const follow = () => { sheet.media = root.classList.contains("dark") ? "all" : "not all"; };

  try {
    // Before the theme's own script runs, which reads its place once.
    const chosen = localStorage.getItem(SITES);
    if (chosen) localStorage.setItem(ADMINS, JSON.stringify(chosen));
    window.addEventListener("pagehide", () => {
      const now = localStorage.getItem(ADMINS);
      if (now) localStorage.setItem(SITES, JSON.parse(now));
    });
  } catch {
    // Storage may be forbidden: each page then is as the device is.
  }
  follow();
  new MutationObserver(follow).observe(root, { attributeFilter: ["class"] });
})();
