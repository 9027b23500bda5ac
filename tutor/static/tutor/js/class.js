/* The teacher's live page: the server sends it anew whenever the class changes. */
import { gettext } from "../../content/gettext.js";
import { drawChart, fillTable } from "./class_chart.js";
import { replaceAround } from "./in_use.js";
import "./menu.js";
import { LiveSocket, sayWhenAway } from "./live.js";
import { sayReplies } from "./said.js";

const page = document.getElementById("class");
const live = new LiveSocket(page.dataset.socket);
let chart = null;

function readSeries(root) {
  const data = root.querySelector("#class-series");
  return data ? JSON.parse(data.textContent) : null;
}

function redraw(root) {
  const series = readSeries(root);
  const canvas = root.querySelector("#class-chart");
  if (!series || !canvas) return;
  chart = drawChart(canvas, series, chart);
  fillTable(root.querySelector("[data-class-table]"), series);
}

/* The old canvas moves into the new markup, so that the chart changes instead of starting afresh. */
function replace(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fresh = template.content.querySelector("#class-live");
  const old = document.getElementById("class-live");
  if (!fresh || !old) return;
  const [canvas, place] = [old.querySelector("#class-chart"), fresh.querySelector("#class-chart")];
  if (canvas && place) place.replaceWith(canvas);
  else chart = chart?.destroy() ?? null;
  const table = fresh.querySelector("#class-table");
  if (table) table.open = Boolean(old.querySelector("#class-table")?.open);
  replaceAround(old, fresh);
  redraw(fresh);
}

/* The bar says which lesson it begins, wherever the list is scrolled to. */
function sayChosen() {
  const [lesson, place] = [document.getElementById("start-lesson"), document.querySelector("[data-chosen]")];
  if (lesson && place) place.textContent = lesson.selectedOptions[0]?.textContent ?? "";
}

document.getElementById("start-lesson")?.addEventListener("change", sayChosen);
sayChosen();
live.addEventListener("message:class", (event) => replace(event.detail.html));
document.addEventListener("attune:theme", () => redraw(document));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(document));
sayWhenAway(live, document.getElementById("notice"), {
  away: gettext("The connection is away, so this is a little old. It will catch up by itself."),
  back: gettext("Up to date again."),
});
/* Chart.js comes by a deferred script, which like this module has run by then. */
document.addEventListener("DOMContentLoaded", () => redraw(document));
sayReplies(document.getElementById("notice"));
live.connect();
