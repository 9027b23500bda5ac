// Taking a row of an inline form away, and back again. A removed row stays where it is, unseen, with its DELETE
// box ticked: no other row is touched, so nothing that was typed is lost.
(() => {
  "use strict";

  // No module, so it cannot import gettext.js.
  const gettext = globalThis.catalogue?.gettext ?? ((text) => text);

  const rowOf = (element) => element.closest(".form-group");
  const boxOf = (row) => row.querySelector("input[name$='-DELETE']");

  function strip(row) {
    const inTable = row.tagName === "TBODY";
    const outer = document.createElement(inTable ? "tr" : "div");
    const inner = inTable ? outer.appendChild(document.createElement("td")) : outer;
    if (inTable) inner.colSpan = 100;
    outer.className = "row-removed";
    const words = document.createElement("span");
    const isStored = row.classList.contains("original");
    words.textContent = isStored ? gettext("Goes when you save.") : gettext("Removed.");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "author-link";
    undo.dataset.undoRow = "";
    undo.textContent = gettext("Undo");
    inner.append(words, " ", undo);
    return outer;
  }

  function remove(row, { focus = true } = {}) {
    if (row.classList.contains("is-removed")) return;
    boxOf(row).checked = true;
    row.classList.add("is-removed");
    row.append(strip(row));
    if (focus) row.querySelector("[data-undo-row]").focus();
  }

  function bringBack(row) {
    boxOf(row).checked = false;
    row.classList.remove("is-removed");
    row.querySelector(".row-removed").remove();
    row.querySelector("[data-remove-row]").focus();
  }

  document.addEventListener("click", (event) => {
    const bin = event.target.closest("[data-remove-row]");
    const undo = event.target.closest("[data-undo-row]");
    if (bin) remove(rowOf(bin));
    if (undo) bringBack(rowOf(undo));
  });

  // A form that comes back with errors still knows which rows were removed.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".form-group:not(.empty-form) input[name$='-DELETE']:checked").forEach((box) => {
      remove(rowOf(box), { focus: false });
    });
  });
})();
