// Draws a play: lines with their names at the end, thresholds dashed, and a mark wherever something was shown.
import "./file_fields.js";
import { gettext, interpolate, minutes, number, percent } from "./gettext.js";

const picture = JSON.parse(document.getElementById("lab-picture").textContent);
const dark = document.documentElement.classList.contains("dark");
const ink = dark ? "#e8e6e0" : "#1f2627";
const soft = dark ? "#7f8a8c" : "#8a8f8d";
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Marks stand on both panels; only the upper one names them.
const marks = {
  id: "marks",
  afterDatasetsDraw(chart, _, { named }) {
    const { ctx, chartArea: area, scales: { x } } = chart;
    ctx.save();
    ctx.font = "600 12px system-ui, sans-serif";
    const rows = { true: 0, false: 0 };
    picture.marks.forEach(({ at, label, was }) => {
      const left = x.getPixelForValue(at);
      ctx.strokeStyle = was ? soft : ink;
      ctx.setLineDash(was ? [2, 4] : []);
      ctx.beginPath();
      ctx.moveTo(left, area.top - (named && !was ? 14 : 0));
      ctx.lineTo(left, area.bottom);
      ctx.stroke();
      if (!named) return;
      ctx.fillStyle = was ? soft : ink;
      const onRight = left > area.right - 120;
      ctx.textAlign = onRight ? "right" : "left";
      const row = rows[was]++ % 2;
      const top = was ? area.bottom - 6 - row * 14 : area.top - 4 - row * 14;
      ctx.fillText(was ? interpolate(gettext("before: %(label)s"), { label }) : label, left + (onRight ? -4 : 4), top);
    });
    ctx.restore();
  },
};

const NAME_FONT = "12px system-ui, sans-serif";
const NAME_LINE = 14;

// On a phone names beside the lines would take half of the chart; there they stand beneath it.
const narrow = document.querySelector(".lab-canvas").clientWidth < 480;

// A name's lines of at most so many letters.
function wrapped(title, most = 21) {
  const lines = [""];
  for (const word of title.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// Both panels leave the same room, so that their times stand one above the other.
function roomForNames(lines) {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = NAME_FONT;
  const parts = lines.flatMap((line) => wrapped(line.title));
  return 16 + Math.max(0, ...parts.map((part) => Math.ceil(ctx.measureText(part).width)));
}

// What a phone shows beneath the chart: each line's name after a piece of that line.
function key(lines) {
  const list = document.createElement("ul");
  list.className = "lab-key";
  lines.forEach((line, index) => {
    const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const looks = { x1: 0, x2: 28, y1: 6, y2: 6, stroke: line.colour, "stroke-width": 2.5, "stroke-dasharray": dashes(index) };
    Object.entries(looks).forEach(([name, value]) => stroke.setAttribute(name, value));
    sample.append(stroke);
    const item = document.createElement("li");
    item.append(sample, line.title);
    list.append(item);
  });
  return list;
}

// Each line bears its own name, so that no legend has to be matched by colour.
const names = {
  id: "names",
  afterDatasetsDraw(chart, _, { thresholds }) {
    const { ctx, chartArea: area } = chart;
    const taken = [];
    ctx.save();
    ctx.font = NAME_FONT;
    ctx.fillStyle = ink;
    chart.data.datasets.filter((set) => set.title && !narrow).forEach((set) => {
      const last = set.data.findLast((point) => point.y !== null);
      if (!last) return;
      const lines = wrapped(set.title);
      const height = lines.length * NAME_LINE;
      let bottom = Math.min(chart.scales.y.getPixelForValue(last.y) + NAME_LINE / 2, area.bottom);
      for (const other of taken.toSorted((a, b) => b.bottom - a.bottom)) {
        if (bottom > other.top && bottom - height < other.bottom) bottom = other.top;
      }
      taken.push({ top: bottom - height, bottom });
      lines.forEach((line, row) => ctx.fillText(line, area.right + 8, bottom - height + (row + 1) * NAME_LINE - 3));
    });
    ctx.font = "11px system-ui, sans-serif";
    chart.data.datasets.filter((set) => thresholds && set.threshold).forEach((set) => {
      ctx.fillText(set.threshold, area.left + 4, chart.scales.y.getPixelForValue(set.data[0].y) - 4);
    });
    ctx.restore();
  },
};

const DASHES = [[], [8, 3], [2, 3], [10, 3, 2, 3], [5, 5]];
const dashes = (index) => DASHES[index % DASHES.length];

function datasets(lines, stepped) {
  return lines.flatMap((line, index) => [
    {
      title: line.title,
      data: picture.times.map((at, place) => ({ x: at, y: line.values[place] ?? null })),
      borderColor: line.colour,
      borderDash: dashes(index),
      borderWidth: 2.5,
      pointRadius: 0,
      spanGaps: false,
      stepped,
    },
    ...line.thresholds.map(({ value, label }) => ({
      threshold: label,
      data: [{ x: picture.times[0], y: value }, { x: picture.times.at(-1), y: value }],
      borderColor: line.colour,
      borderDash: [3, 6],
      borderWidth: 1,
      pointRadius: 0,
    })),
  ]);
}

function draw(id, lines, { top, format, named, stepped }) {
  const canvas = document.getElementById(id);
  if (!lines.length) {
    canvas.parentElement.hidden = true;
    return;
  }
  if (narrow) canvas.parentElement.after(key(lines));
  const grid = { color: dark ? "rgb(255 255 255 / 8%)" : "rgb(0 0 0 / 7%)" };
  new window.Chart(canvas, {
    type: "line",
    data: { datasets: datasets(lines, stepped) },
    plugins: [marks, names],
    options: {
      animation: still ? false : { duration: 200 },
      maintainAspectRatio: false,
      layout: { padding: { top: named ? 34 : 8, right: room } },
      plugins: { legend: { display: false }, marks: { named }, names: { thresholds: !stepped }, tooltip: { enabled: false } },
      events: [],
      scales: {
        x: {
          type: "linear", min: picture.times[0], max: picture.times.at(-1), grid: { display: false },
          ticks: { callback: minutes, stepSize: 30, color: ink },
        },
        y: { min: 0, max: top, grid, afterFit: (scale) => { scale.width = 52; }, ticks: { callback: format, color: ink, precision: 0 } },
      },
    },
  });
}

const room = narrow ? 12 : roomForNames([...picture.shares, ...picture.counts]);

// A module runs after the deferred chart library, so it is there.
draw("lab-shares", picture.shares, {
  top: 1, named: true, stepped: false, format: percent,
});
const highest = Math.max(1, ...picture.counts.flatMap((line) => line.values.map((value) => value ?? 0)));
draw("lab-counts", picture.counts, {
  top: highest + 1, named: !picture.shares.length, stepped: "before", format: number,
});
