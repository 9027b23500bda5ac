/* The class's states as a stacked area, and as a table. Colours are the states' own in both schemes. */
import { gettext, language, number } from "../../content/gettext.js";

const SERIES = [
  ["engaged", gettext("engaged")],
  ["bored", gettext("bored")],
  ["confused", gettext("confused")],
  ["frustrated", gettext("frustrated")],
  ["withheld", gettext("withheld")],
];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function hatch(ink) {
  const tile = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const context = tile.getContext("2d");
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const shift of [-8, 0, 8]) {
    context.moveTo(shift, 8);
    context.lineTo(shift + 8, 0);
  }
  context.stroke();
  return context.createPattern(tile, "repeat");
}

function lookOf(key) {
  const edge = colour("--paper");
  if (key === "withheld") return { backgroundColor: hatch(colour("--unknown")), borderColor: colour("--unknown") };
  return { backgroundColor: colour(`--${key}`), borderColor: edge };
}

/* Each area says what it is where it is thickest, if a word fits there. */
const directLabels = {
  id: "directLabels",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.font = `600 14px ${colour("--sans")}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    chart.data.datasets.forEach((set, index) => {
      const spot = thickestSpot(chart, index);
      if (spot) writeLabel(ctx, set, spot);
    });
    ctx.restore();
  },
};

/* The area runs from its own line down to the one below; both ends are left out, where a word would be cut. */
function thickestSpot(chart, index) {
  const set = chart.data.datasets[index];
  const points = chart.getDatasetMeta(index).data;
  const pixels = chart.scales.y.getPixelForValue(0) - chart.scales.y.getPixelForValue(1);
  const half = chart.ctx.measureText(set.label).width / 2 + 12;
  let best = null;
  points.forEach(({ x, y }, at) => {
    const thick = Math.min(...[at - 1, at, at + 1].map((near) => set.data[near] ?? 0)) * pixels;
    const fits = x - half > chart.chartArea.left && x + half < chart.chartArea.right;
    if (fits && thick >= 22 && thick > (best?.thick ?? 0)) best = { x, y: y + thick / 2, thick };
  });
  return best;
}

function writeLabel(ctx, set, { x, y }) {
  const isState = set.key !== "withheld";
  if (!isState) {
    const width = ctx.measureText(set.label).width;
    ctx.fillStyle = colour("--paper");
    ctx.fillRect(x - width / 2 - 6, y - 10, width + 12, 20);
  }
  ctx.fillStyle = colour(isState ? "--on-state" : "--ink");
  ctx.fillText(set.label, x, y);
}

/** Draw the series, or change a chart that is there. */
export function drawChart(canvas, series, chart) {
  const datasets = SERIES.map(([key, label]) => ({
    key,
    label,
    data: series[key],
    fill: true,
    borderWidth: 1.5,
    pointRadius: 0,
    pointHitRadius: 12,
    ...lookOf(key),
  }));
  if (chart) {
    chart.data = { labels: series.labels, datasets };
    chart.options = optionsOf();
    chart.update("none");
    return chart;
  }
  return new window.Chart(canvas, {
    type: "line",
    data: { labels: series.labels, datasets },
    options: optionsOf(),
    plugins: [directLabels],
  });
}

function optionsOf() {
  const text = { color: colour("--ink-soft"), font: { family: colour("--sans"), size: 14 } };
  return {
    locale: language,
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { display: false }, tooltip: { reverse: true } },
    scales: {
      x: { grid: { display: false }, ticks: { ...text, maxRotation: 0, autoSkipPadding: 24 } },
      y: {
        stacked: true,
        beginAtZero: true,
        border: { display: false },
        grid: { color: colour("--line") },
        // Chart.js writes a nought of its own, whatever the language.
        ticks: { ...text, precision: 0, callback: (count) => number(count) },
        title: { display: true, text: gettext("students"), ...text },
      },
    },
  };
}

const told = (count) => (typeof count === "number" ? number(count) : gettext("too few"));

/** Fill the chart's twin: the same numbers, newest first. */
export function fillTable(place, series) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of [gettext("Time"), ...SERIES.map(([, label]) => label)]) {
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name }));
  }
  const body = table.createTBody();
  series.labels.forEach((label, index) => {
    const row = body.insertRow(0);
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: label }));
    for (const [key] of SERIES) row.insertCell().textContent = told(series[key][index]);
  });
  place.replaceChildren(table);
}
