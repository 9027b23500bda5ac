/* Figures of a course, drawn into the page: in its typeface, and in its colours where the page is dark. */
const sheet = new CSSStyleSheet();
sheet.replaceSync("svg { display: block; width: 100%; max-height: 60vh; font-family: var(--sans); }");
const canDraw = CSS.supports("color", "light-dark(red, red)");
const GREY_MOST = 32;

/** Draw what has come into the page; what cannot be drawn stays the picture that it is. */
export function drawFigures() {
  if (!canDraw) return;
  for (const image of document.querySelectorAll(".prose img[src$='.svg']:not([data-drawn])")) {
    image.dataset.drawn = "";
    if (!image.closest(".spots")) draw(image);
  }
}

async function draw(image) {
  const reply = await fetch(image.src).catch(() => null);
  const svg = reply?.ok && new DOMParser().parseFromString(await reply.text(), "image/svg+xml").documentElement;
  /* A style sheet of its own says more of colours than is read here. */
  if (svg?.localName !== "svg" || svg.querySelector("style, [style], script") || !image.isConnected) return;
  for (const part of [svg, ...svg.querySelectorAll("*")]) colour(part);
  svg.ariaHidden = "true";
  const figure = Object.assign(document.createElement("span"), { className: "drawn", role: "img", ariaLabel: image.alt });
  const shadow = figure.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(svg);
  image.replaceWith(figure);
}

function colour(part) {
  part.removeAttribute("font-family");
  for (const role of ["fill", "stroke"]) {
    const said = part.getAttribute(role);
    const dark = /^#[0-9a-f]{6}$/i.test(said) && inDark(said, role === "stroke" ? role : part.localName);
    if (dark) part.setAttribute(role, `light-dark(${said}, ${dark})`);
  }
}

/* Ink and paper change places; a coloured part is darker, so that ink on it can still be read. */
function inDark(said, role) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(said.slice(at, at + 2), 16));
  const lightest = Math.max(red, green, blue);
  const isInk = ["text", "tspan", "svg", "stroke", "g"].includes(role);
  if (lightest - Math.min(red, green, blue) > GREY_MOST) return `color-mix(in oklab, ${said} 60%, ${isInk ? "white" : "black"})`;
  if (lightest < 130) return "var(--ink)";
  if (isInk) return role === "stroke" && lightest < 230 ? "var(--line-strong)" : said;
  return said.toLowerCase() === "#ffffff" ? "var(--paper)" : "var(--sheet)";
}
