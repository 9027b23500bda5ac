// Places on a picture, drawn by their author: dragged, resized and added over the picture. The fields of the rows
// below say the same in numbers; what is drawn is written there, and what is typed there is drawn.
import { coordsOf, cornersOf, handlesOf, moved, outlineOf, reshaped, started } from "./area_shapes.js";
import { gettext, interpolate } from "./gettext.js";

const tree = document.querySelector(".course-tree");
const addresses = new Map(); // by the name that texts use
const SVG = "http://www.w3.org/2000/svg";
const TOOLS = { circle: gettext("Draw a circle"), rect: gettext("Draw a rectangle"), polygon: gettext("Draw a polygon") };
const FEWEST = 1.5; // a press that moves by less, in per cent, draws nothing

async function learnAddresses() {
  const { pictures } = await (await fetch(tree.dataset.picturesUrl)).json();
  for (const { markdown, url } of pictures) addresses.set(markdown.match(/\(([^()]+)\)$/)?.[1], url);
}

class Drawing {
  constructor(list) {
    this.list = list;
    this.box = list.closest(".question-fields");
    this.image = Object.assign(document.createElement("img"), { alt: "" });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", "0 0 100 100");
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("aria-hidden", "true");
    this.note = Object.assign(document.createElement("p"), { className: "cell-help" });
    this.note.setAttribute("role", "status");
    this.stage = Object.assign(document.createElement("div"), { className: "areas-stage" });
    this.stage.append(this.image, this.svg);
    this.bar = this.makeBar();
    this.block = Object.assign(document.createElement("div"), { className: "areas-draw" });
    this.block.append(this.bar, this.stage, this.note);
    list.querySelector("[data-row-list]").before(this.block);
    this.image.addEventListener("load", () => this.draw());
    this.svg.addEventListener("pointerdown", (event) => this.begin(event));
    this.svg.addEventListener("dblclick", () => this.endPolygon());
    this.box.addEventListener("input", () => this.refresh());
    this.box.addEventListener("change", () => this.refresh());
    for (const happens of ["focusin", "focusout"]) list.addEventListener(happens, () => requestAnimationFrame(() => this.draw()));
    this.refresh();
  }

