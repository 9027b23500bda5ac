/* The class's states as a stacked area, and as a table. Colours are the states' own in both schemes. */
const SERIES = [
  ["engaged", "engaged"],
  ["bored", "bored"],
  ["confused", "confused"],
  ["frustrated", "frustrated"],
  ["unknown", "unknown"],
  ["no_camera", "no camera"],
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
  if (key === "unknown") return { backgroundColor: hatch(colour("--unknown")), borderColor: colour("--unknown") };
  if (key === "no_camera") return { backgroundColor: "transparent", borderColor: colour("--line-strong"), borderDash: [4, 4] };
  return { backgroundColor: colour(`--${key}`), borderColor: edge };
}

/* Each area says what it is, at its right end, where it is thick enough for a word. */
const directLabels = {
  id: "directLabels",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = `600 13px ${colour("--sans")}`;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    chart.data.datasets.forEach((set, index) => {
      const last = set.data.findLastIndex((value) => value !== null);
      const point = chart.getDatasetMeta(index).data[last];
      if (!point || !set.data[last]) return;
      const top = point.y;
      const bottom = chart.scales.y.getPixelForValue(chart.scales.y.getValueForPixel(top) - set.data[last]);
      if (bottom - top < 18) return;
      const isPlain = set.key === "unknown" || set.key === "no_camera";
      const words = set.label;
      const x = Math.min(point.x, chartArea.right) - 10;
      const y = (top + bottom) / 2;
      if (isPlain) {
        ctx.fillStyle = colour("--paper");
        const width = ctx.measureText(words).width;
        ctx.fillRect(x - width - 5, y - 9, width + 10, 18);
      }
      ctx.fillStyle = isPlain ? colour("--ink") : colour("--on-state");
      ctx.fillText(words, x, y);
    });
    ctx.restore();
  },
};

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
    tension: 0.25,
    cubicInterpolationMode: "monotone",
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
        ticks: { ...text, precision: 0 },
        title: { display: true, text: "students", ...text },
      },
    },
  };
}

/** Fill the chart's twin: the same numbers, newest first. */
export function fillTable(place, series) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of ["Time", ...SERIES.map(([, label]) => label)]) {
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name }));
  }
  const body = table.createTBody();
  series.labels.forEach((label, index) => {
    const row = body.insertRow(0);
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: label }));
    for (const [key] of SERIES) row.insertCell().textContent = series[key][index] ?? "too few";
  });
  place.replaceChildren(table);
}