  makeBar() {
    const bar = Object.assign(document.createElement("div"), { className: "author-tools" });
    this.tools = Object.entries(TOOLS).map(([shape, words]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "author-button", textContent: words });
      button.dataset.tool = shape;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.take(this.tool === shape ? "" : shape));
      return button;
    });
    bar.append(...this.tools);
    return bar;
  }

  take(shape) {
    this.endPolygon();
    this.tool = shape;
    for (const button of this.tools) button.setAttribute("aria-pressed", String(button.dataset.tool === shape));
    this.svg.classList.toggle("is-drawing", Boolean(shape));
    const words = { circle: gettext("Drag from the middle to the edge."), rect: gettext("Drag from one corner to the other."), polygon: gettext("Press at each corner, and twice at the last.") };
    this.note.textContent = words[shape] ?? "";
  }

  get rows() {
    return [...this.list.querySelectorAll(":scope > [data-row-list] > [data-row]:not(.is-removed)")].map((row) => ({
      row,
      shape: row.querySelector("[name$='-shape']"),
      coords: row.querySelector("[name$='-coords']"),
    }));
  }

  /* Of a circle: how much higher than wide a square of the picture is in per cent of each. */
  get stretch() {
    return this.image.clientHeight ? this.image.clientWidth / this.image.clientHeight : 1;
  }

  refresh() {
    const name = this.box.querySelector("[name$='-picture']")?.value.match(/^\s*!\[.*\]\(([^()\s]+)\)\s*$/s)?.[1];
    const address = addresses.get(decodeURI(name ?? "")) ?? "";
    this.block.hidden = !address;
    if (this.image.getAttribute("src") !== address && address) this.image.src = address;
    this.hideUnfit();
    this.draw();
  }

  /* What has no meaning in a mode is out of the way, unless something stands there. */
  hideUnfit() {
    const isLabelled = this.box.querySelector("[name$='-mode']")?.value === "labels";
    for (const { row } of this.rows) {
      for (const name of ["correct", "feedback", "misconception", "label"]) {
        const field = row.querySelector(`[name$='-${name}']`);
        const isEmpty = field && (field.type === "checkbox" ? !field.checked : !field.value.trim());
        if (field) field.closest(".cell").hidden = (name === "label") !== isLabelled && isEmpty;
      }
    }
  }

  draw() {
    this.svg.replaceChildren();
    this.rows.forEach((fields, index) => {
      const corners = cornersOf(fields.shape.value, fields.coords.value);
      if (corners) this.drawOne(fields.shape.value, corners, index);
    });
    if (this.fresh) this.drawOne(this.tool, this.fresh, this.rows.length);
  }

  drawOne(shape, corners, index) {
    const group = document.createElementNS(SVG, "g");
    group.classList.toggle("is-current", Boolean(this.rows[index]?.row.contains(document.activeElement)));
    group.append(this.make(...outlineOf(shape, corners, this.stretch), { "data-area": index }));
    handlesOf(shape, corners).forEach(([x, y], handle) => {
      const size = 1.1;
      group.append(this.make("ellipse", { cx: x, cy: y, rx: size, ry: size * this.stretch }, { "data-area": index, "data-handle": handle }));
    });
    this.svg.append(group);
  }

  make(tag, geometry, data) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries({ ...geometry, ...data })) element.setAttribute(name, value);
    if (tag !== "ellipse" || !("data-handle" in data)) element.append(this.title(data["data-area"]));
    return element;
  }

  title(index) {
    const title = document.createElementNS(SVG, "title");
    title.textContent = interpolate("%(row)s %(number)s", { row: this.list.dataset.rowLabel, number: index + 1 });
    return title;
  }

  at(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within(((event.clientX - left) / width) * 100), within(((event.clientY - top) / height) * 100)];
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = this.at(event);
    if (this.tool === "polygon") {
      this.fresh = [...(this.fresh ?? []), from];
      this.draw();
    } else if (this.tool) {
      this.follow(event, (to) => {
        this.fresh = started(this.tool, from, to, this.stretch);
        this.draw();
      }, (to) => this.end(from, to));
    } else if (event.target.dataset.area !== undefined) {
      this.change(event, from);
    }
  }

  follow(event, move, end) {
    this.svg.setPointerCapture(event.pointerId);
    const moves = (later) => move(this.at(later));
    const ends = (later) => {
      this.svg.removeEventListener("pointermove", moves);
      end?.(this.at(later));
    };
    this.svg.addEventListener("pointermove", moves);
    this.svg.addEventListener("pointerup", ends, { once: true });
  }

  change(event, from) {
    const fields = this.rows[Number(event.target.dataset.area)];
    const { handle } = event.target.dataset;
    const shape = fields.shape.value;
    const before = cornersOf(shape, fields.coords.value);
    this.follow(event, (to) => {
      const after = handle === undefined ? moved(shape, before, from, to) : reshaped(shape, before, Number(handle), to, this.stretch);
      this.write(fields, shape, after);
    });
  }

  end(from, to) {
    const isTooSmall = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) < FEWEST;
    const corners = this.fresh;
    this.fresh = null;
    if (isTooSmall || !corners) this.draw();
    else this.add(this.tool, corners);
  }

  endPolygon() {
    // A double press is two presses at one place.
    const corners = this.fresh?.filter(([x, y], index, all) => !index || Math.hypot(x - all[index - 1][0], y - all[index - 1][1]) > 0.5);
    this.fresh = null;
    if (this.tool === "polygon" && corners?.length > 2) this.add("polygon", corners);
    else if (this.svg.isConnected) this.draw();
  }

  /* An empty row is filled first. */
  add(shape, corners) {
    const isFree = ({ coords }) => !coords.value.trim();
    if (!this.rows.some(isFree)) this.list.querySelector(":scope > [data-row-do=add]").click();
    const fields = this.rows.find(isFree);
    if (!fields) return;
    this.write(fields, shape, corners);
    this.take("");
    fields.row.querySelector("[name$='-name']")?.focus();
  }

  write(fields, shape, corners) {
    fields.shape.value = shape;
    fields.coords.value = coordsOf(shape, corners);
    fields.coords.dispatchEvent(new Event("input", { bubbles: true }));
    fields.coords.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function enhance() {
  for (const list of document.querySelectorAll("fieldset[data-rows][id$='-answers-areas']:not([data-drawn])")) {
    list.dataset.drawn = "";
    new Drawing(list);
  }
}

if (tree) {
  learnAddresses().catch(() => {}).finally(() => {
    enhance();
    new MutationObserver(enhance).observe(document.body, { childList: true, subtree: true });
  });
  // A picture that is put in now has an address that is not known yet.
  document.addEventListener("input", (event) => {
    if (event.target.matches("[name$='-answers-picture']")) {
      learnAddresses().then(() => event.target.dispatchEvent(new Event("change", { bubbles: true }))).catch(() => {});
    }
  });
}
